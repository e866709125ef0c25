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
    case unknownOperation
  }

  /// Performs a request.
  ///
  /// - Parameters:
  ///   - reply: to be filled in; all zero but for the operation.
  ///   - waiter: what to park where the call blocks.
  func answer(
    _ request: zirq_wire_request_t, _ reply: inout zirq_wire_reply_t, waiter: Channel
  ) -> Answer {
    do throws(Status) {
      return try perform(request, &reply, waiter)
    } catch {
      reply.status = error.rawValue
      return .reply
    }
  }

  private func perform(
    _ request: zirq_wire_request_t, _ reply: inout zirq_wire_reply_t, _ waiter: Channel
  ) throws(Status) -> Answer {
    switch request.op {
    case ZIRQ_OP_INTERRUPT_ACK:
      try process.interruptAck(request.handle)
    case ZIRQ_OP_PORT_WAIT:
      return try waiter.park { waiter throws(Status) in
        let isPoll = request.options & ZIRQ_WAIT_POLL != 0
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
      return try waiter.park { waiter throws(Status) in
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
      reply.payload.stats = try devices.stats(process.inspectedInterrupt(request.handle))

    case ZIRQ_OP_PORT_CREATE:
      reply.handle = try process.portCreate(options: request.options)
    case ZIRQ_OP_PORT_QUEUE:
      let isNull = request.options & ZIRQ_QUEUE_NULL_PACKET != 0
      try process.portQueue(request.handle, isNull ? nil : PortPacket(request.payload.packet))
    case ZIRQ_OP_PORT_CANCEL:
      try process.portCancel(request.handle, source: request.handle2, key: request.payload.key)
    case ZIRQ_OP_PORT_CANCEL_KEY:
      try process.portCancelKey(request.handle, options: request.options, key: request.payload.key)

    case ZIRQ_OP_HANDLE_CLOSE:
      try process.handleClose(request.handle)
    case ZIRQ_OP_HANDLE_DUPLICATE:
      reply.handle = try process.handleDuplicate(request.handle, rights: request.options)
    case ZIRQ_OP_HANDLE_REPLACE:
      reply.handle = try process.handleReplace(request.handle, rights: request.options)
    case ZIRQ_OP_OBJECT_GET_INFO:
      reply.store(try process.objectGetInfo(request.handle, topic: request.options))

    case ZIRQ_OP_DEVICE_LIST:
      return .replyWithDescriptor(try devices.list(&reply))
    case ZIRQ_OP_DEVICE_OPEN:
      guard let name = request.payload.text else { throw .invalidArgs }
      reply.handle = try process.addResource(devices.open(name))
    case ZIRQ_OP_REGION_MAP:
      let resource = try process.resource(request.handle, .write)
      return .replyWithDescriptor(try devices.region(request.options, of: resource, &reply))

    default:
      return .unknownOperation
    }
    return .reply
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
  var text: String? {
    withUnsafeBytes(of: self) { bytes in
      guard let end = bytes.firstIndex(of: 0) else { return nil }
      return String(validating: bytes[..<end], as: UTF8.self)
    }
  }
}

extension zirq_wire_reply_t {
  /// Lays a record out as in Zircon, zircon/syscalls/object.h.
  fileprivate mutating func store(_ info: ObjectInfo) {
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
      }
    }
  }
}
