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
    /// Asynchronous waits, and packets of them that nobody has read.
    public var asyncWaits: Int

    public init(
      handles: Int = 1024, ports: Int = 64, packetsPerPort: Int = Port.zirconPacketLimit, packets: Int = 16384,
      asyncWaits: Int = 4096
    ) {
      self.handles = handles
      self.ports = ports
      self.packetsPerPort = packetsPerPort
      self.packets = packets
      self.asyncWaits = asyncWaits
    }
  }

  let limits: Limits
  let clock: KernelClock
  /// Bytes, a power of two.
  let pageSize: UInt64
  let userPackets: PacketBudget
  let signalPackets: PacketBudget
  private let state: Guarded<State>

  private struct State: ~Copyable {
    var handles: HandleTable
    var ports = 0
  }

  /// - Parameter pageSize: of the machine, bytes.
  public init(limits: Limits = Limits(), clock: KernelClock, pageSize: UInt64 = 4096) {
    self.limits = limits
    self.clock = clock
    self.pageSize = pageSize
    userPackets = PacketBudget(limits.packets)
    signalPackets = PacketBudget(limits.asyncWaits)
    state = Guarded(State(handles: HandleTable(limit: limits.handles)))
  }

  /// Closes every handle, as the kernel does for a process that has ended.
  public func end() {
    let entries = state.withLock { state in
      state.ports = 0
      return state.handles.removeAll()
    }
    for (handle, entry) in entries { closed(handle, entry.object, isLast: entry.object.header.dropHandle()) }
  }

  public var handleCount: Int { state.withLock { $0.handles.count } }

  public var portCount: Int { state.withLock { $0.ports } }

  /// The interrupts that the process has handles to, each once.
  public var interrupts: [Interrupt] {
    var seen = Set<UInt64>()
    return state.withLock { $0.handles.objects }.compactMap { object in
      guard let interrupt = object as? Interrupt, seen.insert(interrupt.koid).inserted else { return nil }
      return interrupt
    }
  }

  // MARK: Looking handles up

  func find(_ handle: UInt32) throws(Status) -> HandleTable.Entry {
    try state.withLock { state throws(Status) in try state.handles.find(handle) }
  }

  /// An object of any type.
  func find(_ handle: UInt32, _ rights: Rights) throws(Status) -> any KernelObject {
    try state.withLock { state throws(Status) in try state.handles.find(handle, rights) }
  }

  /// The object behind a handle; its type is looked at before the handle's rights.
  public func find<Object: KernelObject>(
    _ handle: UInt32, as: Object.Type, _ rights: Rights = []
  ) throws(Status) -> Object {
    try state.withLock { state throws(Status) in try state.handles.find(handle, as: Object.self, rights) }
  }

  /// An object of one type and the rights to it.
  func findWithRights<Object: KernelObject>(
    _ handle: UInt32, as: Object.Type
  ) throws(Status) -> (object: Object, rights: Rights) {
    try state.withLock { state throws(Status) in
      (try state.handles.find(handle, as: Object.self), try state.handles.find(handle).rights)
    }
  }

  /// Does what must not be overtaken by a handle's end. The lock is above every object's.
  func withHandles<Result>(
    _ body: (inout HandleTable) throws(Status) -> sending Result
  ) throws(Status) -> sending Result {
    try state.withLock { state throws(Status) in try body(&state.handles) }
  }

  // MARK: Keeping the table

  /// Gives a new object its first handle.
  func addObject<Object: KernelObject>(_ object: Object) throws(Status) -> UInt32 {
    object.header.addHandle()
    do {
      return try state.withLock { state throws(Status) in
        guard !(object is Port) || state.ports < limits.ports else { throw Status.noMemory }
        let handle = try state.handles.insert(object, rights: Object.defaultRights)
        if object is Port { state.ports += 1 }
        return handle
      }
    } catch {
      if object.header.dropHandle() { object.lastHandleClosed() }
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
      entry.object.header.addHandle()
      return duplicate
    }
  }

  func removeHandle(_ handle: UInt32) throws(Status) {
    let (object, isLast) = try state.withLock { state throws(Status) in
      let object = try state.handles.remove(handle).object
      let isLast = object.header.dropHandle()
      if isLast, object is Port { state.ports -= 1 }
      return (object, isLast)
    }
    closed(handle, object, isLast: isLast)
  }

  /// What waits through the old handle ends, as if it were closed.
  func replaceHandle(
    _ handle: UInt32, rights: (HandleTable.Entry) throws(Status) -> Rights
  ) throws(Status) -> UInt32 {
    let (object, replacement) = try state.withLock { state throws(Status) in
      let rights = try rights(state.handles.find(handle))
      let entry = try state.handles.remove(handle)
      return (entry.object, try state.handles.insert(entry.object, rights: rights))
    }
    closed(handle, object, isLast: false)
    return replacement
  }

  /// A handle has been taken out of the table: no wait is made through it any more.
  private func closed(_ handle: UInt32, _ object: any KernelObject, isLast: Bool) {
    object.header.signals.handleClosed(handle).perform()
    if isLast { object.lastHandleClosed() }
  }
}
