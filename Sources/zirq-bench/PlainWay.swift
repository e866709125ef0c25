import CLinuxInterrupt
import Synchronization

/// The plain way of an interrupt, which everything is compared with: a thread of the program itself blocks in read(2)
/// on the source and re-arms it with a write(2) of 8 bytes. No daemon, no socket, no objects.
enum PlainWay {
  struct Figures {
    /// From just before the trigger's write to just after the reader's read.
    var delivery: Samples
    /// The write that re-arms.
    var rearm: Samples
  }

  /// Adds rounds to the figures.
  static func measure(_ rounds: Rounds, into figures: inout Figures) throws {
    let source = try Eventfd()
    let rearm = try Eventfd()
    let triggered = FirstTrigger()
    let pacer = try PacedSource(rateHz: rounds.rateHz) {
      triggered.note()
      source.add()
    }
    rounds.forEach { isCounted in
      let woken = source.wait()
      let started = zirq_clock_monotonic()
      rearm.add()
      let rearmed = zirq_clock_monotonic()
      // Nil: a trigger that came late was merged into the one before it.
      guard let trigger = triggered.take(), isCounted else { return }
      figures.delivery.add(woken - trigger)
      figures.rearm.add(rearmed - started)
    }
    pacer.stop()
  }

  /// The time of the first of the triggers that the reader has not taken yet: of merged interrupts Zircon's packet keeps
  /// the first, too.
  private final class FirstTrigger: Sendable {
    private let time = Atomic<Int64>(0)

    func note() {
      _ = time.compareExchange(expected: 0, desired: zirq_clock_monotonic(), ordering: .releasing)
    }

    func take() -> Int64? {
      let taken = time.exchange(0, ordering: .acquiring)
      return taken == 0 ? nil : taken
    }
  }
}
