import CLinuxInterrupt
import Zirq

/// Whole cycles, one after the other as fast as they go: the source fires, somebody wakes up for it, re-arms it, and it
/// fires again.
enum BackToBack {
  /// Cycles through the daemon.
  ///
  /// A source that always has one more: a level device whose timer ticks faster than the cycle. What ticks while the
  /// line is masked waits there, and fires in the very call that re-arms.
  ///
  /// - Returns: how long it took, ns.
  static func throughDaemon(cycles: Int, device: String) throws -> Int64 {
    let port = try Port()
    let interrupt = try Interrupt(resource: Resource(device: device), vector: 0)
    try interrupt.bind(to: port, key: 1)
    let started = zirq_clock_monotonic()
    for _ in 0..<cycles {
      _ = try port.wait()
      try interrupt.ack()
    }
    return zirq_clock_monotonic() - started
  }

  /// The same between two threads and two eventfds: one is the source, which fires again once it is re-armed.
  ///
  /// - Returns: how long it took, ns.
  static func plain(cycles: Int) throws -> Int64 {
    let source = try Eventfd()
    let rearm = try Eventfd()
    let device = try WorkerThread {
      for _ in 0..<cycles {
        source.add()
        rearm.wait()
      }
    }
    let started = zirq_clock_monotonic()
    for _ in 0..<cycles {
      source.wait()
      rearm.add()
    }
    let ended = zirq_clock_monotonic()
    device.join()
    return ended - started
  }
}
