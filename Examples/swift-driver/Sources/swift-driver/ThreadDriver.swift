import Dispatch
import Synchronization
import Zirq

/// A driver that is a thread: it blocks in `wait()`, which acknowledges the interrupt before. It needs no port.
final class ThreadDriver<Source: InterruptObject & ~Copyable>: Sendable {
  private let interrupt: Source
  private let thread = DispatchQueue(label: "interrupt")
  private let handled = Mutex<[Instant]>([])

  init(_ interrupt: consuming Source) { self.interrupt = interrupt }

  func start() {
    thread.async { [self] in
      // Ends with what destroy() makes it throw: Status.canceled.
      while let time = try? interrupt.wait() {
        // Silence the device here, before the next wait, which arms its line again.
        handled.withLock { $0.append(time) }
      }
    }
  }

  /// Ends the thread.
  ///
  /// - Returns: When the interrupts came that it has handled.
  func stop() throws(Status) -> [Instant] {
    try interrupt.destroy()
    thread.sync {}
    return handled.withLock { $0 }
  }
}
