import CZircon

/// An interrupt, of a device's vector or virtual. Any thread may call it. The rules of each call, with their errors in
/// order, stand in `zircon/syscalls.h`.
public struct Interrupt: ~Copyable, Sendable {
  public let handle: Handle

  /// Takes a vector of a device. Its line is armed at once.
  ///
  /// - Throws: `Status.outOfRange` when the device has no such vector, `Status.alreadyBound` when somebody has it.
  public init(resource: borrowing Resource, vector: UInt32, options: Options = []) throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_interrupt_create(resource.handle.rawValue, vector, options.rawValue, &made))
    handle = Handle(owning: made)
  }

  /// Makes a virtual interrupt, which `trigger(at:)` fires.
  public static func virtual(options: Options = []) throws(Status) -> Interrupt {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_interrupt_create(ZX_HANDLE_INVALID, 0, options.rawValue | ZX_INTERRUPT_VIRTUAL, &made))
    return Interrupt(Handle(owning: made))
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  /// Sends the interrupt's packets to a port from now on; one that has fired already sends its packet at once.
  public func bind(to port: borrowing Port, key: UInt64) throws(Status) {
    try Status.check(zx_interrupt_bind(handle.rawValue, port.handle.rawValue, key, ZX_INTERRUPT_BIND))
  }

  /// Ends a bind; a packet that nobody has read comes back into the interrupt.
  public func unbind(from port: borrowing Port) throws(Status) {
    try Status.check(zx_interrupt_bind(handle.rawValue, port.handle.rawValue, 0, ZX_INTERRUPT_UNBIND))
  }

  /// Says that the packet has been dealt with: re-arms the line. Silence the device first.
  public func ack() throws(Status) {
    try Status.check(zx_interrupt_ack(handle.rawValue))
  }

  /// Blocks the calling thread until the interrupt, which is not bound, fires; tells when it did.
  public func wait() throws(Status) -> Instant {
    var timestamp: zx_time_t = 0
    try Status.check(zx_interrupt_wait(handle.rawValue, &timestamp))
    return Instant(nanoseconds: timestamp)
  }

  /// Ends the interrupt and frees its vector; a thread in `wait()` gets `Status.canceled`.
  ///
  /// - Throws: `Status.notFound` when it is destroyed, but its last packet has been read and not acked.
  public func destroy() throws(Status) {
    try Status.check(zx_interrupt_destroy(handle.rawValue))
  }

  /// Fires a virtual interrupt.
  public func trigger(at timestamp: Instant = .now) throws(Status) {
    try Status.check(zx_interrupt_trigger(handle.rawValue, 0, timestamp.nanoseconds))
  }

  /// Counts since the interrupt was created.
  public var statistics: Statistics {
    get throws(ZirqError) {
      var raw = zirq_interrupt_stats_t()
      try ZirqError.check(zirq_interrupt_get_stats(handle.rawValue, &raw))
      return Statistics(
        total: raw.total, delivered: raw.delivered, missed: raw.missed, rearms: raw.rearms, merged: raw.merged)
    }
  }

  /// How an interrupt is made. Source: Zircon, ZX_INTERRUPT_*.
  public struct Options: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let edgeLow = Options(rawValue: ZX_INTERRUPT_MODE_EDGE_LOW)
    public static let edgeHigh = Options(rawValue: ZX_INTERRUPT_MODE_EDGE_HIGH)
    public static let levelLow = Options(rawValue: ZX_INTERRUPT_MODE_LEVEL_LOW)
    public static let levelHigh = Options(rawValue: ZX_INTERRUPT_MODE_LEVEL_HIGH)
    public static let wakeVector = Options(rawValue: ZX_INTERRUPT_WAKE_VECTOR)
    public static let monotonicTimestamps = Options(rawValue: ZX_INTERRUPT_TIMESTAMP_MONO)
  }

  /// Counts of one interrupt.
  public struct Statistics: Hashable, Sendable {
    /// Interrupts that the source has counted.
    public var total: UInt64
    /// Times that the daemon woke up for them.
    public var delivered: UInt64
    /// Those that it did not wake up for separately.
    public var missed: UInt64
    /// Times that the line was armed, the first included.
    public var rearms: UInt64
    /// Interrupts that Zircon's rules merged into one already pending.
    public var merged: UInt64
  }
}
