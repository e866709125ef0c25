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

  /// What the line's thread waits for instead while the event is muted; nil for one that never is.
  private let heard: VFIOEvent?
  private let muted = Atomic<Bool>(false)

  // What the thread has read and not handed out, for it was muted meanwhile; 0 for nothing. The thread's alone.
  private let unheardCount = Atomic<UInt64>(0)
  private let unheardTime = Atomic<Int64>(0)

  /// - Parameter isMutable: whether it can be muted.
  init(isMutable: Bool = false) throws(Errno) {
    file = try OwnedDescriptor { zirq_eventfd_create(&$0) }
    heard = isMutable ? try VFIOEvent() : nil
  }

  /// For a call that borrows it.
  var descriptor: Int32 { file.rawValue }

  func wait() throws(Errno) -> Wakeup {
    var count = unheardCount.load(ordering: .relaxed)
    var time = unheardTime.load(ordering: .relaxed)
    if count == 0 {
      try check(zirq_eventfd_wait(descriptor, &count, &time))
    } else {
      unheardCount.store(0, ordering: .relaxed)
    }
    if muted.load(ordering: .acquiring) {
      unheardCount.store(count, ordering: .relaxed)
      unheardTime.store(time, ordering: .relaxed)
      try waitUntilHeard()
      unheardCount.store(0, ordering: .relaxed)
    }
    return Wakeup(count: count, timestamp: time)
  }

  private func waitUntilHeard() throws(Errno) {
    while let heard, muted.load(ordering: .acquiring) { _ = try heard.wait() }
  }

  /// Reading an eventfd empties it, so each value stands for itself.
  static func interrupts(from previous: UInt64?, to count: UInt64) -> UInt64 { count }

  /// From now on `wait` returns nothing. What comes meanwhile is kept.
  func mute() { muted.store(true, ordering: .releasing) }

  func unmute() {
    muted.store(false, ordering: .releasing)
    try? heard?.signal()
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
