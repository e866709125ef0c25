import CLinuxInterrupt
import Synchronization
import SystemPackage
import ZirconObjects

/// The interrupt of a UIO device.
///
/// Source: Linux, drivers/uio/uio.c and the drivers beside it. It is armed once when it is opened and from then on only
/// by `unmask`; a device that has not been silenced before interrupts again at once, as on hardware, until its storm guard
/// holds it.
public final class UIOLine: ObservableLine {
  public let isLevel: Bool
  public let rearmPath: RearmPath
  public let timestamps: TimestampSource

  private let paths: UIODevicePaths
  private let thread: LineThread
  private let stormGuard: StormGuard
  private let report: @Sendable (LineError) -> Void
  private let released: @Sendable () -> Void
  private let hasReported = Atomic<Bool>(false)

  /// Guards the source against a late `unmask`; nothing but the mask, unmask and close of this line waits for it.
  private let control: Guarded<Control>

  /// Whether `detach` has been through. Held meanwhile, so that a second caller waits for the first.
  private let isReleased = Guarded(false)

  private struct Control: ~Copyable {
    var isDetached = false
    /// Nil once the line is detached and its thread has ended.
    var source: Source?
  }

  private struct Source: ~Copyable {
    let node: UIONode
    let rearm: UIORearm
    /// The PCI device's `config` file, only to be read, where `rearm` has not got it and the status register shows
    /// whether the device asserts.
    let status: OwnedDescriptor?

    /// Nil where it cannot be seen. A device that does not answer is quiet, and the re-arm will find it gone.
    func isAsserting() -> Bool? {
      switch status {
      case .some(let config): Self.asserts(config.rawValue)
      case .none: rearm.config.map { Self.asserts($0) }
      }
    }

    private static func asserts(_ config: Int32) -> Bool {
      var asserts = false
      return zirq_pci_intx_asserts(config, 0, &asserts) == 0 && asserts
    }

    func mask() { rearm.mask(node) }
    func unmask(_ paths: UIODevicePaths) throws(LineError) { try rearm.unmask(node, paths: paths) }
  }

  /// Arms the device whose node is open: the interrupt may fire before this returns.
  ///
  /// - Parameters:
  ///   - node: is closed when the line and the caller have let go of it.
  ///   - report: is told what goes wrong later: the line's end, a re-arm that fails (the first one), each storm for
  ///     which it is held, what it does without (`LineError.degradation`), entry times that cannot be had. On any
  ///     thread.
  ///   - released: called at the end of the first `detach`, when the device can be opened again.
  public convenience init(
    on node: UIONode, of paths: UIODevicePaths, for interrupt: Interrupt, settings: LineSettings,
    report: @escaping @Sendable (LineError) -> Void, released: @escaping @Sendable () -> Void
  ) throws(LineError) {
    let driver = UIODriver(named: paths.driver, usesMSI: paths.usesMSI)
    let entries: InterruptEntryClock?
    do throws(LineError) {
      entries =
        settings.timestamps == .irqEntry
        ? try InterruptEntryClock(of: paths.name, irq: paths.irq, handler: paths.handler) : nil
    } catch {
      report(error)
      entries = nil
    }
    // Before it may fire.
    if let processors = settings.interruptProcessors,
      let refused = InterruptPlacement().place(paths.irq, of: paths.name, on: processors)
    {
      report(refused)
    }
    let rearm = try UIORearm.arming(node, driver: driver, chosen: settings.rearm, paths: paths)
    // A driver that masks in the card's own registers leaves nothing to be seen in the status register.
    let status =
      rearm.config == nil && settings.stormLimitHz != 0 && driver.masking == .intxDisable
      ? try? OwnedDescriptor(reading: paths.config) : nil
    try self.init(
      paths, node: node, rearm: rearm, isLevel: driver.masksItself(rearmedBy: settings.rearm), status: status,
      entries: entries, for: interrupt, settings: settings, report: report, released: released)
  }

  /// The same on a node that is open and armed.
  init(
    _ paths: UIODevicePaths, node: UIONode, rearm: consuming UIORearm, isLevel: Bool,
    status: consuming OwnedDescriptor? = nil, entries: InterruptEntryClock? = nil, for interrupt: Interrupt,
    settings: LineSettings, report: @escaping @Sendable (LineError) -> Void, released: @escaping @Sendable () -> Void
  ) throws(LineError) {
    self.paths = paths
    self.report = report
    self.released = released
    self.isLevel = isLevel
    rearmPath = rearm.path
    timestamps = entries == nil ? .wakeup : .irqEntry
    thread = LineThread(for: interrupt) { errno in
      report(LineError(device: paths.name, path: paths.node, step: .wait, errno: errno))
    }
    // A line that only its client can mask cannot be held.
    stormGuard = StormGuard(device: paths.name, limitHz: rearmPath.isByDaemon ? settings.stormLimitHz : 0)
    control = Guarded(Control(source: Source(node: node, rearm: rearm, status: status)))
    if rearmPath.isByDaemon { thread.counters.countRearm() }
    do throws(Errno) {
      let storm =
        isLevel || !stormGuard.hasLimit
        ? nil : EdgeStorm(stormGuard: stormGuard) { [weak self] error in self?.hold(error) }
      let refused = try thread.start(
        name: "irq/\(paths.nodeName)", settings: settings, on: node, entries: entries, storm: storm)
      for (step, errno) in refused { report(LineError(device: paths.name, step: step, errno: errno)) }
    } catch {
      mask()
      throw LineError(device: paths.name, step: .startThread, errno: error)
    }
  }

  public var counts: LineCounts { thread.counters.snapshot }
  public var latencies: LineLatencies { thread.counters.latencies }
  public var hasEnded: Bool { thread.hasEnded }
  public var isHeld: Bool { stormGuard.isHeld }
  public var turns: UInt64 { thread.turns }
  public func wake() { thread.wake() }

  public func acknowledged(_ timestamp: Int64) { thread.counters.countAck(of: timestamp) }

  public func mask() {
    control.withLock { control in
      guard mayTouchSource(control) else { return }
      control.source?.mask()
    }
  }

  public func unmask() {
    guard rearmPath.isByDaemon else { return }
    do throws(LineError) {
      try control.withLock { control throws(LineError) in
        guard mayTouchSource(control) else { return }
        let wasHeld = isHeld
        if isLevel {
          let storm = stormGuard.objection(toRearmAt: zirq_clock_monotonic()) { control.source?.isAsserting() ?? nil }
          if let storm { throw storm }
        } else {
          _ = stormGuard.release()
        }
        try control.source?.unmask(paths)
        thread.counters.countRearm()
        // An edge that came while the line was held may be lost; a driver looks at its device once more.
        if wasHeld, !isLevel { thread.fireOnce() }
      }
    } catch {
      if error.isStorm {
        report(error)
      } else if error.isGone {
        // The bus may know before the driver does, and then the read blocks on.
        thread.end(error.errno)
      } else {
        thread.counters.countRearmFailure()
        if !hasReported.exchange(true, ordering: .relaxed) { report(error) }
      }
    }
  }

  /// On the line's thread: an edge line that nobody acknowledges interrupts too fast.
  private func hold(_ storm: LineError) {
    control.withLock { control in
      guard mayTouchSource(control) else { return }
      control.source?.mask()
      stormGuard.hold()
    }
    // An acknowledgement that came before the hold would be the last one.
    if thread.interrupt.isUnacknowledged { report(storm) } else { release() }
  }

  public func release() {
    if isHeld { unmask() }
  }

  public func detach() {
    control.withLock { control in
      if mayTouchSource(control) { control.source?.mask() }
      control.isDetached = true
    }
    isReleased.withLock { isReleased in
      guard !isReleased else { return }
      thread.stop()
      control.withLock { $0.source = nil }
      released()
      isReleased = true
    }
  }

  /// Not when the line has ended: its driver has left the device, but the PCI device's `config` file stays open and
  /// works, and what it would mask may be the interrupt of the driver that has come after.
  private func mayTouchSource(_ control: borrowing Control) -> Bool { !control.isDetached && !thread.hasEnded }
}

extension UIODevicePaths {
  /// "uio0"
  fileprivate var nodeName: Substring { node.split(separator: "/").last ?? "" }
}
