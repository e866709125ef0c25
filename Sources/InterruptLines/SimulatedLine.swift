import SystemPackage
import ZirconObjects

/// An interrupt of a simulated device. Everything above the device is the same as for hardware: a thread blocks in a
/// read, a level line stays masked until it is re-armed.
public final class SimulatedLine: ObservableLine {
  public let isLevel: Bool
  public var rearmPath: RearmPath { isLevel ? .irqcontrol : .none }

  private let vector: SimulatedVector
  private let thread: LineThread
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
    self.released = released
    isLevel = vector.isLevel
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
      let refused = try thread.start(name: "irq/\(name)", settings: settings, on: source)
      if let refused { report(LineError(device: name, step: .prioritize, errno: refused)) }
    } catch {
      vector.close()
      throw LineError(device: name, step: .startThread, errno: error)
    }
  }

  public var counts: LineCounts { thread.counters.snapshot }
  public var timestamps: TimestampSource { .wakeup }

  /// A simulated device does not go away.
  public var hasEnded: Bool { thread.hasEnded }

  public func mask() {
    isDetached.withLock { isDetached in
      if !isDetached { vector.mask() }
    }
  }

  public func unmask() {
    isDetached.withLock { isDetached in
      if !isDetached, vector.unmask(), isLevel { thread.counters.countRearm() }
    }
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
