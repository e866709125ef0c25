import CZircon

/// Counts of one interrupt, since it was created. Source: `zirq_interrupt_get_stats()`.
public struct InterruptStatistics: Hashable, Sendable {
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

  init(_ raw: zirq_interrupt_stats_t) {
    total = raw.total
    delivered = raw.delivered
    missed = raw.missed
    rearms = raw.rearms
    merged = raw.merged
  }
}
