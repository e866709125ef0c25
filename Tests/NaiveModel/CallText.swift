extension Call {
  /// Its name in the C headers.
  public var name: String {
    switch self {
    case .handleClose: "zx_handle_close"
    case .handleDuplicate: "zx_handle_duplicate"
    case .handleReplace: "zx_handle_replace"
    case .interruptCreate: "zx_interrupt_create"
    case .interruptBind: "zx_interrupt_bind"
    case .interruptAck: "zx_interrupt_ack"
    case .interruptWait: "zx_interrupt_wait"
    case .interruptDestroy: "zx_interrupt_destroy"
    case .interruptTrigger: "zx_interrupt_trigger"
    case .portCreate: "zx_port_create"
    case .portQueue: "zx_port_queue"
    case .portWait: "zx_port_wait"
    case .portCancel: "zx_port_cancel"
    case .portCancelKey: "zx_port_cancel_key"
    case .eventCreate: "zx_event_create"
    case .objectSignal: "zx_object_signal"
    case .objectSignalPeer: "zx_object_signal_peer"
    case .objectWaitOne: "zx_object_wait_one"
    case .objectWaitMany: "zx_object_wait_many"
    case .objectWaitAsync: "zx_object_wait_async"
    case .objectGetInfo: "zx_object_get_info"
    case .objectGetProperty: "zx_object_get_property"
    case .objectSetProperty: "zx_object_set_property"
    case .resourceCreate: "zx_resource_create"
    case .msiAllocate: "zx_msi_allocate"
    case .msiCreate: "zx_msi_create"
    case .fire: "a line fires"
    case .giveUp: "a wait is given up"
    }
  }
}

extension Call: CustomStringConvertible {
  /// As it would be written in C; behind it what C's deadline would say.
  public var description: String {
    switch self {
    case .handleClose(let handle), .interruptAck(let handle), .interruptDestroy(let handle): text(handle)
    case .interruptWait(let handle): text(handle)
    case .handleDuplicate(let handle, let rights), .handleReplace(let handle, let rights): text(handle, hex(rights))
    case .interruptCreate(let resource, let vector, let options): text(resource, vector, hex(options))
    case .interruptBind(let handle, let port, let key, let options): text(handle, port, key, options)
    case .interruptTrigger(let handle, let options, let timestamp): text(handle, options, timestamp)
    case .portCreate(let options), .eventCreate(let options): text(options)
    case .portQueue(let handle, let packet):
      text(handle, packet.map { "key \($0.key), type \($0.type), status \($0.status)" } ?? "NULL")
    case .portWait(let handle, let polls): text(handle) + polling(polls)
    case .portCancel(let handle, let source, let key): text(handle, source, key)
    case .portCancelKey(let handle, let options, let key): text(handle, options, key)
    case .objectSignal(let handle, let clear, let set), .objectSignalPeer(let handle, let clear, let set):
      text(handle, hex(clear), hex(set))
    case .objectWaitOne(let handle, let signals, let polls): text(handle, hex(signals)) + polling(polls)
    case .objectWaitMany(let items, let polls): text(items, items.count) + polling(polls)
    case .objectWaitAsync(let handle, let port, let key, let signals, let options):
      text(handle, port, key, hex(signals), options)
    case .objectGetInfo(let handle, let topic): text(handle, topic)
    case .objectGetProperty(let handle, let property), .objectSetProperty(let handle, let property):
      text(handle, property)
    case .resourceCreate(let parent, let options, let base, let size): text(parent, hex(options), base, size)
    case .msiAllocate(let resource, let count): text(resource, count)
    case .msiCreate(let allocation, let options, let id, let vmo): text(allocation, options, id, vmo)
    case .fire(let device, let vector, let timestamp): "device \(device) fires vector \(vector) at \(timestamp)"
    case .giveUp(let step): "the wait of step \(step) is given up"
    }
  }

  private func text(_ arguments: any CustomStringConvertible...) -> String {
    "\(name)(\(arguments.map(\.description).joined(separator: ", ")))"
  }

  private func hex(_ bits: UInt32) -> String { "0x\(String(bits, radix: 16))" }

  private func polling(_ polls: Bool) -> String { polls ? ", polling" : ", waiting" }
}
