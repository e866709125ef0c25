import CLinuxInterrupt
import Synchronization
import SystemPackage
import ZirconObjects

/// An interrupt of a VFIO device.
///
/// A level-triggered one is masked by the kernel before it is told of, and unmasked by the acknowledgement. A message
/// needs nothing. Source: Linux, drivers/vfio/pci/vfio_pci_intrs.c, drivers/vfio/platform/vfio_platform_irq.c.
public final class VFIOLine: ObservableLine {
  public let isLevel: Bool
  public var rearmPath: RearmPath { isLevel ? .unmask : .none }
  public let timestamps: TimestampSource

  /// Held open by its lines.
  private let device: VFIODevice
  private let connection: VFIOConnection
  private let vector: UInt32
  private let event: VFIOEvent
  /// The eventfd that unmasks a level-triggered interrupt when it is signaled, a tenth or more faster than the ioctl; nil
  /// where there is the ioctl alone.
  private let unmaskEvent: VFIOEvent?

  private let thread: LineThread
  private let stormGuard: StormGuard
  private let report: @Sendable (LineError) -> Void
  private let released: @Sendable () -> Void
  private let hasReported = Atomic<Bool>(false)

  /// Whether an edge is masked: all that an acknowledgement of one has to look at. Written under `isDetached`'s lock.
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
    stormGuard = StormGuard(device: connection.paths.name, limitHz: settings.stormLimitHz)
    do throws(Errno) {
      event = try VFIOEvent(isMutable: !isLevel && !connection.canSilence)
    } catch {
      throw connection.error(.claimVector, error)
    }
    try connection.open(vector, event: event.descriptor, thread: thread)

    do throws(LineError) {
      unmaskEvent = isLevel ? try Self.unmaskEvent(of: vector, connection) : nil
    } catch {
      report(error)
      unmaskEvent = nil
    }
    if isLevel { thread.counters.countRearm() }

    if let processors = settings.interruptProcessors,
      let refused = InterruptPlacement().place(
        connection.irq(of: vector), of: connection.paths.name, on: processors)
    {
      report(refused)
    }
    let entries: InterruptEntryClock?
    do throws(LineError) {
      entries = settings.timestamps == .irqEntry ? try InterruptEntryClock(of: vector, connection) : nil
    } catch {
      report(error)
      entries = nil
    }
    timestamps = entries == nil ? .wakeup : .irqEntry

    do throws(Errno) {
      let storm =
        isLevel || !stormGuard.hasLimit
        ? nil : EdgeStorm(stormGuard: stormGuard) { [weak self] error in self?.hold(error) }
      let refused = try thread.start(
        name: "irq/\(connection.paths.shortName)/\(vector)", settings: settings, on: event, entries: entries,
        storm: storm)
      for (step, errno) in refused { report(LineError(device: connection.paths.name, step: step, errno: errno)) }
    } catch {
      connection.close(vector)
      throw LineError(device: connection.paths.name, step: .startThread, errno: error)
    }
  }

  private static func unmaskEvent(of vector: UInt32, _ connection: VFIOConnection) throws(LineError) -> VFIOEvent {
    let event: VFIOEvent
    do throws(Errno) { event = try VFIOEvent() } catch { throw connection.error(.unmaskEvent, error) }
    try connection.setUnmaskEvent(event.descriptor, index: vector)
    return event
  }

  public var counts: LineCounts { thread.counters.snapshot }
  public var latencies: LineLatencies { thread.counters.latencies }
  public var hasEnded: Bool { thread.hasEnded }
  public var isHeld: Bool { stormGuard.isHeld }
  public var turns: UInt64 { thread.turns }
  public func wake() { thread.wake() }

  public func acknowledged(_ timestamp: Int64) { thread.counters.countAck(of: timestamp) }

  public func mask() {
    attempt { () throws(LineError) in try isLevel ? connection.mask(index: vector) : silence() }
  }

  public func unmask() {
    if !isLevel, !isSilent.load(ordering: .acquiring) { return }
    attempt { () throws(LineError) in
      do throws(LineError) { try isLevel ? unmaskLevel() : hear() } catch {
        if !error.isStorm { thread.counters.countRearmFailure() }
        throw error
      }
    }
  }

  private func unmaskLevel() throws(LineError) {
    if let storm = stormGuard.objection(
      toRearmAt: zirq_clock_monotonic(), isAsserting: { [connection] in connection.isAsserting })
    {
      throw storm
    }
    thread.counters.countRearm()
    guard let unmaskEvent else { return try connection.unmask(index: vector) }
    do throws(Errno) { try unmaskEvent.signal() } catch { throw connection.error(.unmask, error) }
  }

  /// An edge, which VFIO does not mask: the device is kept from sending it, or what it sends is kept here.
  private func silence() throws(LineError) {
    // First, so that an acknowledgement that comes meanwhile waits.
    guard !isSilent.exchange(true, ordering: .acquiringAndReleasing) else { return }
    guard connection.canSilence else { return event.mute() }
    do throws(LineError) { try connection.silence(vector) } catch {
      isSilent.store(false, ordering: .releasing)
      throw error
    }
  }

  /// What fails leaves the line silent and held, so that the next acknowledgement tries again.
  private func hear() throws(LineError) {
    guard isSilent.load(ordering: .relaxed) else { return }
    if connection.canSilence { try connection.hear(vector, event: event.descriptor) } else { event.unmute() }
    isSilent.store(false, ordering: .releasing)
    // A message that was not sent meanwhile may be lost; a driver looks at its device once more.
    if stormGuard.release(), connection.canSilence { thread.fireOnce() }
  }

  private func attempt(_ change: () throws(LineError) -> Void) {
    do throws(LineError) {
      try isDetached.withLock { isDetached throws(LineError) in
        if !isDetached { try change() }
      }
    } catch {
      if error.isStorm || !hasReported.exchange(true, ordering: .relaxed) { report(error) }
    }
  }

  /// On the line's thread: an edge that nobody acknowledges comes too fast.
  private func hold(_ storm: LineError) {
    attempt { () throws(LineError) in
      // First, for a vector that cannot be silenced is none to be released.
      try silence()
      stormGuard.hold()
    }
    // An acknowledgement that came before the hold would be the last one.
    if thread.interrupt.isUnacknowledged { report(storm) } else { release() }
  }

  public func release() {
    if isHeld { unmask() }
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

extension VFIOConnection {
  /// What the kernel calls the handler of a vector.
  fileprivate func handler(of vector: UInt32) -> String? { interrupts.handler(of: vector, slot: paths.slot) }

  /// The kernel's number of a vector that is enabled.
  fileprivate func irq(of vector: UInt32) -> UInt32? {
    handler(of: vector).flatMap { KernelInterrupts().numbers(ofHandler: $0).first }
  }
}

extension InterruptEntryClock {
  /// Of a vector that is enabled.
  fileprivate convenience init(of vector: UInt32, _ connection: VFIOConnection) throws(LineError) {
    try self.init(
      of: connection.paths.name, irq: connection.irq(of: vector), handler: connection.handler(of: vector))
  }
}
