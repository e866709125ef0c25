import CLinuxInterrupt
import Synchronization
import ZirconObjects

/// What a line has counted since it was opened; of UIO also what came while the daemon was restarted before.
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
  /// Wake-ups that were merged into one that waited already for an acknowledgement.
  public var merged: UInt64
  /// Times the line could not be unmasked.
  public var rearmFailures: UInt64

  /// Interrupts beyond one for a wake-up. Since Linux 6.10 an interrupt may also be missing from both counts: the core
  /// counts in a thread, and merges those that come before it runs.
  public var missed: UInt64 { total - delivered }

  public init(
    total: UInt64 = 0, delivered: UInt64 = 0, rearms: UInt64 = 0, delta: UInt64 = 0, unstamped: UInt64 = 0,
    merged: UInt64 = 0, rearmFailures: UInt64 = 0
  ) {
    self.total = total
    self.delivered = delivered
    self.rearms = rearms
    self.delta = delta
    self.unstamped = unstamped
    self.merged = merged
    self.rearmFailures = rearmFailures
  }

  /// Those of a line that came later.
  public static func += (counts: inout LineCounts, later: LineCounts) {
    counts.total += later.total
    counts.delivered += later.delivered
    counts.rearms += later.rearms
    counts.delta = later.delta
    counts.unstamped += later.unstamped
    counts.merged += later.merged
    counts.rearmFailures += later.rearmFailures
  }
}

/// How long a line's interrupts have taken since it was opened.
public struct LineLatencies: Sendable, Hashable {
  /// From the return of the line's read until the client that waited has been answered. What nobody waits for at that
  /// moment is not in it: how long a packet lies in its port is the client's doing.
  public var delivery: LatencyCounts
  /// From the interrupt's timestamp until its acknowledgement: the delivery and what the client did, and for an interrupt
  /// that had to wait, the waiting.
  public var ack: LatencyCounts

  public init(delivery: LatencyCounts = LatencyCounts(), ack: LatencyCounts = LatencyCounts()) {
    self.delivery = delivery
    self.ack = ack
  }

  /// Those of a line that came later.
  public static func += (latencies: inout LineLatencies, later: LineLatencies) {
    latencies.delivery += later.delivery
    latencies.ack += later.ack
  }
}

/// The counters behind `LineCounts` and `LineLatencies`: written on the interrupt's way, read from any thread.
final class LineCounters: Sendable {
  private let total = Atomic<UInt64>(0)
  private let delivered = Atomic<UInt64>(0)
  private let rearms = Atomic<UInt64>(0)
  private let delta = Atomic<UInt64>(0)
  private let unstamped = Atomic<UInt64>(0)
  private let merged = Atomic<UInt64>(0)
  private let rearmFailures = Atomic<UInt64>(0)
  private let deliveryLatency = LatencyHistogram()
  private let ackLatency = LatencyHistogram()

  func countDelivery(of interrupts: UInt64) {
    // In this order, and read in the other, so that no snapshot shows more delivered than there were.
    total.wrappingAdd(interrupts, ordering: .relaxed)
    delta.store(interrupts, ordering: .relaxed)
    delivered.wrappingAdd(1, ordering: .releasing)
  }

  /// What became of a wake-up.
  ///
  /// - Parameter time: of the wake-up; CLOCK_MONOTONIC, ns.
  func count(_ delivery: Interrupt.Delivery, readAt time: Int64) {
    switch delivery {
    case .handedOver: deliveryLatency.record(zirq_clock_monotonic() - time)
    case .merged: merged.wrappingAdd(1, ordering: .relaxed)
    case .queued, .pending, .lost: break
    }
  }

  /// - Parameter timestamp: of the interrupt; CLOCK_MONOTONIC, ns.
  func countAck(of timestamp: Int64) { ackLatency.record(zirq_clock_monotonic() - timestamp) }

  func countRearm() { rearms.wrappingAdd(1, ordering: .relaxed) }
  func countRearmFailure() { rearmFailures.wrappingAdd(1, ordering: .relaxed) }
  func countUnstamped() { unstamped.wrappingAdd(1, ordering: .relaxed) }

  var snapshot: LineCounts {
    let delivered = delivered.load(ordering: .acquiring)
    return LineCounts(
      total: total.load(ordering: .relaxed), delivered: delivered, rearms: rearms.load(ordering: .relaxed),
      delta: delta.load(ordering: .relaxed), unstamped: unstamped.load(ordering: .relaxed),
      merged: merged.load(ordering: .relaxed), rearmFailures: rearmFailures.load(ordering: .relaxed))
  }

  var latencies: LineLatencies { LineLatencies(delivery: deliveryLatency.snapshot, ack: ackLatency.snapshot) }
}
