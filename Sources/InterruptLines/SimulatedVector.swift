import SystemPackage
import ZirconObjects

/// One interrupt of a simulated device, and what a kernel driver would do about it. Lives as long as the device.
///
/// The model is that of a UIO driver that has its interrupt enabled from the moment it binds: one that comes while nobody
/// has the node open is not lost, and a level line stays masked until it is armed.
final class SimulatedVector: Sendable {
  let isLevel: Bool
  private let state = Guarded(State())

  private struct State {
    /// Nil while nobody has the line open.
    var source: SimulatedSource?
    var isMasked = false
    /// Raised, but held back: it interrupts when the line is unmasked. Any number of raises makes one.
    var isLatched = false

    mutating func raise(times count: UInt32, isLevel: Bool) -> Interruption? {
      guard count > 0 else { return nil }
      guard let source, !isMasked else {
        isLatched = true
        return nil
      }
      guard isLevel else { return Interruption(source: source, count: count) }
      isMasked = true
      isLatched = count > 1
      return Interruption(source: source, count: 1)
    }

    mutating func unmask(isLevel: Bool) -> Interruption? {
      isMasked = false
      guard isLatched else { return nil }
      isLatched = false
      return raise(times: 1, isLevel: isLevel)
    }
  }

  /// What is to be done after the lock is released: waking the line's thread is a system call.
  private struct Interruption {
    let source: SimulatedSource
    let count: UInt32
  }

  private func perform(_ interruption: Interruption?) {
    guard let interruption, !interruption.source.interrupt(times: interruption.count) else { return }
    // The line was closed between the lock and here: for whoever opens it next.
    raise(times: 1)
  }

  init(isLevel: Bool) { self.isLevel = isLevel }

  /// Never blocks; any thread.
  func raise(times count: UInt64) {
    perform(state.withLock { $0.raise(times: UInt32(clamping: count), isLevel: isLevel) })
  }

  /// Opens the line and arms it.
  ///
  /// - Throws: `Errno.resourceBusy` when it is open.
  func open() throws(Errno) -> SimulatedSource {
    let source = try SimulatedSource()
    let interruption = try state.withLock { state throws(Errno) in
      guard state.source == nil else { throw .resourceBusy }
      state.source = source
      return state.unmask(isLevel: isLevel)
    }
    perform(interruption)
    return source
  }

  /// Whether the device wants to interrupt, and the mask holds it back.
  var isLatched: Bool { state.withLock { $0.isLatched } }

  func mask() { state.withLock { $0.isMasked = true } }

  /// - Returns: whether the line was masked.
  func unmask() -> Bool {
    let (wasMasked, interruption) = state.withLock { state in
      guard state.isMasked else { return (false, Interruption?.none) }
      return (true, state.unmask(isLevel: isLevel))
    }
    perform(interruption)
    return wasMasked
  }

  /// Leaves the line masked, and keeps an interrupt that its thread, which has ended, has not read.
  func close() {
    let source = state.withLock { state in
      state.isMasked = true
      return state.source.take()
    }
    if let source, source.close() > 0 { raise(times: 1) }
  }
}
