import CLinuxInterrupt
import Synchronization
import SystemPackage

/// The eventfd that stands for a device's node.
final class SimulatedSource: LineSource {
  private let descriptor: OwnedDescriptor
  private let isClosed = Atomic<Bool>(false)

  init() throws(Errno) { descriptor = try OwnedDescriptor { zirq_eventfd_create(&$0) } }

  func wait() throws(Errno) -> Wakeup {
    var count: UInt64 = 0
    var timestamp: Int64 = 0
    try check(zirq_eventfd_wait(descriptor.rawValue, &count, &timestamp))
    return Wakeup(count: count, timestamp: timestamp)
  }

  /// Reading an eventfd empties it, so each value stands for itself.
  static func interrupts(from previous: UInt64?, to count: UInt64) -> UInt64 { count }

  /// Never blocks: 32 bits at a time do not fill the 64 of a counter that the line's thread keeps emptying.
  ///
  /// - Returns: false when the source has been closed, and these came too late for its thread and for `close`.
  func interrupt(times count: UInt32) -> Bool {
    _ = zirq_eventfd_add(descriptor.rawValue, UInt64(count))
    return !isClosed.load(ordering: .acquiring) || takeUnread() == 0
  }

  /// To be called when no thread waits any more.
  ///
  /// - Returns: how many interrupts no thread has read.
  func close() -> UInt64 {
    // Before the read: whoever adds after it sees this.
    isClosed.store(true, ordering: .releasing)
    return takeUnread()
  }

  private func takeUnread() -> UInt64 {
    var count: UInt64 = 0
    return zirq_eventfd_drain(descriptor.rawValue, &count) == 0 ? count : 0
  }
}
