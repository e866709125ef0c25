import CLinuxInterrupt
import SystemPackage
import ZirconObjects

/// An interrupt of a simulated device. Everything above the device is the same as for hardware: a thread blocks in a
/// read, a level line stays masked until it is re-armed.
public final class SimulatedLine: ObservableLine {
  public let isLevel: Bool
  public var rearmPath: RearmPath { isLevel ? .irqcontrol : .none }

  private let vector: SimulatedVector
  private let thread: LineThread
  private let stormGuard: StormGuard
  private let report: @Sendable (LineError) -> Void
  /// Drives the device's rate; nil when it interrupts by hand only.
  private let ticker: Ticker?
  private let released: @Sendable () -> Void
  private let isDetached = Guarded(false)
  /// Whether `detach` has been through. Held meanwhile, so that a second caller waits for the first.
  private let isReleased = Guarded(false)

  init(
    _ device: SimulatedDevice, vector: SimulatedVector, for interrupt: Interrupt, settings: LineSettings,
    report: @escaping @Sendable (LineError) -> Void, released: @escaping @Sendable () -> Void
  ) throws(LineError) {
    let name = device.name
    self.vector = vector
    self.report = report
    self.released = released
    isLevel = vector.isLevel
    stormGuard = StormGuard(device: name, limitHz: settings.stormLimitHz)
    thread = LineThread(for: interrupt) { errno in
      report(LineError(device: name, step: .wait, errno: errno))
    }
    let source: SimulatedSource
    do throws(Errno) { source = try vector.open() } catch {
      throw LineError(device: name, step: .simulate, errno: error)
    }
    do throws(Errno) {
      ticker =
        try device.settings.rateHz == 0 ? nil : Ticker(rateHz: device.settings.rateHz) { vector.raise(times: $0) }
      if isLevel { thread.counters.countRearm() }
      let storm =
        isLevel || !stormGuard.hasLimit
        ? nil : EdgeStorm(stormGuard: stormGuard) { [weak self] error in self?.hold(error) }
      let refused = try thread.start(name: "irq/\(name)", settings: settings, on: source, storm: storm)
      for (step, errno) in refused { report(LineError(device: name, step: step, errno: errno)) }
    } catch {
      vector.close()
      throw LineError(device: name, step: .startThread, errno: error)
    }
  }

  public var counts: LineCounts { thread.counters.snapshot }
  public var latencies: LineLatencies { thread.counters.latencies }
  /// The kernel enters no handler for it.
  public var timestamps: TimestampSource { .wakeup }

  /// A simulated device does not go away.
  public var hasEnded: Bool { thread.hasEnded }
  public var isHeld: Bool { stormGuard.isHeld }
  public var turns: UInt64 { thread.turns }
  public func wake() { thread.wake() }

  public func acknowledged(_ timestamp: Int64) { thread.counters.countAck(of: timestamp) }

  public func mask() {
    isDetached.withLock { isDetached in
      if !isDetached { vector.mask() }
    }
  }

  public func unmask() {
    let storm = isDetached.withLock { isDetached -> LineError? in
      guard !isDetached else { return nil }
      if isLevel {
        let storm = stormGuard.objection(toRearmAt: zirq_clock_monotonic()) { vector.isLatched }
        if let storm { return storm }
      } else {
        // What is raised meanwhile is latched, so nothing is lost.
        _ = stormGuard.release()
      }
      if vector.unmask(), isLevel { thread.counters.countRearm() }
      return nil
    }
    if let storm { report(storm) }
  }

  /// On the line's thread: an edge line that nobody acknowledges interrupts too fast.
  private func hold(_ storm: LineError) {
    isDetached.withLock { isDetached in
      guard !isDetached else { return }
      vector.mask()
      stormGuard.hold()
    }
    // An acknowledgement that came before the hold would be the last one.
    if thread.interrupt.isUnacknowledged { report(storm) } else { release() }
  }

  public func release() {
    if isHeld { unmask() }
  }

  public func detach() {
    isDetached.withLock { isDetached in
      if !isDetached { vector.mask() }
      isDetached = true
    }
    isReleased.withLock { isReleased in
      guard !isReleased else { return }
      ticker?.stop()
      thread.stop()
      vector.close()
      released()
      isReleased = true
    }
  }
}
