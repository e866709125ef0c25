import Glibc

/// CLOCK_MONOTONIC, the clock of every timestamp, in ns. Source: clock_gettime(2).
enum Clock {
  static func monotonic() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
