import CLinuxInterrupt
import InterruptLines
import SystemPackage
import ZirconObjects

/// UIO nodes that stay open while the daemon restarts, in the hands of the service manager: the kernel goes on counting
/// for them, and does not clear bus mastering, as it does when a node of uio_pci_generic is closed. Source: Linux,
/// drivers/uio/uio_pci_generic.c, release; sd_pid_notify_with_fds(3), FDSTORE=1. Thread-safe.
///
/// Not so the devices of VFIO: who keeps one of those open keeps it from being removed.
final class KeptNodes: Sendable {
  /// How long after its start the daemon waits for those who had the devices before; ns.
  static let patience: Int64 = 60_000_000_000

  private let store: NodeStore?
  private let state: Guarded<State>

  private struct State {
    /// Those of the daemon's last life that nobody has asked for yet.
    var waiting: [String: UIONode]
    /// When they are let go; CLOCK_MONOTONIC, ns.
    var deadline: Int64?
    /// What the service manager has a copy of.
    var stored: Set<String>
    var isFrozen = false
  }

  init(_ store: NodeStore?) {
    self.store = store
    var waiting: [String: UIONode] = [:]
    for (name, descriptor) in store?.takeAll() ?? [] {
      // Two of one name are two copies of one.
      waiting[name] = UIONode(OwnedDescriptor(owning: descriptor))
    }
    state = Guarded(
      State(
        waiting: waiting, deadline: waiting.isEmpty ? nil : zirq_clock_monotonic() + Self.patience,
        stored: Set(waiting.keys)))
  }

  /// The node that has been kept for this life of a device, if one has.
  func take(_ identity: DeviceIdentity) -> UIONode? { state.withLock { $0.waiting.removeValue(forKey: identity.name) } }

  /// Takes back a node whose line could not be opened after all: its client may try again.
  func giveBack(_ node: UIONode, of identity: DeviceIdentity) {
    state.withLock { state in
      guard state.stored.contains(identity.name) else { return }
      state.waiting[identity.name] = node
      state.deadline = state.deadline ?? zirq_clock_monotonic() + Self.patience
    }
  }

  /// From now on the node outlives the daemon.
  func keep(_ node: UIONode, of identity: DeviceIdentity) {
    guard let store else { return }
    let isNew = state.withLock { $0.stored.insert(identity.name).inserted }
    if isNew { store.put(node.rawValue, identity.name) }
  }

  /// The device is nobody's any more.
  func forget(_ identity: DeviceIdentity) { forget([identity.name]) }

  private func forget(_ names: [String]) {
    let stored = state.withLock { state in
      state.isFrozen ? [] : names.filter { state.waiting[$0] == nil && state.stored.remove($0) != nil }
    }
    for name in stored { store?.remove(name) }
  }

  /// The daemon is about to end: what is kept stays so.
  func freeze() { state.withLock { $0.isFrozen = true } }

  /// When `dropForgotten` has something to do; CLOCK_MONOTONIC, ns.
  var deadline: Int64? { state.withLock { $0.deadline } }

  /// Lets go of the nodes that nobody has asked for in time: their devices' drivers are not coming back.
  func dropForgotten() {
    let forgotten = state.withLock { state -> [String: UIONode] in
      guard let deadline = state.deadline, deadline <= zirq_clock_monotonic() else { return [:] }
      state.deadline = nil
      defer { state.waiting = [:] }
      return state.waiting
    }
    forget(Array(forgotten.keys))
  }
}

/// Where a service manager keeps descriptors for the daemon.
public struct NodeStore: Sendable {
  /// Those that it has kept, with the names that they were given; to be called once, and then they are the caller's.
  public var takeAll: @Sendable () -> [(name: String, descriptor: Int32)]
  /// Keeps a copy of a descriptor, which is only borrowed.
  public var put: @Sendable (_ descriptor: Int32, _ name: String) -> Void
  public var remove: @Sendable (_ name: String) -> Void

  public init(
    takeAll: @escaping @Sendable () -> [(name: String, descriptor: Int32)],
    put: @escaping @Sendable (_ descriptor: Int32, _ name: String) -> Void,
    remove: @escaping @Sendable (_ name: String) -> Void
  ) {
    self.takeAll = takeAll
    self.put = put
    self.remove = remove
  }
}

extension DeviceIdentity {
  /// "uio0-4711", without the characters that a name in the store cannot have. Source: sd_pid_notify_with_fds(3), FDNAME=.
  fileprivate var name: String { "\(path.split(separator: "/").last ?? "")-\(inode)" }
}
