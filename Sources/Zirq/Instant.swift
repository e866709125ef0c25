import CZircon

/// A point in time: nanoseconds of Linux's `CLOCK_MONOTONIC`. Deadlines and timestamps are instants.
public struct Instant: InstantProtocol, Hashable, Sendable {
  public var nanoseconds: zx_time_t

  public init(nanoseconds: zx_time_t) { self.nanoseconds = nanoseconds }

  /// The deadline that never comes.
  public static let infinite = Instant(nanoseconds: ZX_TIME_INFINITE)
  /// The deadline that has always passed: take what is there.
  public static let infinitePast = Instant(nanoseconds: zx_time_t.min)

  public static var now: Instant { Instant(nanoseconds: zx_clock_get_monotonic()) }

  /// The deadline `duration` from now.
  public static func after(_ duration: Duration) -> Instant { now.advanced(by: duration) }

  /// Saturates at `infinite` and `infinitePast`.
  public func advanced(by duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    let (scaled, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (span, overflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    let (sum, beyond) = nanoseconds.addingReportingOverflow(span)
    if tooLong || overflow || beyond { return duration < .zero ? .infinitePast : .infinite }
    return Instant(nanoseconds: sum)
  }

  public func duration(to other: Instant) -> Duration {
    .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
  }

  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
}
