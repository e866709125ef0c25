import CZircon

/// An object whose signals can be waited for. A ``Port`` and a ``Resource`` cannot: they have not the right.
public protocol WaitableObject: KernelObject, ~Copyable {}

extension WaitableObject where Self: ~Copyable {
  /// Blocks the calling thread until the object asserts one of the signals.
  ///
  /// - Parameters:
  ///   - signals: What to wait for. Nothing never comes.
  ///   - deadline: When to give up; one that has passed asks what is asserted now.
  /// - Returns: All that the object asserts then, also what was not waited for.
  /// - Throws: `Status.timedOut` at the deadline, `Status.canceled` when the handle is closed or replaced meanwhile,
  ///   `Status.accessDenied` without the right to wait. Source: Zircon, zx_object_wait_one().
  @discardableResult
  public func waitOne(for signals: Signals, until deadline: Instant = .infinite) throws(Status) -> Signals {
    var observed = zx_signals_t(0)
    try Status.check(zx_object_wait_one(handle.rawValue, signals.rawValue, deadline.nanoseconds, &observed))
    return Signals(rawValue: observed)
  }

  /// What the object asserts now. Does not block.
  ///
  /// - Throws: `Status.accessDenied` without the right to wait. Source: Zircon, zx_object_wait_one() for nothing.
  public var signals: Signals {
    get throws(Status) {
      var observed = zx_signals_t(0)
      let status = Status(rawValue: zx_object_wait_one(handle.rawValue, 0, Instant.infinitePast.nanoseconds, &observed))
      guard status == .timedOut else { throw status }
      return Signals(rawValue: observed)
    }
  }

  /// Sends one packet to a port as soon as the object asserts one of the signals. Does not block. Of several such waits
  /// for one object the newest is served first. Closing this handle ends the wait; `Port.cancel(source:key:)` does, too.
  ///
  /// - Parameters:
  ///   - port: Where the packet goes, with or without interrupts: a ``PortPacket/Content/signal(_:)``.
  ///   - key: The packet's key.
  ///   - signals: What to wait for.
  ///   - options: Whether signals that are there count, and which clock stamps the packet.
  /// - Throws: `Status.invalidArgs` for two timestamps, `Status.accessDenied` without the right to wait here or to write
  ///   to the port, `Status.noMemory` when the process has as many such waits as it may. Source: Zircon,
  ///   zx_object_wait_async().
  public func waitAsync(
    to port: borrowing Port, key: UInt64, for signals: Signals, options: WaitAsyncOptions = []
  ) throws(Status) {
    try Status.check(
      zx_object_wait_async(handle.rawValue, port.handle.rawValue, key, signals.rawValue, options.rawValue))
  }
}
