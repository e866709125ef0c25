/// A second implementation of a whole process, as plain as can be: no lock, no thread, every list searched from its
/// start to its end, one function for each call in which the checks stand in their order. Written from Zircon's
/// documentation and sources, and held against the real one by random sequences of calls.
public struct NaiveProcess {
  /// What the process finds.
  public struct World: Sendable {
    public struct Device: Sendable {
      public let vectors: Int
      public let isLevel: Bool

      public init(vectors: Int, isLevel: Bool) {
        self.vectors = vectors
        self.isLevel = isLevel
      }
    }

    public var devices: [Device]
    /// User packets that fit into a port.
    public var packetLimit: Int
    /// What ZX_WAIT_ASYNC_TIMESTAMP and ZX_WAIT_ASYNC_BOOT_TIMESTAMP leave in a packet.
    public var monotonicStamp: UInt64
    public var bootStamp: UInt64
    /// What the timestamps of lines are taken for; nil where the steps say them.
    public var lineStamp: Int64?
    /// Whether an outcome tells which lines are masked.
    public var seesLines: Bool

    public init(
      devices: [Device], packetLimit: Int, monotonicStamp: UInt64, bootStamp: UInt64, lineStamp: Int64?, seesLines: Bool
    ) {
      self.devices = devices
      self.packetLimit = packetLimit
      self.monotonicStamp = monotonicStamp
      self.bootStamp = bootStamp
      self.lineStamp = lineStamp
      self.seesLines = seesLines
    }
  }

  let world: World
  var handles: [NaiveHandle] = []
  var objects: [NaiveObject] = []
  var interrupts: [NaiveInterrupt] = []
  var ports: [NaivePort] = []
  var resources: [NaiveResource] = []
  var msiAllocations: [NaiveMSIAllocation] = []
  var lines: [NaiveLine] = []
  var waits: [NaiveWait] = []

  /// The step that is being made, the waits that it has ended, and those that it is known to have ended on the other
  /// side: of several threads that wait on one port any may get a packet.
  var step = 0
  var wakes: [Int: Reply] = [:]
  var hint: [Int: Reply] = [:]
  /// Whether a line has delivered an interrupt in this step.
  public internal(set) var linesFire = false

  public init(_ world: World) {
    self.world = world
    for (number, device) in world.devices.enumerated() {
      for vector in 0..<device.vectors {
        lines.append(NaiveLine(device: number, vector: UInt64(vector), isLevel: device.isLevel))
      }
      resources.append(NaiveResource(device: number, base: 0, size: UInt64(device.vectors)))
      add(.resource(number), as: .device(number))
    }
  }

  /// Makes a step.
  ///
  /// - Parameter hint: the waits that the step has ended on the other side.
  public mutating func perform(_ step: Step, hint: [Int: Reply] = [:]) -> Outcome {
    self.step = step.number
    self.hint = hint
    wakes = [:]
    linesFire = false
    var reply: Reply
    do throws(NaiveStatus) {
      reply = try call(step.call)
    } catch {
      reply = .status(error)
    }
    fireUnmaskedLines()
    endMatchedWaits()
    // A wait that is ended by the step that began it has not waited.
    if let own = wakes.removeValue(forKey: step.number) { reply = own }
    return Outcome(reply: reply, wakes: wakes, maskedLines: world.seesLines ? maskedLines : nil)
  }

  /// Whether any of several waits may be the one that a packet ends.
  public var isAmbiguous: Bool {
    let waited = waits.compactMap { wait in if case .port(let port) = wait.target { port } else { nil } }
    return Set(waited).count < waited.count
  }

  private var maskedLines: UInt64 {
    lines.enumerated().reduce(0) { $1.element.isMasked ? $0 | 1 << UInt64($1.offset) : $0 }
  }

  private mutating func call(_ call: Call) throws(NaiveStatus) -> Reply {
    switch call {
    case .handleClose(let handle): try handleClose(handle)
    case .handleDuplicate(let handle, let rights): try handleDuplicate(handle, rights)
    case .handleReplace(let handle, let rights): try handleReplace(handle, rights)
    case .interruptCreate(let resource, let vector, let options): try interruptCreate(resource, vector, options)
    case .interruptBind(let handle, let port, let key, let options): try interruptBind(handle, port, key, options)
    case .interruptAck(let handle): try interruptAck(handle)
    case .interruptWait(let handle): try interruptWait(handle)
    case .interruptDestroy(let handle): try interruptDestroy(handle)
    case .interruptTrigger(let handle, let options, let timestamp):
      try interruptTrigger(handle, options, timestamp)
    case .portCreate(let options): try portCreate(options)
    case .portQueue(let handle, let packet): try portQueue(handle, packet)
    case .portWait(let handle, let polls): try portWait(handle, polls)
    case .portCancel(let handle, let source, let key): try portCancel(handle, source, key)
    case .portCancelKey(let handle, let options, let key): try portCancelKey(handle, options, key)
    case .eventCreate(let options): try eventCreate(options)
    case .objectSignal(let handle, let clear, let set): try objectSignal(handle, clear, set)
    case .objectSignalPeer(let handle, _, _): try objectSignalPeer(handle)
    case .objectWaitOne(let handle, let signals, let polls):
      try objectWaitMany([WaitItem(handle: handle, signals: signals)], polls)
    case .objectWaitMany(let items, let polls): try objectWaitMany(items, polls)
    case .objectWaitAsync(let handle, let port, let key, let signals, let options):
      try objectWaitAsync(handle, port, key, signals, options)
    case .objectGetInfo(let handle, let topic): try objectGetInfo(handle, topic)
    case .objectGetProperty(let handle, _): try objectProperty(handle, Right.getProperty)
    case .objectSetProperty(let handle, _): try objectProperty(handle, Right.setProperty)
    case .resourceCreate(let parent, let options, let base, let size):
      try resourceCreate(parent, options, base, size)
    case .msiAllocate(let resource, let count): try msiAllocate(resource, count)
    case .msiCreate(let allocation, let options, let id, let vmo): try msiCreate(allocation, options, id, vmo)
    case .fire(let device, let vector, let timestamp): fire(device, vector, timestamp)
    case .giveUp(let step): giveUp(step)
    }
  }

  // MARK: Handles

  func find(_ name: HandleName) throws(NaiveStatus) -> NaiveHandle {
    for handle in handles where handle.name == name { return handle }
    throw .badHandle
  }

  func findInterrupt(_ name: HandleName, _ rights: UInt32) throws(NaiveStatus) -> Int {
    let handle = try find(name)
    guard case .interrupt(let interrupt) = objects[handle.object].kind else { throw .wrongType }
    if handle.rights & rights != rights { throw .accessDenied }
    return interrupt
  }

  func findPort(_ name: HandleName, _ rights: UInt32) throws(NaiveStatus) -> Int {
    let handle = try find(name)
    guard case .port(let port) = objects[handle.object].kind else { throw .wrongType }
    if handle.rights & rights != rights { throw .accessDenied }
    return port
  }

  /// The object behind a handle with a right, whatever its type.
  func findObject(_ name: HandleName, _ right: UInt32) throws(NaiveStatus) -> Int {
    let handle = try find(name)
    if handle.rights & right == 0 { throw .accessDenied }
    return handle.object
  }

  /// Gives the process an object that has just been made, and a handle to it.
  mutating func add(_ kind: NaiveObject.Kind, signals: UInt32 = 0, as name: HandleName) {
    let object = NaiveObject(kind: kind, signals: signals)
    handles.append(NaiveHandle(name: name, object: objects.count, rights: object.defaultRights))
    objects.append(object)
  }

  mutating func add(_ kind: NaiveObject.Kind, signals: UInt32 = 0) -> Reply {
    add(kind, signals: signals, as: HandleName(step: step))
    return .made
  }

  mutating func handleClose(_ name: HandleName) throws(NaiveStatus) -> Reply {
    if name == .invalid { return .status(.ok) }
    let object = try find(name).object
    handles.removeAll { $0.name == name }
    handleIsClosed(name, object)
    if !handles.contains(where: { $0.object == object }) { lastHandleIsClosed(object) }
    return .status(.ok)
  }

  mutating func handleDuplicate(_ name: HandleName, _ rights: UInt32) throws(NaiveStatus) -> Reply {
    let handle = try find(name)
    if handle.rights & Right.duplicate == 0 { throw .accessDenied }
    if rights != Right.same && rights & ~handle.rights != 0 { throw .invalidArgs }
    handles.append(
      NaiveHandle(
        name: HandleName(step: step), object: handle.object, rights: rights == Right.same ? handle.rights : rights))
    return .made
  }

  mutating func handleReplace(_ name: HandleName, _ rights: UInt32) throws(NaiveStatus) -> Reply {
    let handle = try find(name)
    if rights != Right.same && rights & ~handle.rights != 0 {
      _ = try handleClose(name)
      throw .invalidArgs
    }
    handles.append(
      NaiveHandle(
        name: HandleName(step: step), object: handle.object, rights: rights == Right.same ? handle.rights : rights))
    handles.removeAll { $0.name == name }
    handleIsClosed(name, handle.object)
    return .made
  }

  private mutating func lastHandleIsClosed(_ object: Int) {
    switch objects[object].kind {
    case .interrupt(let interrupt): _ = try? destroy(interrupt)
    case .port(let port):
      for object in objects.indices {
        objects[object].observers.removeAll { observer in
          if case .packet(port, _, _) = observer.purpose { true } else { false }
        }
      }
      ports[port].otherPackets = []
    case .event, .resource, .msiAllocation: break
    }
  }
}
