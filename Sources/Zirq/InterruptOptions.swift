import CZircon

/// How an interrupt is made. Source: Zircon, ZX_INTERRUPT_*.
public struct InterruptOptions: OptionSet, Hashable, Sendable {
  /// Zircon's bits. A mode is a number in some of them: use one at most.
  public let rawValue: UInt32

  /// Any bits; those that Zircon has not are refused by the call.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The source triggers by a falling edge. Without a mode it is what the line is configured for.
  public static let edgeLow = InterruptOptions(rawValue: ZX_INTERRUPT_MODE_EDGE_LOW)
  /// The source triggers by a rising edge.
  public static let edgeHigh = InterruptOptions(rawValue: ZX_INTERRUPT_MODE_EDGE_HIGH)
  /// The source triggers for as long as it is low.
  public static let levelLow = InterruptOptions(rawValue: ZX_INTERRUPT_MODE_LEVEL_LOW)
  /// The source triggers for as long as it is high.
  public static let levelHigh = InterruptOptions(rawValue: ZX_INTERRUPT_MODE_LEVEL_HIGH)
  /// The vector is numbered as the board numbers it. Without effect here: vectors are the device's own.
  public static let remap = InterruptOptions(rawValue: ZX_INTERRUPT_REMAP_IRQ)
  /// There is no hardware behind it. What ``VirtualInterrupt`` adds by itself.
  public static let virtual = InterruptOptions(rawValue: ZX_INTERRUPT_VIRTUAL)
  /// It keeps the machine from suspending until it is acked. Accepted, and without effect on Linux.
  public static let wakeVector = InterruptOptions(rawValue: ZX_INTERRUPT_WAKE_VECTOR)
  /// Timestamps are of `CLOCK_MONOTONIC`. They are without it, too.
  public static let monotonicTimestamps = InterruptOptions(rawValue: ZX_INTERRUPT_TIMESTAMP_MONO)
}
