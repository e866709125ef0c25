import CLinuxInterrupt
import InterruptLines
import SystemPackage
import ZirconObjects

/// The processes that have been handed a VFIO device's own descriptor. While one of them has it, or a mapping made through
/// it, the kernel cannot take the device away. Source: Linux, drivers/vfio/vfio_main.c, vfio_unregister_group_dev.
///
/// What a process does with it meanwhile nobody learns: it counts as a holder until it ends. Thread-safe.
final class DescriptorHolders: Sendable {
  private static let limit = 64

  private let holders = Guarded<[DeviceIdentity: [HoldingProcess]]>([:])

  /// - Throws: `Errno.tooManyOpenFiles` when so many processes have it already; what else keeps a process from being
  ///   watched, for then it must not get the descriptor.
  func add(_ peer: Peer, to identity: DeviceIdentity) throws(Errno) {
    let process = try HoldingProcess(peer)
    try holders.withLock { holders throws(Errno) in
      var living = holders[identity, default: []].filter { !$0.hasEnded }
      if living.contains(where: { $0.peer.pid == peer.pid }) { return }
      guard living.count < Self.limit else { throw .tooManyOpenFiles }
      living.append(process)
      holders[identity] = living
    }
  }

  /// Those that live.
  func of(_ identity: DeviceIdentity) -> [HoldingProcess] {
    holders.withLock { holders in
      guard let known = holders[identity] else { return [] }
      let living = known.filter { !$0.hasEnded }
      holders[identity] = living.isEmpty ? nil : living
      return living
    }
  }

  func forget(_ identity: DeviceIdentity) { holders.withLock { _ = $0.removeValue(forKey: identity) } }
}

/// A process, held by a descriptor that never comes to stand for another.
final class HoldingProcess: Sendable {
  let peer: Peer
  private let process: OwnedDescriptor

  init(_ peer: Peer) throws(Errno) {
    self.peer = peer
    var process: Int32 = -1
    let error = zirq_process_open(peer.pid, &process)
    guard error == 0 else { throw Errno(rawValue: error) }
    self.process = OwnedDescriptor(owning: process)
    // The number is of the time when the client connected, and may have come to be another's since.
    guard peer.started == 0 || peer.started == Peer.startTime(ofProcess: peer.pid) else { throw .noSuchProcess }
  }

  var hasEnded: Bool { zirq_process_has_ended(process.rawValue) }

  /// Kills it. `Errno.notPermitted` for another user's process, where the daemon lacks CAP_KILL.
  func end() throws(Errno) {
    let error = zirq_process_kill(process.rawValue)
    guard error == 0 || error == Errno.noSuchProcess.rawValue else { throw Errno(rawValue: error) }
  }
}
