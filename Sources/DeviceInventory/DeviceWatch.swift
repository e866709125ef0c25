import CLinuxInterrupt
import Glibc
import InterruptLines
import Synchronization
import SystemPackage
import ZirconObjects

/// The thread that waits for what the kernel says of devices, and for the deadlines of removals. It sleeps until there is
/// one of them.
final class DeviceWatch: Sendable {
  private let events: (any DeviceEvents)?
  /// Readable when the deadlines have changed, or the thread is to end.
  private let bell: OwnedDescriptor
  private let isStopping = Atomic<Bool>(false)
  private let thread = Guarded<DedicatedThread?>(nil)

  init(_ events: (any DeviceEvents)?) throws(Errno) {
    self.events = events
    var bell: Int32 = -1
    let error = zirq_eventfd_create(&bell)
    guard error == 0 else { throw Errno(rawValue: error) }
    self.bell = OwnedDescriptor(owning: bell)
  }

  /// - Parameters:
  ///   - deadline: the time at which to attend at the latest; CLOCK_MONOTONIC, ns.
  ///   - attend: is called when there are events, when the deadline has come, and after `ring`.
  func start(deadline: @escaping @Sendable () -> Int64?, attend: @escaping @Sendable () -> Void) throws(Errno) {
    try thread.withLock { thread throws(Errno) in
      thread = try DedicatedThread(name: "devices") { [self] in
        while !isStopping.load(ordering: .acquiring) {
          wait(until: deadline())
          if !isStopping.load(ordering: .acquiring) { attend() }
        }
      }
    }
  }

  private func wait(until deadline: Int64?) {
    var sources = [pollfd(fd: bell.rawValue, events: Int16(POLLIN), revents: 0)]
    if let events { sources.append(pollfd(fd: events.descriptor, events: Int16(POLLIN), revents: 0)) }
    var timeout: Int32 = -1
    if let deadline {
      timeout = Int32(clamping: max(0, (deadline - zirq_clock_monotonic() + 999_999) / 1_000_000))
    }
    guard poll(&sources, nfds_t(sources.count), timeout) > 0, sources[0].revents != 0 else { return }
    var count: UInt64 = 0
    var time: Int64 = 0
    _ = zirq_eventfd_wait(bell.rawValue, &count, &time)
  }

  /// Has the thread look at the deadline anew. Never blocks.
  func ring() { _ = zirq_eventfd_add(bell.rawValue, 1) }

  /// Returns when the thread has ended. Not from the thread itself.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    ring()
    thread.withLock { $0.take()?.join() }
  }
}
