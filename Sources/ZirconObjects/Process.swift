/// A client process as the kernel sees it: a handle table, and Zircon's calls upon it.
///
/// Each call checks its arguments in the order of Zircon's kernel, so that of several mistakes the same one is reported:
/// options first, then handles in the order of the arguments, each for existence, type and rights.
///
/// Every method may be called from any thread.
public final class Process: Sendable {
  /// How much of the kernel one process may hold.
  public struct Limits: Sendable {
    public var handles: Int
    public var ports: Int
    /// User packets in one port.
    public var packetsPerPort: Int
    /// User packets in all ports together.
    public var packets: Int

    public init(
      handles: Int = 1024, ports: Int = 64, packetsPerPort: Int = Port.zirconPacketLimit, packets: Int = 16384
    ) {
      self.handles = handles
      self.ports = ports
      self.packetsPerPort = packetsPerPort
      self.packets = packets
    }
  }

  let limits: Limits
  let packetBudget: PacketBudget
  private let state: Guarded<State>

  private struct State: ~Copyable {
    var handles: HandleTable
    var ports = 0
  }

  public init(limits: Limits = Limits()) {
    self.limits = limits
    packetBudget = PacketBudget(limits.packets)
    state = Guarded(State(handles: HandleTable(limit: limits.handles)))
  }

  /// Closes every handle, as the kernel does for a process that has ended.
  public func end() {
    let entries = state.withLock { state in
      state.ports = 0
      return state.handles.removeAll()
    }
    for entry in entries where entry.object.dropHandle() { entry.object.lastHandleClosed() }
  }

  public var handleCount: Int { state.withLock { $0.handles.count } }

  public var portCount: Int { state.withLock { $0.ports } }

  /// The interrupts that the process has handles to, each once.
  public var interrupts: [Interrupt] {
    var seen = Set<UInt64>()
    return state.withLock { $0.handles.objects }.compactMap { object in
      guard case .interrupt(let interrupt) = object, seen.insert(interrupt.koid).inserted else { return nil }
      return interrupt
    }
  }

  // MARK: Looking handles up

  func find(_ handle: UInt32) throws(Status) -> HandleTable.Entry {
    try state.withLock { state throws(Status) in try state.handles.find(handle) }
  }

  func interrupt(_ handle: UInt32, _ rights: Rights = []) throws(Status) -> Interrupt {
    let entry = try find(handle)
    guard case .interrupt(let interrupt) = entry.object else { throw .wrongType }
    guard entry.rights.isSuperset(of: rights) else { throw .accessDenied }
    return interrupt
  }

  func port(_ handle: UInt32, _ rights: Rights) throws(Status) -> Port {
    let entry = try find(handle)
    guard case .port(let port) = entry.object else { throw .wrongType }
    guard entry.rights.isSuperset(of: rights) else { throw .accessDenied }
    return port
  }

  /// The resource behind a handle, for calls that are not Zircon's.
  public func resource(_ handle: UInt32, _ rights: Rights = []) throws(Status) -> Resource {
    let entry = try find(handle)
    guard case .resource(let resource) = entry.object else { throw .wrongType }
    guard entry.rights.isSuperset(of: rights) else { throw .accessDenied }
    return resource
  }

  /// The interrupt behind a handle with INSPECT, for calls that are not Zircon's.
  public func inspectedInterrupt(_ handle: UInt32) throws(Status) -> Interrupt {
    try interrupt(handle, .inspect)
  }

  // MARK: Keeping the table

  /// Gives a new object its first handle.
  func addObject(_ object: KernelObject, rights: Rights) throws(Status) -> UInt32 {
    object.addHandle()
    do {
      return try state.withLock { state throws(Status) in
        if case .port = object {
          guard state.ports < limits.ports else { throw Status.noMemory }
          let handle = try state.handles.insert(object, rights: rights)
          state.ports += 1
          return handle
        }
        return try state.handles.insert(object, rights: rights)
      }
    } catch {
      if object.dropHandle() { object.lastHandleClosed() }
      throw error
    }
  }

  /// Looks up and adds under one lock, so that the object cannot lose its last handle in between.
  func duplicateHandle(
    _ handle: UInt32, rights: (HandleTable.Entry) throws(Status) -> Rights
  ) throws(Status) -> UInt32 {
    try state.withLock { state throws(Status) in
      let entry = try state.handles.find(handle)
      let duplicate = try state.handles.insert(entry.object, rights: rights(entry))
      entry.object.addHandle()
      return duplicate
    }
  }

  func removeHandle(_ handle: UInt32) throws(Status) {
    let (object, isLast) = try state.withLock { state throws(Status) in
      let object = try state.handles.remove(handle).object
      let isLast = object.dropHandle()
      if isLast, case .port = object { state.ports -= 1 }
      return (object, isLast)
    }
    if isLast { object.lastHandleClosed() }
  }

  func replaceHandle(
    _ handle: UInt32, rights: (HandleTable.Entry) throws(Status) -> Rights
  ) throws(Status) -> UInt32 {
    try state.withLock { state throws(Status) in
      let rights = try rights(state.handles.find(handle))
      let entry = try state.handles.remove(handle)
      return try state.handles.insert(entry.object, rights: rights)
    }
  }
}
