import CLinuxInterrupt
import Synchronization
import SystemPackage
import ZirconObjects

/// One return from a blocking read.
struct Wakeup: BitwiseCopyable {
  /// The source's own counter.
  var count: UInt64
  /// CLOCK_MONOTONIC, ns.
  var timestamp: Int64
}

/// What a line's thread blocks on: a UIO node, an eventfd.
protocol LineSource: Sendable {
  /// Blocks for the next interrupt. `Errno.interrupted` on a signal; any other error is the source's end.
  func wait() throws(Errno) -> Wakeup

  /// How many interrupts lie between two values of the counter; `previous` is nil before the first.
  static func interrupts(from previous: UInt64?, to count: UInt64) -> UInt64

  /// The counter's value that the daemon before has delivered last; nil where there was none, or it is not known.
  var lastCount: UInt64? { get }

  /// This value has been delivered. On the line's thread.
  func delivered(_ count: UInt64)
}

extension LineSource {
  var lastCount: UInt64? { nil }
  func delivered(_ count: UInt64) {}
}

/// The thread that turns a source's interrupts into calls of `fire`, and the end of both.
///
/// The thread that returns from the read is the one that fires: no queue, lock or allocation lies between.
final class LineThread: Sendable {
  let counters = LineCounters()
  let interrupt: Interrupt
  /// Called once if the source ends by itself, before the interrupt is told.
  private let sourceEnded: @Sendable (Errno) -> Void
  /// Times the thread has come back from its wait without an interrupt.
  private let returns = Atomic<UInt64>(0)
  private let isStopping = Atomic<Bool>(false)
  private let ended = Atomic<Bool>(false)
  private let thread = Guarded<DedicatedThread?>(nil)

  init(for interrupt: Interrupt, sourceEnded: @escaping @Sendable (Errno) -> Void) {
    self.interrupt = interrupt
    self.sourceEnded = sourceEnded
  }

  /// - Parameters:
  ///   - entries: for a line whose timestamps are those of the kernel's entries.
  ///   - storm: for an edge line whose storm guard has a limit.
  /// - Returns: what the thread has not got of that which the settings ask for.
  func start(
    name: String, settings: LineSettings, on source: some LineSource, entries: InterruptEntryClock? = nil,
    storm: EdgeStorm? = nil
  ) throws(Errno) -> [(step: LineError.Step, errno: Errno)] {
    try thread.withLock { thread throws(Errno) in
      let started = try DedicatedThread(
        name: name, scheduling: settings.scheduling, processors: settings.processors
      ) {
        self.run(source, entries, storm)
      }
      let refused: [(LineError.Step, Errno?)] = [
        (.prioritize, started.schedulingRefused), (.placeThread, started.processorsRefused),
      ]
      thread = consume started
      return refused.compactMap { step, errno in errno.map { (step, $0) } }
    }
  }

  private func run<Source: LineSource>(_ source: Source, _ entries: InterruptEntryClock?, _ storm: EdgeStorm?) {
    var previous = source.lastCount
    while !isStopping.load(ordering: .acquiring) {
      do throws(Errno) {
        let wakeup = try source.wait()
        let interrupts = Source.interrupts(from: previous, to: wakeup.count)
        counters.countDelivery(of: interrupts)
        previous = wakeup.count
        var timestamp = wakeup.timestamp
        if let entries {
          if let entry = entries.newest(until: timestamp) { timestamp = entry } else { counters.countUnstamped() }
        }
        let delivery = interrupt.fire(at: timestamp)
        // Not before: whoever is killed between the two leaves one to be counted twice, and none uncounted.
        source.delivered(wakeup.count)
        counters.count(delivery, readAt: wakeup.timestamp)
        let areMerged = delivery == .pending || delivery == .merged
        if let storm,
          let error = storm.stormGuard.objection(to: interrupts, at: wakeup.timestamp, areMerged: areMerged)
        {
          storm.hold(error)
        }
      } catch .interrupted {
        returns.wrappingAdd(1, ordering: .relaxed)
      } catch {
        end(error)
        return
      }
    }
  }

  /// One interrupt more than the source has counted, now and from this thread, which is not the line's. To be called under
  /// a lock that is taken once more before `stop`.
  func fireOnce() { interrupt.fire(at: zirq_clock_monotonic()) }

  /// How often the thread has come back from its wait.
  var turns: UInt64 { returns.load(ordering: .relaxed) &+ counters.snapshot.delivered }

  /// Brings the thread back from its wait, unless it is just about to begin one.
  func wake() { thread.withLock { $0?.wake() } }

  var hasEnded: Bool { ended.load(ordering: .acquiring) }

  /// The source is no more. Any thread may find out, and more than one.
  func end(_ error: Errno) {
    guard !ended.exchange(true, ordering: .acquiringAndReleasing) else { return }
    sourceEnded(error)
    interrupt.lineEnded()
  }

  /// Returns when the thread has ended, for every caller. Not from the thread itself.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    // Held while joining, which only another caller of stop can notice.
    thread.withLock { $0.take()?.interruptUntilDone() }
    // Its last one, for whoever waits for the next.
    returns.wrappingAdd(1, ordering: .relaxed)
  }
}
