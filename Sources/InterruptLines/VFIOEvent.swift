import CLinuxInterrupt
import Glibc
import SystemPackage

/// The eventfd that VFIO signals for an interrupt. Closed with the last reference.
///
/// The kernel adds 1 to it for each interrupt, in the hard interrupt itself: what a read takes is exact.
/// Source: Linux, drivers/vfio/pci/vfio_pci_intrs.c.
final class VFIOEvent: LineSource {
  private let file: OwnedDescriptor

  init() throws(Errno) { file = try OwnedDescriptor { zirq_eventfd_create(&$0) } }

  /// For a call that borrows it.
  var descriptor: Int32 { file.rawValue }

  func wait() throws(Errno) -> Wakeup {
    var count: UInt64 = 0
    var timestamp: Int64 = 0
    try check(zirq_eventfd_wait(descriptor, &count, &timestamp))
    return Wakeup(count: count, timestamp: timestamp)
  }

  /// Reading an eventfd empties it, so each value stands for itself.
  static func interrupts(from previous: UInt64?, to count: UInt64) -> UInt64 { count }

  /// The other direction: what VFIO takes as its sign to unmask. Never blocks, for the kernel empties it at once.
  func signal() throws(Errno) { try check(zirq_eventfd_add(descriptor, 1)) }

  /// Waits until it is signaled, without taking anything.
  ///
  /// - Parameter time: ms.
  func isSignaled(within time: Int32) -> Bool {
    var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waited, 1, time) == 1
  }
}
