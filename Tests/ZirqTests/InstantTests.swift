import Testing
import Zirq

@Suite("An instant")
struct InstantTests {
  @Test("counts nanoseconds, and its sums end at the ends of time")
  func arithmetic() {
    let instant = Instant(nanoseconds: 1_000)
    #expect(instant.advanced(by: .microseconds(2)) == Instant(nanoseconds: 3_000))
    #expect(instant.advanced(by: .nanoseconds(-3_000)) == Instant(nanoseconds: -2_000))
    #expect(instant.duration(to: Instant(nanoseconds: 500)) == .nanoseconds(-500))
    #expect(Instant.infinite.advanced(by: .nanoseconds(1)) == .infinite)
    #expect(Instant.infinitePast.advanced(by: .seconds(-1)) == .infinitePast)
    #expect(instant.advanced(by: .seconds(Int64.max)) == .infinite)
    #expect(instant.advanced(by: .seconds(Int64.min)) == .infinitePast)
    #expect(Instant.infinitePast < instant && instant < .infinite)
    #expect(Instant.infinitePast.duration(to: .infinite) > .zero)
  }

  @Test("of now is that of both clocks, of which the one that counts suspension is never behind")
  func clocks() {
    let monotonic = Instant.now
    let boot = Instant.bootNow
    #expect(Instant.now >= monotonic && boot >= monotonic)
  }

  @Test("that lies ahead can be slept until")
  func sleeps() {
    let deadline = Instant.after(.milliseconds(2))
    Instant.sleep(until: deadline)
    #expect(Instant.now >= deadline)
    Instant.sleep(until: .infinitePast)
  }
}
