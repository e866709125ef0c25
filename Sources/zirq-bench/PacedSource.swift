import CLinuxInterrupt
import Glibc
import Synchronization

/// Something that fires at a steady rate from a thread of its own, as a simulated device of the daemon does. Between
/// two firings everybody has gone back to sleep, so what is measured includes waking up.
struct PacedSource: ~Copyable {
  private let state: State
  private let thread: WorkerThread

  /// - Parameter fire: called on the source's thread, RateHz times a second.
  init(rateHz: UInt32, _ fire: @escaping @Sendable () -> Void) throws(BenchError) {
    var timer: Int32 = -1
    try BenchError.check(zirq_timer_create(1_000_000_000 / UInt64(rateHz), &timer), "cannot make a timer")
    let state = State(timer: timer)
    let thread = try WorkerThread {
      var expirations: UInt64 = 0
      while !state.isStopping.load(ordering: .acquiring) {
        if zirq_timer_wait(state.timer, &expirations) == 0 { fire() }
      }
    }
    self.state = state
    self.thread = thread
  }

  /// Returns when it will fire no more: one period from now at the latest.
  consuming func stop() {
    state.isStopping.store(true, ordering: .releasing)
    thread.join()
  }

  private final class State: Sendable {
    let timer: Int32
    let isStopping = Atomic(false)

    init(timer: Int32) { self.timer = timer }
    deinit { close(timer) }
  }
}
