import CZircon

/// An interrupt without hardware behind it, which a program fires: to test a driver, or to hand on what one physical
/// interrupt says about several sources. Its other calls are those of ``InterruptObject``.
///
/// Who fires it can learn that it was dealt with: it asserts ``Signals/untriggered`` then.
public struct VirtualInterrupt: InterruptObject, ~Copyable {
  public let handle: Handle

  /// Makes an interrupt that has not fired.
  ///
  /// - Parameter options: `monotonicTimestamps` or nothing.
  /// - Throws: `Status.invalidArgs` for options other than `monotonicTimestamps`, `Status.badHandle` for `wakeVector`,
  ///   `Status.noMemory` when the process has as many handles as it may. Source: Zircon, zx_interrupt_create().
  public init(options: InterruptOptions = []) throws(Status) {
    try self.init(source: ZX_HANDLE_INVALID, vector: 0, options: options)
  }

  /// Makes an interrupt that keeps the machine from suspending, for which Zircon asks for the right to a physical one.
  /// On Linux it keeps nothing from suspending.
  ///
  /// - Parameters:
  ///   - resource: A device's, or a part of it.
  ///   - vector: The number of one of the vectors that the resource covers; it stays free.
  ///   - options: `monotonicTimestamps` or nothing.
  /// - Throws: `Status.outOfRange` when the resource has no such vector. Source: Zircon, ZX_INTERRUPT_WAKE_VECTOR.
  public init(
    wakingBy resource: borrowing Resource, vector: UInt32, options: InterruptOptions = []
  ) throws(Status) {
    try self.init(source: resource.handle.rawValue, vector: vector, options: options.union(.wakeVector))
  }

  private init(source: zx_handle_t, vector: UInt32, options: InterruptOptions) throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_interrupt_create(source, vector, options.union(.virtual).rawValue, &made))
    handle = Handle(owning: made)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  public consuming func takeHandle() -> Handle { handle }

  /// Fires it. One that is neither read nor acked yet keeps one more pending, with the first timestamp; all beyond are
  /// merged into that.
  ///
  /// - Parameter timestamp: When it fired. It is handed on as it is, whatever the clock.
  /// - Throws: `Status.canceled` when it was destroyed, `Status.accessDenied` without the right to signal. Source: Zircon,
  ///   zx_interrupt_trigger().
  public func trigger(at timestamp: Instant = .now) throws(Status) {
    try Status.check(zx_interrupt_trigger(handle.rawValue, 0, timestamp.nanoseconds))
  }
}
