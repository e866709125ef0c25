import CLinuxInterrupt
import Glibc
import Synchronization
import SystemPackage

/// The eventfd that VFIO signals for an interrupt. Closed with the last reference.
///
/// The kernel adds 1 to it for each interrupt, in the hard interrupt itself: what a read takes is exact.
/// Source: Linux, drivers/vfio/pci/vfio_pci_intrs.c.
final class VFIOEvent: LineSource {
  private let file: OwnedDescriptor

  /// What the line's thread waits for instead while the event is muted.
  private let heard: OwnedDescriptor
  private let muted = Atomic<Bool>(false)

  // What the thread has read and not handed out, for it was muted meanwhile; 0 for nothing. The thread's alone.
  private let unheardCount = Atomic<UInt64>(0)
  private let unheardTime = Atomic<Int64>(0)

  init() throws(Errno) {
    file = try OwnedDescriptor { zirq_eventfd_create(&$0) }
    heard = try OwnedDescriptor { zirq_eventfd_create(&$0) }
  }

  /// For a call that borrows it.
  var descriptor: Int32 { file.rawValue }

  func wait() throws(Errno) -> Wakeup {
    var count = unheardCount.load(ordering: .relaxed)
    var time = unheardTime.load(ordering: .relaxed)
    if count == 0 { try check(zirq_eventfd_wait(descriptor, &count, &time)) }
    if muted.load(ordering: .acquiring) {
      unheardCount.store(count, ordering: .relaxed)
      unheardTime.store(time, ordering: .relaxed)
      try waitUntilHeard()
      unheardCount.store(0, ordering: .relaxed)
    }
    return Wakeup(count: count, timestamp: time)
  }

  private func waitUntilHeard() throws(Errno) {
    var ignored: UInt64 = 0
    var time: Int64 = 0
    while muted.load(ordering: .acquiring) { try check(zirq_eventfd_wait(heard.rawValue, &ignored, &time)) }
  }

  /// Reading an eventfd empties it, so each value stands for itself.
  static func interrupts(from previous: UInt64?, to count: UInt64) -> UInt64 { count }

  /// From now on `wait` returns nothing. What comes meanwhile is kept.
  func mute() { muted.store(true, ordering: .releasing) }

  func unmute() {
    muted.store(false, ordering: .releasing)
    _ = zirq_eventfd_add(heard.rawValue, 1)
  }

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
