import Glibc

/// The time, ns. Source: clock_gettime(2).
enum Clock {
  static func realTime() -> Int64 { read(CLOCK_REALTIME) }

  static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
