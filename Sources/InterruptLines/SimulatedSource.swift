import CLinuxInterrupt
import SystemPackage

/// The eventfd that stands for a device's node.
final class SimulatedSource: LineSource {
  private let descriptor: OwnedDescriptor

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
  func interrupt(times count: UInt32) {
    guard count > 0 else { return }
    _ = zirq_eventfd_add(descriptor.rawValue, UInt64(count))
  }
}
