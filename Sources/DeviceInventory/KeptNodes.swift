import CLinuxInterrupt
import InterruptLines
import SystemPackage
import ZirconObjects

/// UIO nodes that stay open while the daemon restarts, in the hands of the service manager: the kernel goes on counting
/// for them, and does not clear bus mastering, as it does when a node of uio_pci_generic is closed. Beside each lies the
/// count that was delivered last, so that the next daemon knows how many have come meanwhile. Source: Linux,
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
    for (name, descriptors) in Dictionary(grouping: store?.takeAll() ?? [], by: \.name) {
      waiting[name] = Self.node(descriptors.map(\.descriptor))
      // A count that has lost its node, or the next one of the name would have two.
      if waiting[name] == nil { store?.remove(name) }
    }
    state = Guarded(
      State(
        waiting: waiting, deadline: waiting.isEmpty ? nil : zirq_clock_monotonic() + Self.patience,
        stored: Set(waiting.keys)))
  }

  /// - Parameter descriptors: of one name, in any order; two nodes would be two copies of one.
  private static func node(_ descriptors: [Int32]) -> UIONode? {
    let counts = descriptors.filter(KeptCount.isCount)
    let nodes = descriptors.filter { !KeptCount.isCount($0) }
    var kept: KeptCount?
    // Without, the node is still worth having.
    for count in counts { kept = try? KeptCount(adopting: OwnedDescriptor(owning: count)) }
    // Which of two is the node's nobody knows.
    if counts.count > 1 { kept = nil }
    var node: OwnedDescriptor?
    for descriptor in nodes { node = OwnedDescriptor(owning: descriptor) }
    guard let node else { return nil }
    return UIONode(node, kept: kept)
  }

  /// Opens a node that can be kept.
  ///
  /// - Parameter count: what the kernel has counted for it before, if that is known.
  /// - Returns: the node, and why it has no count if it should have one.
  func open(_ path: String, from count: UInt32?) throws(Errno) -> (node: UIONode, uncounted: Errno?) {
    guard store != nil else { return (try UIONode(opening: path), nil) }
    let kept: KeptCount
    do throws(Errno) { kept = try KeptCount(from: count) } catch { return (try UIONode(opening: path), error) }
    return (try UIONode(opening: path, kept: kept), nil)
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
  ///
  /// - Returns: why it does not.
  func keep(_ node: UIONode, of identity: DeviceIdentity) -> Errno? {
    guard let store, state.withLock({ $0.stored.insert(identity.name).inserted }) else { return nil }
    let refused = store.put(node.descriptors, identity.name)
    if refused != nil { state.withLock { _ = $0.stored.remove(identity.name) } }
    return refused
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
  /// Those that it has kept, with the names that they were given, in any order; to be called once, and then they are the
  /// caller's.
  public var takeAll: @Sendable () -> [(name: String, descriptor: Int32)]
  /// Keeps copies of descriptors, which are only borrowed, under one name; answers why it cannot.
  public var put: @Sendable (_ descriptors: [Int32], _ name: String) -> Errno?
  /// Closes all copies of one name.
  public var remove: @Sendable (_ name: String) -> Void

  public init(
    takeAll: @escaping @Sendable () -> [(name: String, descriptor: Int32)],
    put: @escaping @Sendable (_ descriptors: [Int32], _ name: String) -> Errno?,
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
