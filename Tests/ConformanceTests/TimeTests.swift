import CZircon
import Glibc
import Testing

@Suite("Time")
struct TimeTests {
  private func linux(_ clock: clockid_t) -> zx_time_t {
    var time = timespec()
    clock_gettime(clock, &time)
    return zx_time_t(time.tv_sec) * 1_000_000_000 + zx_time_t(time.tv_nsec)
  }

  @Test("zx_clock_get_monotonic: is Linux's CLOCK_MONOTONIC, and does not go back")
  func monotonic() {
    let before = linux(CLOCK_MONOTONIC)
    let first = zx_clock_get_monotonic()
    let second = zx_clock_get_monotonic()
    #expect(before <= first && first <= second && second <= linux(CLOCK_MONOTONIC))
  }

  @Test("zx_clock_get_boot: is Linux's CLOCK_BOOTTIME, and never behind the monotonic clock")
  func boot() {
    let monotonic = zx_clock_get_monotonic()
    let before = linux(CLOCK_BOOTTIME)
    let boot = zx_clock_get_boot()
    #expect(before <= boot && boot <= linux(CLOCK_BOOTTIME))
    #expect(boot >= monotonic)
  }

  @Test("zx_ticks_get: a tick is a nanosecond of the monotonic clock")
  func ticks() {
    let before = zx_clock_get_monotonic()
    let ticks = zx_ticks_get()
    #expect(before <= ticks && ticks <= zx_clock_get_monotonic())
  }

  @Test("zx_ticks_get_boot: a tick is a nanosecond of the boot clock")
  func bootTicks() {
    let before = zx_clock_get_boot()
    let ticks = zx_ticks_get_boot()
    #expect(before <= ticks && ticks <= zx_clock_get_boot())
  }

  @Test("zx_ticks_per_second: 1000000000, on every machine")
  func ticksPerSecond() {
    #expect(zx_ticks_per_second() == 1_000_000_000)
  }

  @Test("zx_deadline_after: is the monotonic time and a duration, and saturates")
  func deadline() {
    let before = zx_clock_get_monotonic()
    let deadline = zx_deadline_after(1_000)
    #expect(before + 1_000 <= deadline && deadline <= zx_clock_get_monotonic() + 1_000)
    #expect(zx_deadline_after(zx_duration_mono_t.max) == ZX_TIME_INFINITE)
    #expect(zx_deadline_after(-1_000_000_000_000_000) < 0)
    #expect(zx_deadline_after(zx_duration_mono_t.min) < 0)
  }

  @Test("zx_nanosleep: sleeps until an absolute deadline, and not at all if it has passed, or is 0 or less")
  func nanosleep() {
    let deadline = zx_deadline_after(20_000_000)
    #expect(zx_nanosleep(deadline) == ZX_OK)
    #expect(zx_clock_get_monotonic() >= deadline)
    for deadline in [0, -1, zx_time_t.min, zx_clock_get_monotonic() - 1] { #expect(zx_nanosleep(deadline) == ZX_OK) }
  }
}
