public import NaiveModel
import ZirconObjects

/// The objects themselves, as the daemon uses them, with lines that fire on the thread that makes the steps.
public struct ObjectsSide: RealSide {
  /// Distinct, so that the clock which was read can be told.
  private static let monotonicStamp: Int64 = 1
  private static let bootStamp: Int64 = 2

  private static let world = NaiveProcess.World(
    devices: World.devices, packetLimit: World.packetLimit, monotonicStamp: UInt64(monotonicStamp),
    bootStamp: UInt64(bootStamp), lineStamp: nil, seesLines: true)

  public static var comparison: Comparison<ObjectsSide> {
    comparison(Abilities(givesUpEveryWait: true, waits: 6))
  }

  /// With those of another side, it is asked for the same sequences.
  public static func comparison(_ abilities: Abilities) -> Comparison<ObjectsSide> {
    Comparison(world, abilities) { try ObjectsSide() }
  }

  private let process = Process(
    limits: Process.Limits(packetsPerPort: World.packetLimit),
    clock: KernelClock(monotonic: { ObjectsSide.monotonicStamp }, boot: { ObjectsSide.bootStamp }))
  private let devices: [SteppedDevice]
  private var handles: [HandleName: UInt32] = [.invalid: 0]
  /// The number of each object, in the order in which they were made.
  private var objects: [UInt64: Int] = [:]
  private var waits: [Int: SteppedWait] = [:]

  private init() throws {
    devices = ObjectsSide.world.devices.map { SteppedDevice(vectors: $0.vectors, isLevel: $0.isLevel) }
    for (number, device) in devices.enumerated() {
      let handle = try process.addResource(Resource(device))
      handles[.device(number)] = handle
      try giveNumber(handle)
    }
  }

  /// A value that no handle has stands for one that was not made.
  private func value(_ name: HandleName) -> UInt32 { handles[name] ?? 0xFFFF_FFFC }

  public mutating func perform(_ step: Step, expecting expected: Outcome, linesFire: Bool) -> Outcome {
    var reply: Reply
    do {
      reply = try call(step)
    } catch let status as Status {
      reply = .status(NaiveStatus(rawValue: status.rawValue))
    } catch {
      fatalError("\(error)")
    }
    var ended: [Int: Reply] = [:]
    for (number, wait) in waits {
      guard let its = wait.take() else { continue }
      ended[number] = its
      waits[number] = nil
    }
    // A wait that was ended by the step that began it has not waited.
    if let own = ended.removeValue(forKey: step.number) { reply = own }
    return Outcome(reply: reply, wakes: ended, maskedLines: maskedLines)
  }

  private var maskedLines: UInt64 {
    devices.flatMap(\.lines).enumerated().reduce(0) { $1.element.isMasked ? $0 | 1 << UInt64($1.offset) : $0 }
  }

  /// Notes a handle that a step has made.
  private mutating func made(_ step: Step, isNew: Bool = true, _ handle: UInt32) throws -> Reply {
    handles[HandleName(step: step.number)] = handle
    if isNew { try giveNumber(handle) }
    return .made
  }

  private mutating func giveNumber(_ handle: UInt32) throws {
    guard case .handleBasic(let koid, _, _, _) = try process.objectGetInfo(handle, topic: 2) else { return }
    objects[koid] = objects.count
  }

  private mutating func parked(_ step: Step, _ wait: SteppedWait, _ parked: ParkedWait) -> Reply {
    wait.parked = parked
    waits[step.number] = wait
    return .waits
  }

  private mutating func call(_ step: Step) throws -> Reply {
    let ok = Reply.status(NaiveStatus(rawValue: 0))
    switch step.call {
    case .handleClose(let handle): try process.handleClose(value(handle))
    case .handleDuplicate(let handle, let rights):
      return try made(step, isNew: false, process.handleDuplicate(value(handle), rights: rights))
    case .handleReplace(let handle, let rights):
      return try made(step, isNew: false, process.handleReplace(value(handle), rights: rights))

    case .interruptCreate(let resource, let vector, let options):
      return try made(
        step, process.interruptCreate(resource: value(resource), vector: vector, options: options))
    case .interruptBind(let handle, let port, let key, let options):
      try process.interruptBind(value(handle), port: value(port), key: key, options: options)
    case .interruptAck(let handle): try process.interruptAck(value(handle))
    case .interruptWait(let handle):
      let wait = SteppedWait()
      switch try process.interruptWait(value(handle), waiter: wait) {
      case .ended(let timestamp): return .timestamp(timestamp)
      case .parked(let place): return parked(step, wait, place)
      }
    case .interruptDestroy(let handle): try process.interruptDestroy(value(handle))
    case .interruptTrigger(let handle, let options, let timestamp):
      try process.interruptTrigger(value(handle), options: options, timestamp: timestamp)

    case .portCreate(let options): return try made(step, process.portCreate(options: options))
    case .portQueue(let handle, let packet): try process.portQueue(value(handle), packet.map(PortPacket.init))
    case .portWait(let handle, let polls):
      let wait = SteppedWait()
      switch try process.portWait(value(handle), waiter: polls ? nil : wait) {
      case .ended(let packet): return .packet(Packet(packet))
      case .parked(let place): return parked(step, wait, place)
      }
    case .portCancel(let handle, let source, let key):
      try process.portCancel(value(handle), source: value(source), key: key)
    case .portCancelKey(let handle, let options, let key):
      try process.portCancelKey(value(handle), options: options, key: key)

    case .eventCreate(let options): return try made(step, process.eventCreate(options: options))
    case .objectSignal(let handle, let clear, let set):
      try process.objectSignal(value(handle), clear: clear, set: set)
    case .objectSignalPeer(let handle, let clear, let set):
      try process.objectSignalPeer(value(handle), clear: clear, set: set)
    case .objectWaitOne(let handle, let signals, let polls):
      let wait = SteppedWait()
      switch try process.objectWaitOne(value(handle), signals: signals, waiter: polls ? nil : wait) {
      case .ended(let ended): return Reply(ended)
      case .parked(let place, _): return parked(step, wait, place)
      }
    case .objectWaitMany(let items, let polls):
      let wait = SteppedWait()
      switch try process.objectWaitMany(items.map { (value($0.handle), $0.signals) }, waiter: polls ? nil : wait) {
      case .ended(let ended): return Reply(ended)
      case .parked(let place, _): return parked(step, wait, place)
      }
    case .objectWaitAsync(let handle, let port, let key, let signals, let options):
      try process.objectWaitAsync(value(handle), port: value(port), key: key, signals: signals, options: options)
    case .objectGetInfo(let handle, let topic): return info(try process.objectGetInfo(value(handle), topic: topic))
    case .objectGetProperty(let handle, let property):
      _ = try process.objectGetProperty(value(handle), property: property, size: UInt32(ObjectName.capacity))
    case .objectSetProperty(let handle, let property):
      try process.objectSetProperty(value(handle), property: property, name: ObjectName())

    case .resourceCreate(let parent, let options, let base, let size):
      return try made(
        step,
        process.resourceCreate(parent: value(parent), options: options, base: base, size: size, name: ObjectName()))
    case .msiAllocate(let resource, let count):
      return try made(step, process.msiAllocate(resource: value(resource), count: count))
    case .msiCreate(let allocation, let options, let id, let vmo):
      return try made(
        step, process.msiCreate(value(allocation), options: options, id: id, vmo: value(vmo)))

    case .fire(let device, let vector, let timestamp): devices[device].lines[vector].fire(timestamp)
    case .giveUp(let number):
      if let wait = waits[number] { wait.giveUp() }
    }
    return ok
  }

  private func info(_ info: ObjectInfo) -> Reply {
    switch info {
    case .handleValid: .status(NaiveStatus(rawValue: 0))
    case .handleBasic(let koid, let rights, let type, let related):
      .info([objects[koid].map(UInt64.init) ?? .max, UInt64(rights), UInt64(type), related])
    case .handleCount(let count): .info([UInt64(count)])
    case .interrupt(let options): .info([UInt64(options)])
    case .resource(let kind, let flags, let base, let size, _): .info([UInt64(kind), UInt64(flags), base, size])
    case .msi(let first, let count, let interrupts): .info([UInt64(first), UInt64(count), UInt64(interrupts)])
    }
  }
}

extension PortPacket {
  fileprivate init(_ packet: Packet) {
    self.init(
      key: packet.key, type: PacketType(rawValue: packet.type), status: packet.status,
      payload: (packet.payload[0], packet.payload[1], packet.payload[2], packet.payload[3]))
  }
}

extension Packet {
  init(_ packet: PortPacket) {
    let (first, second, third, fourth) = packet.payload
    self.init(
      key: packet.key, type: packet.type.rawValue, status: packet.status, payload: [first, second, third, fourth])
  }
}

extension Reply {
  init(_ wait: SignalWait) {
    self = .signals(NaiveStatus(rawValue: wait.status.rawValue), wait.observed.map(\.rawValue))
  }
}
