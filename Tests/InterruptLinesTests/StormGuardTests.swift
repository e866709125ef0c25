import Testing

@testable import InterruptLines

@Suite("A storm guard")
struct StormGuardTests {
  private let second: Int64 = 1_000_000_000

  private func stormGuard(_ limitHz: UInt32) -> StormGuard { StormGuard(device: "sim:blink", limitHz: limitHz) }

  @Test("lets everything through without a limit, and does not ask the device", arguments: [true, false])
  func noLimit(areMerged: Bool) {
    let stormGuard = stormGuard(0)
    #expect(!stormGuard.hasLimit)
    for time in 0..<1000 as Range<Int64> {
      let objection = stormGuard.objection(toRearmAt: time) {
        Issue.record("asked")
        return true
      }
      #expect(objection == nil)
      #expect(stormGuard.objection(to: 1000, at: time, areMerged: areMerged) == nil)
    }
    #expect(!stormGuard.isHeld)
  }

  @Test("holds a level line at the first re-arm beyond its limit in a second where nobody sees the device")
  func unseen() {
    let stormGuard = stormGuard(100)
    for time in 0..<100 as Range<Int64> {
      #expect(stormGuard.objection(toRearmAt: second + time * 1_000_000) { nil } == nil)
    }
    let storm = stormGuard.objection(toRearmAt: second + 100_000_000) { nil }
    #expect(storm == LineError(device: "sim:blink", storm: 1010, limitHz: 100))
    #expect(stormGuard.isHeld)
  }

  @Test("holds a line by its rate alone only if the operator has named a limit: the built-in one is for what is seen")
  func builtIn() {
    let limit = Int64(StormGuard.builtInLimitHz)
    let unseen = StormGuard(device: "uio:timer", limitHz: nil)
    for time in 0..<(4 * limit) { #expect(unseen.objection(toRearmAt: second + time) { nil } == nil) }
    #expect(!unseen.isHeld)

    let seen = StormGuard(device: "pci:0000:00:04.0", limitHz: nil)
    for time in 0..<limit { #expect(seen.objection(toRearmAt: second + time) { true } == nil) }
    for time in limit..<(limit + 16) { _ = seen.objection(toRearmAt: second + time) { true } }
    #expect(seen.objection(toRearmAt: second + limit + 16) { true }?.isStorm == true)

    let edge = StormGuard(device: "pci:0000:00:05.0", limitHz: nil)
    #expect(edge.objection(to: UInt64(limit), at: second, areMerged: true) == nil)
    #expect(edge.objection(to: 1, at: second + 1, areMerged: true)?.isStorm == true)
  }

  @Test("lets a line re-arm as often as its limit in each second for ever")
  func atTheLimit() {
    let stormGuard = stormGuard(100)
    for count in 0..<1000 as Range<Int64> {
      #expect(stormGuard.objection(toRearmAt: second + count * second / 100) { nil } == nil)
    }
  }

  @Test("never holds a level line whose device is found silenced, however fast it is")
  func silenced() {
    let stormGuard = stormGuard(100)
    for time in 0..<10_000 as Range<Int64> {
      #expect(stormGuard.objection(toRearmAt: second + time) { false } == nil)
    }
  }

  @Test("holds a level line whose device asserts at several re-arms in a row beyond the limit, and not at one")
  func asserting() {
    let stormGuard = stormGuard(800)
    // 800, then 16 to make sure, then the one that is refused.
    for time in 0..<816 as Range<Int64> {
      #expect(stormGuard.objection(toRearmAt: second + time) { true } == nil)
    }
    #expect(stormGuard.objection(toRearmAt: second + 816) { true }?.isStorm == true)

    let quick = self.stormGuard(800)
    for time in 0..<10_000 as Range<Int64> {
      #expect(quick.objection(toRearmAt: second + time) { time % 10 != 0 } == nil)
    }
  }

  @Test("releases a held level line at the next re-arm, and counts anew")
  func release() {
    let stormGuard = stormGuard(1)
    #expect(stormGuard.objection(toRearmAt: second) { nil } == nil)
    #expect(stormGuard.objection(toRearmAt: second + 1) { nil } != nil)
    #expect(stormGuard.isHeld)
    #expect(stormGuard.objection(toRearmAt: second + 2) { nil } == nil)
    #expect(!stormGuard.isHeld)
    #expect(stormGuard.objection(toRearmAt: second + 3) { nil } == nil)
    #expect(stormGuard.objection(toRearmAt: second + 4) { nil } != nil)
  }

  @Test("counts an edge line's interrupts only while none of them is delivered, and until it is held")
  func edges() {
    let stormGuard = stormGuard(100)
    for round in 0..<10 as Range<Int64> {
      let time = second + round * 1000
      #expect(stormGuard.objection(to: 1000, at: time, areMerged: false) == nil)
      #expect(stormGuard.objection(to: 100, at: time + 1, areMerged: true) == nil)
    }
    #expect(stormGuard.objection(to: 1, at: second + 10_000, areMerged: true)?.isStorm == true)
    #expect(!stormGuard.isHeld)
    stormGuard.hold()
    #expect(stormGuard.isHeld)
    #expect(stormGuard.objection(to: 1000, at: second + 10_001, areMerged: true) == nil)
    #expect(stormGuard.release())
    #expect(!stormGuard.release())
    #expect(stormGuard.objection(to: 100, at: second + 10_002, areMerged: true) == nil)
    #expect(stormGuard.objection(to: 100, at: 2 * second + 10_002, areMerged: true) == nil)
    #expect(stormGuard.objection(to: 1, at: 2 * second + 10_003, areMerged: true) != nil)
  }

  @Test("says in its report the device, the rate, the limit, and how the line is released")
  func sentence() {
    let storm = LineError(device: "pci:0000:00:04.0", storm: 48_211, limitHz: 20_000)
    #expect(storm.isStorm)
    for words in [
      "pci:0000:00:04.0: held masked", "48211 times a second", "StormLimitHz=20000",
      "`zirqctl release pci:0000:00:04.0`", "zx_interrupt_ack",
    ] { #expect("\(storm)".contains(words), "\(storm)") }
  }
}
