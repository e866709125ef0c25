import CZircon

/// A point in time: nanoseconds of Linux's `CLOCK_MONOTONIC`, unless said otherwise. Deadlines and timestamps are
/// instants. None of its calls needs the daemon.
public struct Instant: InstantProtocol, Hashable, Sendable {
  /// Nanoseconds since the clock's zero.
  public var nanoseconds: zx_time_t

  /// The point in time so many nanoseconds after the clock's zero.
  public init(nanoseconds: zx_time_t) { self.nanoseconds = nanoseconds }

  /// The deadline that never comes.
  public static let infinite = Instant(nanoseconds: ZX_TIME_INFINITE)
  /// The deadline that has always passed: take what is there.
  public static let infinitePast = Instant(nanoseconds: zx_time_t.min)

  /// Now. Source: Zircon, zx_clock_get_monotonic(); Linux, CLOCK_MONOTONIC.
  public static var now: Instant { Instant(nanoseconds: zx_clock_get_monotonic()) }

  /// Now, by the clock that goes on while the machine is suspended: what ``WaitAsyncOptions/bootTimestamp`` stamps with.
  /// No deadline. Source: Zircon, zx_clock_get_boot(); Linux, CLOCK_BOOTTIME.
  public static var bootNow: Instant { Instant(nanoseconds: zx_clock_get_boot()) }

  /// The deadline `duration` from now.
  public static func after(_ duration: Duration) -> Instant { now.advanced(by: duration) }

  /// Blocks the calling thread until the deadline; one that has passed returns at once. Source: Zircon, zx_nanosleep().
  public static func sleep(until deadline: Instant) { zx_nanosleep(deadline.nanoseconds) }

  /// The point in time so much later. Saturates at `infinite` and `infinitePast`.
  public func advanced(by duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    let (scaled, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (span, overflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    let (sum, beyond) = nanoseconds.addingReportingOverflow(span)
    if tooLong || overflow || beyond { return duration < .zero ? .infinitePast : .infinite }
    return Instant(nanoseconds: sum)
  }

  /// The time from this to the other, below zero when the other was first.
  public func duration(to other: Instant) -> Duration {
    .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
  }

  /// Whether the left one was first.
  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
}
