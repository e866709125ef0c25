import Synchronization

/// Keeps an interrupt that nobody silences from keeping processors busy: tells a line when to stay masked, and remembers
/// that it does. One for each open line; without a limit it costs one compare.
///
/// A level line asks under its own lock, in `unmask()`:
///
///     if let storm = stormGuard.objection(toRearmAt: now, isAsserting: { … }) { leave it masked, report storm }
///     else { re-arm }
///
/// An edge line asks on its thread after each `Interrupt.fire`, and masks and holds under its own lock:
///
///     if let storm = stormGuard.objection(to: interrupts, at: time, areMerged: interrupt.fire(at: time)) {
///       lock { mask; stormGuard.hold() }
///       if interrupt.isUnacknowledged { report storm } else { release() }
///     }
///
/// `LineThread.start` does the first and last line of it for a line that gives it an `EdgeStorm`. Its `unmask()`, which
/// the interrupt calls on a line that is held, is `if stormGuard.release() { unmask the source; fire once }` under the
/// same lock: once, for an edge that came while it was held may be lost, and one too many is harmless.
///
/// The line's `isHeld` is the guard's, and its `release()` is `if isHeld { unmask() }`.
final class StormGuard: Sendable {
  /// A client that acknowledges without silencing its device comes to some 20,000 to 100,000 interrupts a second.
  static let builtInLimitHz: UInt32 = 20_000

  private let device: String
  private let limitHz: UInt32
  /// Whether the rate alone is enough where it cannot be seen if the device asserts. A quick device that its client
  /// silences each time looks no different there, so this is the operator's to say, by naming a limit.
  private let judgesUnseen: Bool
  private let held = Atomic<Bool>(false)

  // The window that is being counted. A level line writes them under its lock, an edge line on its thread and, when it is
  // released, under its lock; if those two meet, the window is a few interrupts off.
  private let windowStart = Atomic<Int64>(0)
  private let counted = Atomic<UInt64>(0)

  /// - Parameter limitHz: interrupts in one second; nil for the built-in limit; 0 for none, and for a line that cannot be
  ///   held, since its re-arm is not the daemon's.
  init(device: String, limitHz: UInt32?) {
    self.device = device
    self.limitHz = limitHz ?? Self.builtInLimitHz
    judgesUnseen = limitHz != nil
  }

  var hasLimit: Bool { limitHz != 0 }

  /// Never blocks; any thread.
  var isHeld: Bool { held.load(ordering: .acquiring) }

  /// Why a level line is to stay masked, now that its re-arm is asked for; nil when it is to be re-armed. From an
  /// objection on the line is held; the next call, on a line that is held, releases it.
  ///
  /// A device that is found quiet ends the count: a driver may be as fast as it likes as long as it silences its device.
  /// A quick device may have interrupted anew since; so it has to be found asserting several times in a row.
  ///
  /// - Parameters:
  ///   - now: CLOCK_MONOTONIC, ns.
  ///   - isAsserting: whether the device wants to interrupt at this moment, the line being masked; nil where that cannot
  ///     be seen. Called only when the limit has been exceeded.
  func objection(toRearmAt now: @autoclosure () -> Int64, isAsserting: () -> Bool?) -> LineError? {
    guard hasLimit, !release() else { return nil }
    let now = now()
    count(1, at: now)
    let excess = counted.load(ordering: .relaxed).subtractingReportingOverflow(UInt64(limitHz))
    guard !excess.overflow, excess.partialValue > 0 else { return nil }
    switch isAsserting() {
    case false?:
      startAnew()
      return nil
    case nil where !judgesUnseen:
      startAnew()
      return nil
    case true? where excess.partialValue <= UInt64(min(limitHz / 8, Self.confirmations)):
      return nil
    default:
      hold()
      return storm(at: now)
    }
  }

  /// Why an edge line is to be masked and held after these interrupts; nil when it is not.
  ///
  /// - Parameters:
  ///   - time: of the wake-up; CLOCK_MONOTONIC, ns.
  ///   - areMerged: whether they found one before them not acknowledged. One that is delivered ends the count: someone
  ///     takes them as they come.
  func objection(to interrupts: UInt64, at time: Int64, areMerged: Bool) -> LineError? {
    guard hasLimit, !isHeld else { return nil }
    guard areMerged else {
      startAnew()
      return nil
    }
    count(interrupts, at: time)
    return counted.load(ordering: .relaxed) > UInt64(limitHz) ? storm(at: time) : nil
  }

  /// Under the line's lock, its source being masked.
  func hold() { held.store(true, ordering: .releasing) }

  /// Under the line's lock.
  ///
  /// - Returns: whether the line was held.
  func release() -> Bool {
    guard isHeld else { return false }
    startAnew()
    held.store(false, ordering: .releasing)
    return true
  }

  private static let confirmations: UInt32 = 16
  private static let window: Int64 = 1_000_000_000

  private func count(_ interrupts: UInt64, at time: Int64) {
    let soFar = counted.load(ordering: .relaxed)
    if soFar == 0 || time - windowStart.load(ordering: .relaxed) >= Self.window {
      windowStart.store(time, ordering: .relaxed)
      counted.store(interrupts, ordering: .relaxed)
    } else {
      counted.store(soFar &+ interrupts, ordering: .relaxed)
    }
  }

  private func startAnew() { counted.store(0, ordering: .relaxed) }

  private func storm(at time: Int64) -> LineError {
    let elapsed = time - windowStart.load(ordering: .relaxed)
    // Those that one wake-up has brought have come since the one before, nobody knows when.
    let rate =
      Double(counted.load(ordering: .relaxed)) * Double(Self.window) / Double(elapsed > 0 ? elapsed : Self.window)
    return LineError(device: device, storm: UInt64(min(rate, Double(UInt32.max))), limitHz: limitHz)
  }
}

/// What an edge line's thread does about a storm.
struct EdgeStorm: Sendable {
  let stormGuard: StormGuard
  /// Masks the line and holds it. Called on the line's thread, between two waits.
  let hold: @Sendable (LineError) -> Void
}
