import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

/// The eventfd is signaled by the test, where VFIO would do it.
@Suite("An interrupt that VFIO signals")
struct VFIOEventTests {
  /// A line of an event and a thread, and no device.
  private final class EventLine: ObservableLine {
    let isLevel = false
    let rearmPath = RearmPath.none
    let timestamps = TimestampSource.wakeup
    private let thread: LineThread

    init(_ event: VFIOEvent, for interrupt: Interrupt) throws(LineError) {
      thread = LineThread(for: interrupt) { _ in }
      do throws(Errno) { _ = try thread.start(name: "irq/test", settings: LineSettings(), on: event) } catch {
        throw LineError(device: "test", step: .startThread, errno: error)
      }
    }

    var counts: LineCounts { thread.counters.snapshot }
    let latencies = LineLatencies()
    var hasEnded: Bool { thread.hasEnded }
    var turns: UInt64 { thread.turns }
    func wake() { thread.wake() }
    func mask() {}
    func unmask() {}
    func release() {}
    func detach() { thread.stop() }
  }

  @Test("is counted exactly, however many come at once")
  func counted() throws {
    let event = try VFIOEvent()
    for _ in 0..<5 { try event.signal() }
    let client = try LineClient { interrupt throws(LineError) in try EventLine(event, for: interrupt) }
    _ = try client.nextPacket()
    #expect(try client.line.counts.total == 5)
    #expect(try client.line.counts.delivered == 1)
    try client.closeInterrupt()
  }

  @Test("is kept while it is muted, also one that the thread has already been woken for, and comes when it is heard")
  func muted() throws {
    let event = try VFIOEvent(isMutable: true)
    event.mute()
    try event.signal()
    let client = try LineClient { interrupt throws(LineError) in try EventLine(event, for: interrupt) }
    // The thread takes the signal, and has nothing to do with it yet.
    while event.isSignaled(within: 0) {}
    #expect(client.hasNoPacket)
    try event.signal()
    event.unmute()
    _ = try client.nextPacket()
    try client.ack()
    _ = try client.nextPacket()
    #expect(try client.line.counts.total == 2)
    try client.closeInterrupt()
  }

  @Test("can end while it is muted")
  func endsMuted() throws {
    let event = try VFIOEvent(isMutable: true)
    event.mute()
    let client = try LineClient { interrupt throws(LineError) in try EventLine(event, for: interrupt) }
    try event.signal()
    while event.isSignaled(within: 0) {}
    try client.closeInterrupt()
    #expect(client.hasNoPacket)
  }

  @Test("that nobody signals is not waited for longer than asked")
  func notSignaled() throws {
    let event = try VFIOEvent()
    #expect(!event.isSignaled(within: 1))
    try event.signal()
    #expect(event.isSignaled(within: 10_000))
  }
}
