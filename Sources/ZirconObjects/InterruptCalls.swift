/// The zx_interrupt_* calls. Source: Zircon, syscalls/ddk.cc, and the documentation of each call.
extension Process {
  /// `zx_interrupt_create`.
  ///
  /// - Parameter handle: an IRQ resource; not looked at for a virtual interrupt that is no wake vector.
  public func interruptCreate(resource handle: UInt32, vector: UInt32, options bits: UInt32) throws(Status) -> UInt32 {
    let options = InterruptOptions(rawValue: bits)
    var resource: Resource?
    if !options.contains(.virtual) || options.contains(.wakeVector) {
      let found = try find(handle, as: Resource.self)
      guard found.kind == .irq else { throw .wrongType }
      guard found.covers(base: UInt64(vector), size: 1) else {
        if case .interrupts(let controller) = found.backing { controller.explainAbsence(of: vector) }
        throw .outOfRange
      }
      resource = found
    }
    return try addObject(create(resource, vector, options))
  }

  private func create(
    _ resource: Resource?, _ vector: UInt32, _ options: InterruptOptions
  ) throws(Status) -> Interrupt {
    if options.contains(.virtual) {
      guard options.isSubset(of: .validVirtual) else { throw .invalidArgs }
      return Interrupt(virtual: options)
    }
    guard case .interrupts(let controller)? = resource?.backing, options.isSubset(of: .validPhysical),
      let mode = options.mode
    else { throw .invalidArgs }
    return try Interrupt(controller, vector: vector, mode: mode, options: options)
  }

  /// `zx_interrupt_bind`; with ZX_INTERRUPT_UNBIND, unbinds, and the key is not looked at.
  public func interruptBind(
    _ handle: UInt32, port portHandle: UInt32, key: UInt64, options: UInt32
  ) throws(Status) {
    let bind: UInt32 = 0
    let unbind: UInt32 = 1
    guard options == bind || options == unbind else { throw .invalidArgs }
    let interrupt = try find(handle, as: Interrupt.self, .read)
    let port = try find(portHandle, as: Port.self, .write)
    guard port.acceptsInterrupts else { throw .wrongType }
    if options == bind {
      try interrupt.bind(to: port, key: key)
    } else {
      try interrupt.unbind(from: port)
    }
  }

  /// `zx_interrupt_ack`.
  public func interruptAck(_ handle: UInt32) throws(Status) {
    try find(handle, as: Interrupt.self, .write).ack()
  }

  /// What came of a wait.
  public enum InterruptWait: Sendable {
    /// The timestamp, ns.
    case ended(Int64)
    case parked(ParkedWait)
  }

  /// `zx_interrupt_wait`.
  public func interruptWait(_ handle: UInt32, waiter: any Waiter) throws(Status) -> InterruptWait {
    let interrupt = try find(handle, as: Interrupt.self, .wait)
    if let timestamp = try interrupt.wait(waiter) { return .ended(timestamp) }
    return .parked(.interrupt(interrupt))
  }

  /// `zx_interrupt_destroy`. It needs no right.
  public func interruptDestroy(_ handle: UInt32) throws(Status) {
    try find(handle, as: Interrupt.self).destroy()
  }

  /// `zx_interrupt_trigger`.
  public func interruptTrigger(_ handle: UInt32, options: UInt32, timestamp: Int64) throws(Status) {
    guard options == 0 else { throw .invalidArgs }
    try find(handle, as: Interrupt.self, .signal).trigger(timestamp: timestamp)
  }
}
