import CLinuxInterrupt
import Synchronization
import SystemPackage
import ZirconObjects

/// The clock of a simulated device with a rate: a thread that blocks on a timer.
final class Ticker: Sendable {
  private let control = Control()
  private let thread: Guarded<DedicatedThread?>

  /// - Parameter tick: is told how many periods have passed since the last call; more than one when the machine is slow.
  init(rateHz: UInt32, tick: @escaping @Sendable (_ count: UInt64) -> Void) throws(Errno) {
    let period = max(1, 1_000_000_000 / UInt64(rateHz))
    let timer = Timer(try OwnedDescriptor { zirq_timer_create(period, &$0) })
    thread = Guarded(
      try DedicatedThread(name: "sim-ticker") { [control] in
        while !control.isStopping.load(ordering: .acquiring) {
          var expirations: UInt64 = 0
          if zirq_timer_wait(timer.descriptor.rawValue, &expirations) == 0 { tick(expirations) }
        }
      })
  }

  func stop() {
    control.isStopping.store(true, ordering: .releasing)
    thread.withLock { $0.take()?.interruptUntilDone() }
  }

  deinit { stop() }

  private final class Control: Sendable {
    let isStopping = Atomic<Bool>(false)
  }

  private final class Timer: Sendable {
    let descriptor: OwnedDescriptor
    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
  }
}
