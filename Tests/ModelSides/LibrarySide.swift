import CZircon
public import NaiveModel

/// The calls of the C library, in a process that is a client of a running daemon and makes no other calls.
///
/// A call that waits is made by a thread of its own. The model tells whether it should wait; if so, the next step comes
/// once the client and the daemon have come to rest. It comes then, too, where a line fires: the simulated device raises
/// its interrupt before `Trigger` is answered, and the line's thread, which that has made runnable, sleeps again when the
/// interrupt is delivered. So nothing here depends on who is faster.
public final class LibrarySide: RealSide {
  private static let devices = ["sim:level", "sim:edge"]

  public static let configuration = """
    [Simulated level]
    Mode=level
    [Simulated edge]
    Mode=edge
    Vectors=4
    [Daemon]
    StormLimitHz=0
    [Limits]
    PacketsPerPort=\(World.packetLimit)
    """

  private static let world = NaiveProcess.World(
    devices: World.devices, packetLimit: World.packetLimit, monotonicStamp: stamp, bootStamp: stamp,
    lineStamp: Int64(stamp), seesLines: false)

  /// Stands for any time at which a packet can have been sent, or a line have fired.
  private static let stamp: UInt64 = 1

  /// Of the library's waits only one on a port can be ended before its deadline, by zirq_port_wait.
  public static let abilities = Abilities(givesUpEveryWait: false, waits: 6)

  /// Makes a vector of a simulated device raise an interrupt.
  public typealias Trigger = (_ device: String, _ vector: Int) throws -> Void

  /// - Parameters:
  ///   - daemon: the process id of the daemon that the library is connected to.
  ///   - trigger: returns when the interrupt is raised.
  public static func comparison(daemon: Int32, _ trigger: @escaping Trigger) -> Comparison<LibrarySide> {
    Comparison(world, abilities) { try LibrarySide(daemon: daemon, trigger) }
  }

  private let begin = zx_clock_get_monotonic()
  private let rest: RestWatch
  private let trigger: Trigger
  private let ends = BlockedCalls()
  private var handles: [HandleName: zx_handle_t] = [.invalid: 0]
  /// The number of each object, in the order in which they were made.
  private var objects: [zx_koid_t: Int] = [:]
  private var waits: [Int: BlockedCall] = [:]

  private init(daemon: Int32, _ trigger: @escaping Trigger) throws {
    rest = RestWatch(daemon: daemon)
    self.trigger = trigger
    for (number, name) in LibrarySide.devices.enumerated() {
      var handle = zx_handle_t(ZX_HANDLE_INVALID)
      let status = zirq_device_open(name, &handle)
      guard status == ZX_OK else { throw NaiveStatus(rawValue: status) }
      handles[.device(number)] = handle
      giveNumber(handle)
    }
    try takeLatched()
  }

  /// Takes the interrupts that an earlier sequence has left in the devices, which keep one for whoever opens them next.
  private func takeLatched() throws {
    var interrupts: [zx_handle_t] = []
    for (number, device) in World.devices.enumerated() {
      for vector in 0..<device.vectors {
        var handle = zx_handle_t(ZX_HANDLE_INVALID)
        let status = zx_interrupt_create(value(.device(number)), UInt32(vector), 0, &handle)
        guard status == ZX_OK else { throw NaiveStatus(rawValue: status) }
        interrupts.append(handle)
      }
    }
    rest.awaitRest()
    zx_handle_close_many(interrupts, interrupts.count)
  }

  deinit {
    for handle in handles.values { zx_handle_close(handle) }
    for wait in waits.values {
      wait.stop()
      _ = ends.awaitEnd(of: wait)
    }
  }

  /// A value that no handle has stands for one that was not made.
  private func value(_ name: HandleName) -> zx_handle_t { handles[name] ?? 0xFFFF_FFFC }

  public func perform(_ step: Step, expecting expected: Outcome, linesFire: Bool) -> Outcome {
    var reply = call(step)
    if linesFire { rest.awaitRest() }
    if case .waits = reply, let wait = waits[step.number] {
      if expected.reply == .waits { rest.awaitRest() } else { _ = ends.awaitEnd(of: wait) }
      if let its = wait.reply {
        waits[step.number] = nil
        reply = its
      }
    }
    ends.awaitEnds(expected.wakes.count, of: Array(waits.values))
    var ended: [Int: Reply] = [:]
    for (number, wait) in waits {
      guard let its = wait.reply else { continue }
      ended[number] = its
      waits[number] = nil
    }
    return Outcome(reply: reply, wakes: ended, maskedLines: nil)
  }

  // MARK: Replies

  /// Notes a handle that a step has made.
  private func made(_ step: Step, isNew: Bool = true, _ call: (UnsafeMutablePointer<zx_handle_t>) -> zx_status_t)
    -> Reply
  {
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    let status = call(&handle)
    guard status == ZX_OK else { return answer(status) }
    handles[HandleName(step: step.number)] = handle
    if isNew { giveNumber(handle) }
    return .made
  }

  private func giveNumber(_ handle: zx_handle_t) {
    var info = zx_info_handle_basic_t()
    zx_object_get_info(handle, ZX_INFO_HANDLE_BASIC, &info, MemoryLayout.size(ofValue: info), nil, nil)
    objects[info.koid] = objects.count
  }

  private func answer(_ status: zx_status_t) -> Reply { .status(NaiveStatus(rawValue: status)) }

  /// Makes a call that may wait.
  private func blocked(_ step: Step, polls: Bool, _ call: @escaping @Sendable (_ stop: Int32) -> Reply) -> Reply {
    if polls { return call(-1) }
    waits[step.number] = ends.begin(call)
    return .waits
  }

  // MARK: Calls

  private func call(_ step: Step) -> Reply {
    switch step.call {
    case .handleClose(let handle): return answer(zx_handle_close(value(handle)))
    case .handleDuplicate(let handle, let rights):
      return made(step, isNew: false) { zx_handle_duplicate(value(handle), rights, $0) }
    case .handleReplace(let handle, let rights):
      return made(step, isNew: false) { zx_handle_replace(value(handle), rights, $0) }

    case .interruptCreate(let resource, let vector, let options):
      return made(step) { zx_interrupt_create(value(resource), vector, options, $0) }
    case .interruptBind(let handle, let port, let key, let options):
      return answer(zx_interrupt_bind(value(handle), value(port), key, options))
    case .interruptAck(let handle): return answer(zx_interrupt_ack(value(handle)))
    case .interruptWait(let handle):
      let handle = value(handle)
      let begin = begin
      return blocked(step, polls: false) { _ in
        var timestamp: zx_time_t = 0
        let status = zx_interrupt_wait(handle, &timestamp)
        guard status == ZX_OK else { return .status(NaiveStatus(rawValue: status)) }
        return .timestamp(timestamp.isNow(since: begin) ? Int64(LibrarySide.stamp) : timestamp)
      }
    case .interruptDestroy(let handle): return answer(zx_interrupt_destroy(value(handle)))
    case .interruptTrigger(let handle, let options, let timestamp):
      return answer(zx_interrupt_trigger(value(handle), options, timestamp))

    case .portCreate(let options): return made(step) { zx_port_create(options, $0) }
    case .portQueue(let handle, let packet):
      guard let packet else { return answer(zx_port_queue(value(handle), nil)) }
      var its = zx_port_packet_t(packet)
      return answer(zx_port_queue(value(handle), &its))
    case .portWait(let handle, let polls):
      let handle = value(handle)
      let begin = begin
      return blocked(step, polls: polls) { stop in
        var packet = zx_port_packet_t()
        let status =
          polls ? zx_port_wait(handle, 0, &packet) : zirq_port_wait(handle, zx_time_t.max, stop, &packet)
        switch status {
        case ZX_OK: return .packet(Packet(packet, since: begin, stamp: LibrarySide.stamp))
        case ZX_ERR_STOP: return .status(NaiveStatus(rawValue: ZX_ERR_TIMED_OUT))
        default: return .status(NaiveStatus(rawValue: status))
        }
      }
    case .portCancel(let handle, let source, let key):
      return answer(zx_port_cancel(value(handle), value(source), key))
    case .portCancelKey(let handle, let options, let key):
      return answer(zx_port_cancel_key(value(handle), options, key))

    case .eventCreate(let options): return made(step) { zx_event_create(options, $0) }
    case .objectSignal(let handle, let clear, let set): return answer(zx_object_signal(value(handle), clear, set))
    case .objectSignalPeer(let handle, let clear, let set):
      return answer(zx_object_signal_peer(value(handle), clear, set))
    case .objectWaitOne(let handle, let signals, let polls):
      let handle = value(handle)
      return blocked(step, polls: polls) { _ in
        var observed: zx_signals_t = 0
        let status = zx_object_wait_one(handle, signals, polls ? 0 : zx_time_t.max, &observed)
        return Reply(status, [observed])
      }
    case .objectWaitMany(let items, let polls):
      let items = items.map { zx_wait_item_t(handle: value($0.handle), waitfor: $0.signals, pending: 0) }
      return blocked(step, polls: polls) { _ in
        var items = items
        let status = zx_object_wait_many(&items, items.count, polls ? 0 : zx_time_t.max)
        return Reply(status, items.map(\.pending))
      }
    case .objectWaitAsync(let handle, let port, let key, let signals, let options):
      return answer(zx_object_wait_async(value(handle), value(port), key, signals, options))
    case .objectGetInfo(let handle, let topic): return info(value(handle), topic)
    case .objectGetProperty(let handle, let property):
      var name = [CChar](repeating: 0, count: Int(ZX_MAX_NAME_LEN))
      return answer(zx_object_get_property(value(handle), property, &name, name.count))
    case .objectSetProperty(let handle, let property):
      return answer(zx_object_set_property(value(handle), property, "name", 4))

    case .resourceCreate(let parent, let options, let base, let size):
      return made(step) { zx_resource_create(value(parent), options, base, Int(size), "slice", 5, $0) }
    case .msiAllocate(let resource, let count): return made(step) { zx_msi_allocate(value(resource), count, $0) }
    case .msiCreate(let allocation, let options, let id, let vmo):
      return made(step) { zx_msi_create(value(allocation), options, id, value(vmo), 0, $0) }

    case .fire(let device, let vector, _):
      do {
        try trigger(LibrarySide.devices[device], vector)
      } catch {
        fatalError("\(LibrarySide.devices[device]) cannot be triggered: \(error)")
      }
      return answer(ZX_OK)
    case .giveUp(let number):
      waits[number]?.stop()
      return answer(ZX_OK)
    }
  }

  private func info(_ handle: zx_handle_t, _ topic: UInt32) -> Reply {
    func record<Record: BitwiseCopyable>(_ empty: Record, _ values: (Record) -> [UInt64]) -> Reply {
      var record = empty
      let status = zx_object_get_info(handle, topic, &record, MemoryLayout<Record>.size, nil, nil)
      return status == ZX_OK ? .info(values(record)) : answer(status)
    }
    switch topic {
    case ZX_INFO_HANDLE_BASIC:
      return record(zx_info_handle_basic_t()) {
        [objects[$0.koid].map(UInt64.init) ?? .max, UInt64($0.rights), UInt64($0.type), $0.related_koid]
      }
    case ZX_INFO_HANDLE_COUNT: return record(zx_info_handle_count_t()) { [UInt64($0.handle_count)] }
    case ZX_INFO_INTERRUPT: return record(zx_info_interrupt_t()) { [UInt64($0.options)] }
    case ZX_INFO_RESOURCE:
      return record(zx_info_resource_t()) { [UInt64($0.kind), UInt64($0.flags), $0.base, UInt64($0.size)] }
    case ZX_INFO_MSI:
      return record(zx_info_msi_t()) {
        [UInt64($0.base_irq_id), UInt64($0.num_irq), UInt64($0.interrupt_count)]
      }
    default: return answer(zx_object_get_info(handle, topic, nil, 0, nil, nil))
    }
  }
}

extension Reply {
  fileprivate init(_ status: zx_status_t, _ signals: [zx_signals_t]) {
    // Otherwise nothing is written.
    let isWritten = status == ZX_OK || status == ZX_ERR_TIMED_OUT || status == ZX_ERR_CANCELED
    let status = NaiveStatus(rawValue: status)
    self = isWritten ? .signals(status, signals) : .status(status)
  }
}

extension Packet {
  fileprivate init(_ packet: zx_port_packet_t, since begin: zx_time_t, stamp: UInt64) {
    let words = withUnsafeBytes(of: packet.user) { $0.bindMemory(to: UInt64.self) }
    self.init(
      key: packet.key, type: packet.type, status: packet.status, payload: [words[0], words[1], words[2], words[3]])
    let place = packet.type == ZX_PKT_TYPE_SIGNAL_ONE ? 2 : packet.type == ZX_PKT_TYPE_INTERRUPT ? 0 : nil
    if let place, zx_time_t(bitPattern: payload[place]).isNow(since: begin) { payload[place] = stamp }
  }
}

extension zx_time_t {
  fileprivate func isNow(since begin: zx_time_t) -> Bool { begin...zx_clock_get_monotonic() ~= self }
}

extension zx_port_packet_t {
  fileprivate init(_ packet: Packet) {
    self.init()
    key = packet.key
    type = packet.type
    status = packet.status
    withUnsafeMutableBytes(of: &user) { $0.storeBytes(of: packet.payload, as: SIMD4<UInt64>.self) }
  }
}
