import Synchronization
import SystemPackage
import ZirconObjects

/// An interrupt of a VFIO device.
///
/// A level-triggered one is masked by the kernel before it is told of, and unmasked by the acknowledgement. A message is
/// never masked; what masks it here is that nobody is told. Source: Linux, drivers/vfio/pci/vfio_pci_intrs.c.
public final class VFIOLine: ObservableLine {
  public let isLevel: Bool
  public var rearmPath: RearmPath { isLevel ? .unmask : .none }

  /// Held open by its lines.
  private let device: VFIODevice
  private let connection: VFIOConnection
  private let vector: UInt32
  private let event: VFIOEvent
  /// The eventfd that unmasks a level-triggered interrupt when it is signaled; nil where only the ioctl does.
  private let unmaskEvent: VFIOEvent?

  private let thread: LineThread
  private let report: @Sendable (LineError) -> Void
  private let released: @Sendable () -> Void
  private let hasReported = Atomic<Bool>(false)

  /// Whether a message is silenced by `mask`; an acknowledgement has only this to look at.
  private let isSilent = Atomic<Bool>(false)
  /// Guards the device against a late `unmask`; nothing but the mask, unmask and close of this line waits for it.
  private let isDetached = Guarded(false)

  /// Whether `detach` has been through. Held meanwhile, so that a second caller waits for the first.
  private let isReleased = Guarded(false)

  init(
    _ device: VFIODevice, _ connection: VFIOConnection, vector: UInt32, for interrupt: Interrupt,
    settings: LineSettings, report: @escaping @Sendable (LineError) -> Void, released: @escaping @Sendable () -> Void
  ) throws(LineError) {
    self.device = device
    self.connection = connection
    self.vector = vector
    self.report = report
    self.released = released
    isLevel = connection.interrupts.isLevel(vector)
    // The device reports the end of all its lines.
    thread = LineThread(for: interrupt) { _ in }
    do throws(Errno) { event = try VFIOEvent() } catch { throw connection.error(.claimVector(of: 0), error) }
    try connection.open(vector, event: event.descriptor, thread: thread)

    let unmaskEvent = isLevel ? try? VFIOEvent() : nil
    self.unmaskEvent = unmaskEvent.flatMap { [connection] event in
      connection.setUnmaskEvent(event.descriptor, index: vector) ? event : nil
    }
    if isLevel { thread.counters.countRearm() }
    do throws(Errno) {
      let name = "irq/\(connection.paths.shortName)/\(vector)"
      let refused = try thread.start(name: name, settings: settings, on: event)
      if let refused { report(LineError(device: connection.paths.name, step: .prioritize, errno: refused)) }
    } catch {
      connection.close(vector)
      throw LineError(device: connection.paths.name, step: .startThread, errno: error)
    }
  }

  public var counts: LineCounts { thread.counters.snapshot }
  public var timestamps: TimestampSource { .wakeup }
  public var hasEnded: Bool { thread.hasEnded }

  public func release() {
    if isHeld { unmask() }
  }

  public func mask() {
    attempt { () throws(LineError) in
      if isLevel {
        try connection.mask(index: vector)
      } else if !isSilent.exchange(true, ordering: .acquiringAndReleasing) {
        try connection.silence(vector)
      }
    }
  }

  public func unmask() {
    if !isLevel, !isSilent.load(ordering: .acquiring) { return }
    attempt { () throws(LineError) in
      if isLevel {
        try unmaskLevel()
        thread.counters.countRearm()
      } else if isSilent.exchange(false, ordering: .acquiringAndReleasing) {
        try connection.hear(vector, event: event.descriptor)
      }
    }
  }

  private func unmaskLevel() throws(LineError) {
    guard let unmaskEvent else { return try connection.unmask(index: vector) }
    do throws(Errno) { try unmaskEvent.signal() } catch { throw connection.error(.unmask, error) }
  }

  private func attempt(_ change: () throws(LineError) -> Void) {
    do throws(LineError) {
      try isDetached.withLock { isDetached throws(LineError) in
        if !isDetached { try change() }
      }
    } catch {
      if !hasReported.exchange(true, ordering: .relaxed) { report(error) }
    }
  }

  public func detach() {
    isDetached.withLock { $0 = true }
    isReleased.withLock { isReleased in
      guard !isReleased else { return }
      connection.close(vector)
      thread.stop()
      released()
      isReleased = true
    }
  }
}
