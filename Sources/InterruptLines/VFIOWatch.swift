import CLinuxInterrupt
import Glibc
import Synchronization
import SystemPackage
import ZirconObjects

/// The thread that waits for what a PCI device tells besides its interrupts: that the kernel wants it back (REQ), that
/// it has failed (ERR).
///
/// Source: Linux, drivers/vfio/pci/vfio_pci_core.c: REQ is signaled at once and again every ten seconds, until the
/// device is released.
final class VFIOWatch: Sendable {
  enum Event {
    case removal, failure
  }

  private let removal: VFIOEvent
  /// Nil for a device that reports no errors: one that is not on PCI Express.
  private let failure: VFIOEvent?
  private let isStopping = Atomic<Bool>(false)
  private let thread = Guarded<DedicatedThread?>(nil)
  /// The thread's own number, 0 before it runs.
  private let identity = Atomic<UInt>(0)

  /// - Returns: nil for a device that has no such events.
  init?(_ connection: VFIOConnection) throws(LineError) {
    guard connection.config != nil else { return nil }
    do throws(Errno) {
      removal = try VFIOEvent()
      failure = Self.has(ZIRQ_VFIO_ERROR, connection) ? try VFIOEvent() : nil
    } catch {
      throw connection.error(.watch, error)
    }
    guard Self.has(ZIRQ_VFIO_REQUEST, connection) else { return nil }
    try Self.set(ZIRQ_VFIO_REQUEST, removal, connection)
    if let failure { try Self.set(ZIRQ_VFIO_ERROR, failure, connection) }
  }

  private static func has(_ index: Int, _ connection: VFIOConnection) -> Bool {
    var answer = zirq_vfio_interrupt()
    let isKnown = try? connection.call(.watch) { zirq_vfio_interrupt_info($0, UInt32(index), &answer) }
    return isKnown == true && answer.count > 0
  }

  private static func set(_ index: Int, _ event: VFIOEvent, _ connection: VFIOConnection) throws(LineError) {
    var available: UInt32 = 0
    try connection.call(.watch) { zirq_vfio_set_events($0, UInt32(index), 0, [event.descriptor], 1, &available) }
  }

  /// - Parameter happened: called in the thread; whether to go on.
  func start(name: String, _ happened: @escaping @Sendable (Event) -> Bool) throws(Errno) {
    try thread.withLock { thread throws(Errno) in
      thread = try DedicatedThread(name: name) { [self] in
        identity.store(UInt(pthread_self()), ordering: .relaxed)
        while let event = next(), happened(event) {}
      }
    }
  }

  private func next() -> Event? {
    // poll(2) takes no notice of a negative descriptor.
    var waited = [removal.descriptor, failure?.descriptor ?? -1].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    while !isStopping.load(ordering: .acquiring) {
      guard poll(&waited, 2, -1) > 0 else { continue }
      if waited[0].revents != 0 { return .removal }
      _ = try? failure?.wait()
      return .failure
    }
    return nil
  }

  /// Returns when the thread has ended. In the thread itself: lets it end when it will.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    thread.withLock { thread in
      if identity.load(ordering: .relaxed) == UInt(pthread_self()) {
        thread.take()?.detach()
      } else {
        thread.take()?.interruptUntilDone()
      }
    }
  }
}
