import Synchronization

/// What a line has counted since it was opened.
public struct LineCounts: Sendable, Hashable {
  /// Interrupts that the source has counted.
  public var total: UInt64
  /// Times the line's thread woke up for them.
  public var delivered: UInt64
  /// Times the line was unmasked, the arming after open included.
  public var rearms: UInt64
  /// Interrupts that the last wake-up stood for; 0 before the first.
  public var delta: UInt64
  /// Wake-ups that have the time of the wake-up, though the time of the interrupt's entry was asked for and can be had.
  public var unstamped: UInt64

  /// Interrupts beyond one for a wake-up. Since Linux 6.10 an interrupt may also be missing from both counts: the core
  /// counts in a thread, and merges those that come before it runs.
  public var missed: UInt64 { total - delivered }

  public init(
    total: UInt64 = 0, delivered: UInt64 = 0, rearms: UInt64 = 0, delta: UInt64 = 0, unstamped: UInt64 = 0
  ) {
    self.total = total
    self.delivered = delivered
    self.rearms = rearms
    self.delta = delta
    self.unstamped = unstamped
  }
}

/// The counters behind `LineCounts`: written on the interrupt's way, read from any thread.
final class LineCounters: Sendable {
  private let total = Atomic<UInt64>(0)
  private let delivered = Atomic<UInt64>(0)
  private let rearms = Atomic<UInt64>(0)
  private let delta = Atomic<UInt64>(0)
  private let unstamped = Atomic<UInt64>(0)

  func countDelivery(of interrupts: UInt64) {
    // In this order, and read in the other, so that no snapshot shows more delivered than there were.
    total.wrappingAdd(interrupts, ordering: .relaxed)
    delta.store(interrupts, ordering: .relaxed)
    delivered.wrappingAdd(1, ordering: .releasing)
  }

  func countRearm() { rearms.wrappingAdd(1, ordering: .relaxed) }
  func countUnstamped() { unstamped.wrappingAdd(1, ordering: .relaxed) }

  var snapshot: LineCounts {
    let delivered = delivered.load(ordering: .acquiring)
    return LineCounts(
      total: total.load(ordering: .relaxed), delivered: delivered, rearms: rearms.load(ordering: .relaxed),
      delta: delta.load(ordering: .relaxed), unstamped: unstamped.load(ordering: .relaxed))
  }
}
