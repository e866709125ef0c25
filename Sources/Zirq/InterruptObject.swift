import CZircon

/// What physical and virtual interrupts have in common. Zircon has one type of object for both.
///
/// A driver either binds the interrupt to a ``Port`` and acknowledges each packet with ``ack()``, or calls ``wait()``,
/// which acknowledges the previous interrupt when it is entered again.
public protocol InterruptObject: SignalableObject, ~Copyable {}

extension InterruptObject where Self: ~Copyable {
  /// Sends the interrupt's packets to a port from now on; one that has fired already sends its packet at once.
  ///
  /// - Parameters:
  ///   - port: A port that was made for interrupts.
  ///   - key: The packets' key; any, and several interrupts may share it.
  /// - Throws: `Status.wrongType` when the port was not made for interrupts, `Status.canceled` when the interrupt was
  ///   destroyed, `Status.badState` while a thread is in `wait()`, `Status.alreadyBound` when it is bound to whichever
  ///   port, `Status.accessDenied` without the right to read here or to write to the port. Source: Zircon,
  ///   zx_interrupt_bind().
  public func bind(to port: borrowing Port, key: UInt64) throws(Status) {
    try Status.check(zx_interrupt_bind(handle.rawValue, port.handle.rawValue, key, ZX_INTERRUPT_BIND))
  }

  /// Ends a bind; a packet that nobody has read comes back into the interrupt.
  ///
  /// - Throws: `Status.notFound` when the interrupt is not bound to this port, `Status.canceled` when it was destroyed.
  ///   Source: Zircon, zx_interrupt_bind() with ZX_INTERRUPT_UNBIND.
  public func unbind(from port: borrowing Port) throws(Status) {
    try Status.check(zx_interrupt_bind(handle.rawValue, port.handle.rawValue, 0, ZX_INTERRUPT_UNBIND))
  }

  /// Says that the packet has been dealt with: re-arms the line, and an interrupt that came meanwhile sends its packet.
  /// Silence the device first: a level line that still asserts fires again at once.
  ///
  /// - Throws: `Status.badState` when the interrupt is not bound, or when its packet has not been read and another
  ///   interrupt came since, which is lost; `Status.canceled` when it was destroyed. Source: Zircon,
  ///   zx_interrupt_ack().
  public func ack() throws(Status) {
    try Status.check(zx_interrupt_ack(handle.rawValue))
  }

  /// Blocks the calling thread until the interrupt, which is not bound, fires. Has no deadline: another thread ends it
  /// with ``destroy()``. It must not be called on a thread of Swift's concurrency.
  ///
  /// - Returns: When it fired, ns of `CLOCK_MONOTONIC`; of a virtual interrupt, what it was triggered with.
  /// - Throws: `Status.badState` when it is bound or another thread waits already; `Status.canceled` when it is or was
  ///   destroyed. Source: Zircon, zx_interrupt_wait().
  public func wait() throws(Status) -> Instant {
    var timestamp: zx_time_t = 0
    try Status.check(zx_interrupt_wait(handle.rawValue, &timestamp))
    return Instant(nanoseconds: timestamp)
  }

  /// Ends the interrupt and frees its vector; a thread in ``wait()`` gets `Status.canceled`, a packet that nobody has
  /// read is withdrawn. Doing it again is fine.
  ///
  /// - Throws: `Status.notFound` when it is destroyed, but its last packet has been read and not acked, so that a handler
  ///   may be running. Source: Zircon, zx_interrupt_destroy().
  public func destroy() throws(Status) {
    try Status.check(zx_interrupt_destroy(handle.rawValue))
  }

  /// The options that the interrupt was made with.
  ///
  /// - Throws: `Status.accessDenied` without the right to inspect. Source: Zircon, ZX_INFO_INTERRUPT.
  public var options: InterruptOptions {
    get throws(Status) {
      InterruptOptions(rawValue: try handle.record(ZX_INFO_INTERRUPT, zx_info_interrupt_t()).options)
    }
  }

  /// Counts since the interrupt was created. zirq's own, not Zircon's.
  public var statistics: InterruptStatistics {
    get throws(ZirqError) {
      var raw = zirq_interrupt_stats_t()
      try ZirqError.check(zirq_interrupt_get_stats(handle.rawValue, &raw))
      return InterruptStatistics(raw)
    }
  }
}
