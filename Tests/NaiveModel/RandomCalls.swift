/// Calls at random: mostly such as make sense in the state that a process is in, on few objects, so that much happens to
/// each; and wrong ones among them.
struct RandomCalls {
  private var random: SeededGenerator
  private let abilities: Abilities
  private var time: Int64 = 0

  init(seed: UInt64, _ abilities: Abilities) {
    random = SeededGenerator(seed)
    self.abilities = abilities
  }

  mutating func next(_ process: NaiveProcess) -> Call {
    if let call = missing(process), chance(2) { return call }
    // A weight for each kind of call, in thousandths.
    switch pick(1000) {
    case 0..<40: return create(process)
    case 40..<65: return .handleDuplicate(any(process), rights: rights())
    case 65..<75: return .handleReplace(any(process), rights: rights())
    case 75..<105: return .handleClose(any(process))
    case 105..<230: return .interruptTrigger(interrupt(process), options: rarely(1), timestamp: timestamp())
    case 230..<300: return fire(process)
    case 300..<400: return .interruptAck(interrupt(process))
    case 400..<490:
      return .interruptBind(
        interrupt(process), port: port(process), key: key(), options: oneOf([0, 0, 0, 0, 0, 1, 1, 1, 1, 2]))
    case 490..<540: return wait(process, .interruptWait(interrupt(process)))
    case 540..<550: return .interruptDestroy(interrupt(process))
    case 550..<640: return .portWait(port(process), polls: true)
    case 640..<665: return wait(process, .portWait(port(process), polls: false))
    case 665..<705: return .portQueue(port(process), chance(20) ? nil : packet())
    case 705..<725: return .portCancel(port(process), source: waitable(process), key: key())
    case 725..<747: return .portCancelKey(port(process), options: rarely(1), key: key())
    case 747..<824:
      return .objectSignal(waitable(process), clear: chance(3) ? signals() : 0, set: chance(3) ? 0 : signals())
    case 824..<834: return .objectSignalPeer(any(process), clear: 0, set: signals())
    case 834..<854: return .objectWaitOne(waitable(process), signals: signals(), polls: true)
    case 854..<870: return wait(process, .objectWaitOne(waitable(process), signals: signals(), polls: false))
    case 870..<880: return .objectWaitMany(items(process), polls: true)
    case 880..<895: return wait(process, .objectWaitMany(items(process), polls: false))
    case 895..<945:
      return .objectWaitAsync(
        waitable(process), port: port(process), key: key(), signals: signals(),
        options: oneOf([0, 0, 0, 1, 2, 2, 2, 3, 4, 6, 5, 8]))
    case 945..<969: return .objectGetInfo(any(process), topic: oneOf([0, 1, 2, 18, 19, 19, 28, 39, 77]))
    case 969..<977: return .objectGetProperty(any(process), property: oneOf([1, 3]))
    case 977..<985: return .objectSetProperty(any(process), property: oneOf([1, 3]))
    default: return giveUp(process)
    }
  }

  /// What a process needs so that anything can happen in it.
  private mutating func missing(_ process: NaiveProcess) -> Call? {
    let types = process.handles.map { process.objects[$0.object].type }
    let count = { type in types.filter { $0 == type }.count }
    if count(ObjectType.port) < 2 { return .portCreate(options: Option.bindToInterrupt) }
    if count(ObjectType.interrupt) < 3 { return interruptCreate(process, isWrong: false) }
    if count(ObjectType.event) < 1 { return .eventCreate(options: 0) }
    if count(ObjectType.msiAllocation) < 1, count(ObjectType.resource) > 0 {
      return .msiAllocate(resource(process), count: oneOf([2, 4]))
    }
    return nil
  }

  private mutating func create(_ process: NaiveProcess) -> Call {
    if process.handles.count > 24 { return .handleClose(any(process)) }
    switch pick(14) {
    case 0..<4: return interruptCreate(process, isWrong: chance(3))
    case 4..<7: return .portCreate(options: oneOf([1, 1, 1, 0, 2]))
    case 7: return .eventCreate(options: rarely(1))
    case 8..<10: return .msiAllocate(resource(process), count: oneOf([1, 2, 2, 4, 4, 3, 8, 64]))
    case 10..<12:
      return .msiCreate(
        handle(process, [ObjectType.msiAllocation]), options: oneOf([0, 0, 1, 2]), id: UInt32(pick(5)),
        vmo: chance(8) ? any(process) : .invalid)
    default:
      return .resourceCreate(
        resource(process), options: oneOf([1, 1, 1, 1, 0, 7, 0x1_0001, 0x2_0001]),
        base: oneOf([0, 0, 1, 2, .max]), size: oneOf([1, 2, 4]))
    }
  }

  private mutating func interruptCreate(_ process: NaiveProcess, isWrong: Bool) -> Call {
    let virtual = [Option.virtual, Option.virtual | Option.timestampMono]
    let physical = [0, Option.remap, 0x2, 0x4, 0x6, 0x8, Option.wakeVector, Option.timestampMono]
    var options = oneOf(chance(3) ? physical : virtual)
    if isWrong { options ^= oneOf([0x2, 0x4, 0xA, 0x20, 0x80, 0x8000_0000]) }
    return .interruptCreate(resource(process), vector: UInt32(isWrong ? pick(5) : pick(2)), options: options)
  }

  private mutating func fire(_ process: NaiveProcess) -> Call {
    let line = pick(process.lines.count)
    let (device, vector) = (process.lines[line].device, process.lines[line].vector)
    return .fire(device: device, vector: Int(vector), timestamp: timestamp())
  }

  /// A call that may wait, unless enough are waiting.
  private mutating func wait(_ process: NaiveProcess, _ call: Call) -> Call {
    process.waits.count < abilities.waits ? call : giveUp(process)
  }

  private mutating func giveUp(_ process: NaiveProcess) -> Call {
    if let wait = process.waits.randomElement(using: &random) {
      if abilities.givesUpEveryWait { return .giveUp(step: wait.step) }
      if case .port = wait.target { return .giveUp(step: wait.step) }
    }
    return .interruptTrigger(interrupt(process), options: 0, timestamp: timestamp())
  }

  // MARK: Arguments

  private mutating func pick(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private mutating func chance(_ oneIn: Int) -> Bool { pick(oneIn) == 0 }

  private mutating func oneOf<Value>(_ values: [Value]) -> Value { values[pick(values.count)] }

  private mutating func rarely(_ value: UInt32) -> UInt32 { chance(20) ? value : 0 }

  private mutating func key() -> UInt64 { UInt64(pick(3)) }

  private mutating func timestamp() -> Int64 {
    time += 1
    return chance(50) ? oneOf([0, -1, .max, .min]) : time
  }

  private mutating func packet() -> Packet {
    Packet(
      key: key(), type: chance(4) ? 7 : 0, status: Int32(pick(3)) - 1,
      payload: [random.next(), random.next(), random.next(), random.next()])
  }

  private mutating func signals() -> UInt32 {
    oneOf([
      Signal.untriggered, Signal.untriggered, 1 << 24, 1 << 25, 3 << 24, 1 << 31, Signal.user, Signal.eventSignaled,
      Signal.eventSignaled | 1 << 24, Signal.untriggered | 1 << 25, 0, Signal.handleClosed,
    ])
  }

  private mutating func rights() -> UInt32 {
    switch pick(8) {
    case 0..<4: return Right.same
    case 4: return 0xD00F & UInt32.random(in: 0...UInt32.max, using: &random)
    case 5: return 0xD00F & ~(1 << UInt32(pick(16)))
    case 6: return 0x800F & ~(1 << UInt32(pick(16)))
    default: return oneOf([0, Right.same | Right.read, 0xFFFF_FFFF, 0xD00F | Right.signalPeer])
    }
  }

  private mutating func items(_ process: NaiveProcess) -> [WaitItem] {
    if chance(30) { return Array(repeating: WaitItem(handle: waitable(process), signals: 0), count: waitManyLimit + 1) }
    let handles = (0..<3).map { _ in waitable(process) }
    // More than fit into one frame of the wire, and more.
    let count = oneOf([1, 2, 2, 3, 3, 4, 7, 13, 25, waitManyLimit])
    return (0..<count).map { _ in WaitItem(handle: oneOf(handles), signals: signals()) }
  }

  // MARK: Handles

  private mutating func interrupt(_ process: NaiveProcess) -> HandleName {
    handle(process, [ObjectType.interrupt])
  }

  private mutating func port(_ process: NaiveProcess) -> HandleName { handle(process, [ObjectType.port]) }

  private mutating func resource(_ process: NaiveProcess) -> HandleName {
    handle(process, [ObjectType.resource])
  }

  private mutating func waitable(_ process: NaiveProcess) -> HandleName {
    handle(process, [ObjectType.interrupt, ObjectType.event])
  }

  /// Any handle, but the ones that all others come from only rarely.
  private mutating func any(_ process: NaiveProcess) -> HandleName {
    let name = handle(process, [])
    return name.isDevice && !chance(10) ? any(process) : name
  }

  /// A handle to an object of one of the types, most of the time.
  private mutating func handle(_ process: NaiveProcess, _ types: [UInt32]) -> HandleName {
    switch pick(100) {
    case 0: return .invalid
    case 1: return .impossible
    case 2, 3:
      // Perhaps one that has been closed.
      return HandleName(step: pick(max(process.step, 1)))
    case 4, 5, 6: break
    default:
      let fitting = process.handles.filter { types.contains(process.objects[$0.object].type) }
      if let handle = fitting.randomElement(using: &random) { return handle.name }
    }
    return process.handles.randomElement(using: &random)?.name ?? .invalid
  }
}
