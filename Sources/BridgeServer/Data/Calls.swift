import CWire
import InterruptLines
import ZirconObjects

/// The table that maps a request to a call on the objects.
struct Calls: Sendable {
  let process: Process
  let devices: DeviceCalls

  enum Answer: ~Copyable {
    case reply
    case replyWithDescriptor(OwnedDescriptor)
    /// The reply comes when the wait ends.
    case parked(ParkedWait)
    /// The request breaks the rules of the wire.
    case malformed(String)
  }

  /// Performs a request.
  ///
  /// - Parameters:
  ///   - reply: to be filled in; all zero but for the operation.
  ///   - waits: what the channel keeps between the frames of one wait.
  ///   - waiter: what to park where the call blocks.
  func answer(
    _ request: zirq_wire_request_t, _ reply: inout zirq_wire_reply_t, _ waits: inout ObjectWaitFrames, waiter: Channel
  ) -> Answer {
    do throws(Status) {
      return try perform(request, &reply, &waits, waiter)
    } catch {
      reply.status = error.rawValue
      return .reply
    }
  }

  private func perform(
    _ request: zirq_wire_request_t, _ reply: inout zirq_wire_reply_t, _ waits: inout ObjectWaitFrames,
    _ waiter: Channel
  ) throws(Status) -> Answer {
    let isPoll = request.options & ZIRQ_WAIT_POLL != 0
    switch request.op {
    case ZIRQ_OP_INTERRUPT_ACK:
      try process.interruptAck(request.handle)
    case ZIRQ_OP_PORT_WAIT:
      return try waiter.park(request.op) { waiter throws(Status) in
        switch try process.portWait(request.handle, waiter: isPoll ? nil : waiter) {
        case .ended(let packet):
          reply.status = packet.waitStatus.rawValue
          reply.payload.packet = zirq_wire_packet_t(packet)
          return nil
        case .parked(let wait):
          return wait
        }
      }
    case ZIRQ_OP_INTERRUPT_WAIT:
      return try waiter.park(request.op) { waiter throws(Status) in
        switch try process.interruptWait(request.handle, waiter: waiter) {
        case .ended(let timestamp):
          reply.payload.timestamp = timestamp
          return nil
        case .parked(let wait):
          return wait
        }
      }
    case ZIRQ_OP_INTERRUPT_TRIGGER:
      try process.interruptTrigger(
        request.handle, options: request.options, timestamp: request.payload.timestamp)
    case ZIRQ_OP_INTERRUPT_CREATE:
      reply.handle = try process.interruptCreate(
        resource: request.handle, vector: request.handle2, options: request.options)
    case ZIRQ_OP_INTERRUPT_BIND:
      try process.interruptBind(
        request.handle, port: request.handle2, key: request.payload.key, options: request.options)
    case ZIRQ_OP_INTERRUPT_DESTROY:
      try process.interruptDestroy(request.handle)
    case ZIRQ_OP_INTERRUPT_STATS:
      reply.payload.stats = try devices.stats(process.find(request.handle, as: Interrupt.self, .inspect))

    case ZIRQ_OP_PORT_CREATE:
      reply.handle = try process.portCreate(options: request.options)
    case ZIRQ_OP_PORT_QUEUE:
      let isNull = request.options & ZIRQ_QUEUE_NULL_PACKET != 0
      try process.portQueue(request.handle, isNull ? nil : PortPacket(request.payload.packet))
    case ZIRQ_OP_PORT_CANCEL:
      try process.portCancel(request.handle, source: request.handle2, key: request.payload.key)
    case ZIRQ_OP_PORT_CANCEL_KEY:
      try process.portCancelKey(request.handle, options: request.options, key: request.payload.key)

    case ZIRQ_OP_OBJECT_WAIT_ONE:
      return try park(on: [(request.handle, request.handle2)], isPoll, request.op, &reply, &waits, waiter)
    case ZIRQ_OP_OBJECT_WAIT_MANY:
      guard let items = waits.take(request) else { return .malformed("a wait has not as many objects as it says") }
      return try park(on: items, isPoll, request.op, &reply, &waits, waiter)
    case ZIRQ_OP_OBJECT_WAIT_ITEMS:
      guard waits.keep(request) else { return .malformed("the objects of a wait come out of order") }
    case ZIRQ_OP_OBJECT_WAIT_PENDING:
      guard waits.store(from: request.handle, in: &reply) else { return .malformed("there was no such wait") }
    case ZIRQ_OP_OBJECT_WAIT_ASYNC:
      let wait = request.payload.wait_async
      try process.objectWaitAsync(
        request.handle, port: request.handle2, key: wait.key, signals: wait.signals, options: request.options)
    case ZIRQ_OP_OBJECT_SIGNAL:
      try process.objectSignal(request.handle, clear: request.handle2, set: request.options)
    case ZIRQ_OP_OBJECT_SIGNAL_PEER:
      try process.objectSignalPeer(request.handle, clear: request.handle2, set: request.options)
    case ZIRQ_OP_EVENT_CREATE:
      reply.handle = try process.eventCreate(options: request.options)

    case ZIRQ_OP_HANDLE_CLOSE:
      try process.handleClose(request.handle)
    case ZIRQ_OP_HANDLE_DUPLICATE:
      reply.handle = try process.handleDuplicate(request.handle, rights: request.options)
    case ZIRQ_OP_HANDLE_REPLACE:
      reply.handle = try process.handleReplace(request.handle, rights: request.options)
    case ZIRQ_OP_OBJECT_GET_INFO:
      reply.store(try process.objectGetInfo(request.handle, topic: request.options))
    case ZIRQ_OP_OBJECT_GET_PROPERTY:
      let name = try process.objectGetProperty(
        request.handle, property: request.handle2, size: request.options)
      withUnsafeMutableBytes(of: &reply.payload.name) { $0.copyBytes(from: name.bytes) }
    case ZIRQ_OP_OBJECT_SET_PROPERTY:
      try process.objectSetProperty(
        request.handle, property: request.handle2, name: ObjectName(array: request.payload.name))

    case ZIRQ_OP_DEVICE_LIST:
      return .replyWithDescriptor(try devices.list(&reply))
    case ZIRQ_OP_DEVICE_OPEN:
      guard let name = request.payload.deviceName else { throw .invalidArgs }
      reply.handle = try process.addResource(devices.open(name))
    case ZIRQ_OP_REGION_MAP:
      let resource = try process.find(request.handle, as: Resource.self, .write)
      return .replyWithDescriptor(try devices.region(request.options, of: resource, &reply))
    case ZIRQ_OP_REGION_OPEN:
      let resource = try process.find(request.handle, as: Resource.self, .write)
      reply.handle = try process.addResource(devices.registers(request.options, of: resource))
    case ZIRQ_OP_BUS_MASTER:
      try devices.setBusMaster(request.options, of: process.find(request.handle, as: Resource.self, .write))
    case ZIRQ_OP_LATENCY_LIMIT:
      try devices.limitWakeupLatency(request.options, of: process.find(request.handle, as: Resource.self, .write))
    case ZIRQ_OP_DEVICE_INFO:
      reply.payload.device_info = try devices.info(process.find(request.handle, as: Resource.self, .inspect))

    case ZIRQ_OP_RESOURCE_CREATE:
      let range = request.payload.resource
      let isNull = request.handle2 & ZIRQ_RESOURCE_NULL_NAME != 0
      reply.handle = try process.resourceCreate(
        parent: request.handle, options: request.options, base: range.base, size: range.size,
        name: isNull ? nil : ObjectName(array: range.name))
    case ZIRQ_OP_MSI_ALLOCATE:
      reply.handle = try process.msiAllocate(resource: request.handle, count: request.options)
    case ZIRQ_OP_MSI_CREATE:
      reply.handle = try process.msiCreate(
        request.handle, options: request.options, id: request.payload.msi.id, vmo: request.handle2)
    case ZIRQ_OP_VMO_CREATE_PHYSICAL:
      let range = request.payload.range
      reply.handle = try process.vmoCreatePhysical(resource: request.handle, base: range.base, size: range.size)
    case ZIRQ_OP_VMO_GET_SIZE:
      reply.payload.range.size = try process.vmoGetSize(request.handle)
    case ZIRQ_OP_VMO_SET_CACHE_POLICY:
      try process.vmoSetCachePolicy(request.handle, policy: request.options)
    case ZIRQ_OP_VMAR_ROOT_SELF:
      reply.handle = try process.vmarRootSelf()
    case ZIRQ_OP_VMAR_MAP:
      let place = request.payload.mapping
      let mapping = try process.vmarMap(
        request.handle, options: request.options, at: place.vmar_offset, vmo: request.handle2,
        offset: place.vmo_offset, length: place.length)
      return .replyWithDescriptor(try devices.map(mapping, &reply))
    case ZIRQ_OP_VMAR_UNMAP:
      try process.vmarUnmap(request.handle)

    default:
      return .malformed("operation \(request.op) is unknown")
    }
    return .reply
  }

  private func park(
    on items: [(handle: UInt32, signals: UInt32)], _ isPoll: Bool, _ operation: UInt32,
    _ reply: inout zirq_wire_reply_t, _ waits: inout ObjectWaitFrames, _ waiter: Channel
  ) throws(Status) -> Answer {
    try waiter.park(operation) { waiter throws(Status) in
      switch try process.objectWaitMany(items, waiter: isPoll ? nil : waiter) {
      case .ended(let wait):
        waits.began(wait, on: items.count)
        reply.store(wait)
        return nil
      case .parked(let parked, let wait):
        waits.began(wait, on: items.count)
        return parked
      }
    }
  }
}

extension zirq_wire_packet_t {
  init(_ packet: PortPacket) {
    self.init(key: packet.key, type: packet.type.rawValue, status: packet.status, payload: packet.payload)
  }
}

extension PortPacket {
  init(_ packet: zirq_wire_packet_t) {
    self.init(
      key: packet.key, type: PacketType(rawValue: packet.type), status: packet.status, payload: packet.payload)
  }
}

extension zirq_wire_payload_t {
  /// The text in `name`; nil when it does not end inside it or is not UTF-8.
  var deviceName: String? {
    withUnsafeBytes(of: self) { bytes in
      guard let end = bytes.firstIndex(of: 0) else { return nil }
      return String(validating: bytes[..<end], as: UTF8.self)
    }
  }
}

extension ObjectName {
  /// The bytes in a C array.
  fileprivate init<Field>(array: Field) {
    self = withUnsafeBytes(of: array) { ObjectName($0) }
  }
}

extension zirq_wire_reply_t {
  /// Lays a record out as in Zircon, zircon/syscalls/object.h.
  fileprivate mutating func store(_ info: ObjectInfo) {
    if case .resource(let kind, let flags, let base, let size, let name) = info {
      handle = kind | flags
      payload.resource.base = base
      payload.resource.size = size
      withUnsafeMutableBytes(of: &payload.resource.name) { $0.copyBytes(from: name.bytes) }
      value = 56
      return
    }
    withUnsafeMutableBytes(of: &payload) { record in
      switch info {
      case .handleValid:
        value = 0
      case .handleBasic(let koid, let rights, let type, let relatedKoid):
        record.storeBytes(of: koid, as: UInt64.self)
        record.storeBytes(of: rights, toByteOffset: 8, as: UInt32.self)
        record.storeBytes(of: type, toByteOffset: 12, as: UInt32.self)
        record.storeBytes(of: relatedKoid, toByteOffset: 16, as: UInt64.self)
        value = 32
      case .handleCount(let count):
        record.storeBytes(of: count, as: UInt32.self)
        value = 4
      case .interrupt(let options):
        record.storeBytes(of: options, as: UInt32.self)
        value = 4
      case .msi(let firstVector, let count, let interruptCount):
        record.storeBytes(of: firstVector, toByteOffset: 12, as: UInt32.self)
        record.storeBytes(of: count, toByteOffset: 16, as: UInt32.self)
        record.storeBytes(of: interruptCount, toByteOffset: 20, as: UInt32.self)
        value = 24
      case .resource:
        break
      }
    }
  }
}
