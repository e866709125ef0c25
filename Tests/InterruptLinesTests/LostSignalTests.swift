import Dispatch
import Glibc
import Synchronization
import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

/// A source that swallows the first wake signals: as if each had landed after the thread looked at its flag and before
/// it was in the read.
private final class ForgetfulSource: LineSource {
  private let idle: OwnedDescriptor
  private let quiet: OwnedDescriptor
  private let toSwallow: Int
  let isWaiting = DispatchSemaphore(value: 0)

  init(swallowing count: Int) throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    idle = OwnedDescriptor(owning: ends[0])
    quiet = OwnedDescriptor(owning: ends[1])
    toSwallow = count
  }

  func wait() throws(Errno) -> Wakeup {
    isWaiting.signal()
    for _ in 0...toSwallow {
      var byte: UInt8 = 0
      guard read(idle.rawValue, &byte, 1) < 0, errno == EINTR else { throw .ioError }
    }
    throw .interrupted
  }

  static func interrupts(from previous: UInt64?, to count: UInt64) -> UInt64 { 0 }
}

@Suite("A line's thread")
struct LostSignalTests {
  @Test("is stopped though the wake signal is lost", arguments: [0, 1, 3])
  func lostSignal(_ lost: Int) throws {
    let source = try ForgetfulSource(swallowing: lost)
    let stopped = DispatchSemaphore(value: 0)
    let client = try LineClient { interrupt throws(LineError) in
      ThreadAlone(LineThread(for: interrupt) { _ in Issue.record("the source ended") }, source)
    }
    let line = try client.line
    source.isWaiting.wait()
    DispatchQueue.global().async {
      line.detach()
      stopped.signal()
    }
    #expect(stopped.wait(timeout: .now() + 20) == .success)
  }
}

/// A line that is its thread and nothing else.
private final class ThreadAlone: ObservableLine {
  let isLevel = false
  let rearmPath = RearmPath.none
  var counts: LineCounts { thread.counters.snapshot }
  let latencies = LineLatencies()
  let timestamps = TimestampSource.wakeup
  var hasEnded: Bool { thread.hasEnded }
  var turns: UInt64 { thread.turns }
  func wake() { thread.wake() }
  private let thread: LineThread

  init(_ thread: LineThread, _ source: ForgetfulSource) {
    self.thread = thread
    do throws(Errno) {
      #expect(try thread.start(name: "alone", settings: LineSettings(), on: source).isEmpty)
    } catch {
      Issue.record("no thread: \(error)")
    }
  }

  func mask() {}
  func unmask() {}
  func release() {}
  func detach() { thread.stop() }
}
