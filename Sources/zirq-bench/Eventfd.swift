import CLinuxInterrupt
import Glibc

/// An eventfd, read and written with the very calls that the daemon's simulated line makes.
final class Eventfd: Sendable {
  private let descriptor: Int32

  init() throws(BenchError) {
    var descriptor: Int32 = -1
    try BenchError.check(zirq_eventfd_create(&descriptor), "cannot make an eventfd")
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Cannot block: nothing here counts to 2^64.
  func add() { _ = zirq_eventfd_add(descriptor, 1) }

  /// Blocks until something was added.
  ///
  /// - Returns: when the read returned, CLOCK_MONOTONIC, ns.
  @discardableResult
  func wait() -> Int64 {
    var count: UInt64 = 0
    var time: Int64 = 0
    while zirq_eventfd_wait(descriptor, &count, &time) == EINTR {}
    return time
  }
}
