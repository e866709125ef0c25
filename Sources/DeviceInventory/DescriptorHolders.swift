import CLinuxInterrupt
import InterruptLines
import Synchronization
import SystemPackage
import ZirconObjects

/// The processes that have been handed a VFIO device's own descriptor. While one of them has it, or a mapping made through
/// it, the kernel cannot take the device away. Source: Linux, drivers/vfio/vfio_main.c, vfio_unregister_group_dev.
///
/// What a process does with it meanwhile nobody tells. Where /proc shows that it has let go, it is a holder no more; where
/// that cannot be read, until it ends. Thread-safe.
final class DescriptorHolders: Sendable {
  private static let limit = 64

  /// Whether a process has anything of VFIO devices; nil where it cannot be seen.
  private let isSeen: @Sendable (_ pid: Int32) -> Bool?
  /// How long a descriptor may be on its way to the process, which shows nothing of it until then; ns.
  private let deliveryTime: Int64
  private let holders = Guarded<[DeviceIdentity: [HoldingProcess]]>([:])

  init(isSeen: @escaping @Sendable (_ pid: Int32) -> Bool?, deliveryTime: Int64) {
    self.isSeen = isSeen
    self.deliveryTime = deliveryTime
  }

  /// - Returns: whether it is new.
  /// - Throws: `Errno.tooManyOpenFiles` when so many processes have it already; what else keeps a process from being
  ///   watched, for then it must not get the descriptor.
  func add(_ peer: Peer, to identity: DeviceIdentity) throws(Errno) -> Bool {
    let process = try HoldingProcess(peer)
    drop(from: identity) { $0.hasEnded }
    return try holders.withLock { holders throws(Errno) in
      let known = holders[identity] ?? []
      if let holder = known.first(where: { $0.peer.pid == peer.pid }) {
        holder.isHandedIt()
        return false
      }
      guard known.count < Self.limit else { throw .tooManyOpenFiles }
      holders[identity] = known + [process]
      return true
    }
  }

  /// Takes back an `add`, for the process has not got the descriptor after all.
  func remove(_ peer: Peer, from identity: DeviceIdentity) { drop(from: identity) { $0.peer.pid == peer.pid } }

  /// Those that live.
  func of(_ identity: DeviceIdentity) -> [HoldingProcess] {
    drop(from: identity) { $0.hasEnded }
    return holders.withLock { $0[identity] ?? [] }
  }

  /// Those that have it still, as far as can be seen. Reads much of /proc: not on an interrupt's way.
  func having(_ identity: DeviceIdentity) -> [HoldingProcess] {
    let now = zirq_clock_monotonic()
    let idle = of(identity).filter { $0.wasHandedIt(before: now - deliveryTime) && isSeen($0.peer.pid) == false }
    drop(from: identity) { process in
      process.wasHandedIt(before: now - deliveryTime) && idle.contains { $0 === process }
    }
    return of(identity)
  }

  private func drop(from identity: DeviceIdentity, where isToGo: (HoldingProcess) -> Bool) {
    holders.withLock { holders in
      guard let kept = holders[identity]?.filter({ !isToGo($0) }) else { return }
      holders[identity] = kept.isEmpty ? nil : kept
    }
  }

  func forget(_ identity: DeviceIdentity) { drop(from: identity) { _ in true } }
}

/// A process, held by a descriptor that never comes to stand for another.
final class HoldingProcess: Sendable {
  let peer: Peer
  private let process: OwnedDescriptor
  /// When it was handed the descriptor last; CLOCK_MONOTONIC, ns.
  private let handedOut = Atomic<Int64>(zirq_clock_monotonic())

  init(_ peer: Peer) throws(Errno) {
    self.peer = peer
    var process: Int32 = -1
    let error = zirq_process_open(peer.pid, &process)
    guard error == 0 else { throw Errno(rawValue: error) }
    self.process = OwnedDescriptor(owning: process)
    // The number is of the time when the client connected, and may have come to be another's since. It may be killed, so
    // it must be the one: as old as the client, and of its user.
    guard peer.started != 0, peer.started == Peer.startTime(ofProcess: peer.pid),
      Peer.users(ofProcess: peer.pid).contains(peer.uid)
    else { throw .noSuchProcess }
  }

  func isHandedIt() { handedOut.store(zirq_clock_monotonic(), ordering: .relaxed) }

  func wasHandedIt(before time: Int64) -> Bool { handedOut.load(ordering: .relaxed) <= time }

  var hasEnded: Bool { zirq_process_has_ended(process.rawValue) }

  /// Kills it. `Errno.notPermitted` for another user's process, where the daemon lacks CAP_KILL.
  func end() throws(Errno) {
    let error = zirq_process_kill(process.rawValue)
    guard error == 0 || error == Errno.noSuchProcess.rawValue else { throw Errno(rawValue: error) }
  }
}
