import CLinuxInterrupt
import InterruptLines
import Testing

@testable import BridgeServer

@Suite("The probe of an interrupt's way")
struct PathProbeTests {
  @Test("arrives, time and again, and does not in no time")
  func turning() throws {
    let probe = try PathProbe(settings: LineSettings()) { Issue.record("\($0)") }
    for _ in 0..<100 { #expect(probe.turn(by: zirq_clock_monotonic() + 60_000_000_000)) }
    // It may have been faster than the look; then the next one is not.
    var arrivals = 0
    while probe.turn(by: 0), arrivals < 10_000 { arrivals += 1 }
    #expect(arrivals < 10_000)
    #expect(probe.turn(by: zirq_clock_monotonic() + 60_000_000_000))
  }
}
