import ZirconObjects

/// A device whose lines fire when a step says so.
final class SteppedDevice: InterruptController {
  let lines: [SteppedLine]
  let isMessageSignaled: Bool

  init(vectors: Int, isLevel: Bool) {
    lines = (0..<vectors).map { _ in SteppedLine(isLevel: isLevel) }
    isMessageSignaled = !isLevel
  }

  var vectorCount: UInt32 { UInt32(lines.count) }

  func claim(vector: UInt32, mode: InterruptMode, for interrupt: Interrupt) throws(Status) -> any InterruptLine {
    let line = lines[Int(vector)]
    switch mode {
    case .default: break
    case .edgeLow, .edgeHigh: guard !line.isLevel else { throw .notSupported }
    case .levelLow, .levelHigh: guard line.isLevel else { throw .notSupported }
    }
    return try line.claim(interrupt)
  }
}

/// One of its lines, which is masked while nobody has it.
final class SteppedLine: Sendable {
  let isLevel: Bool
  private let state = Guarded(State())

  private struct State {
    var owner: Claim?
    var isMasked = true
    /// What it raised while it was masked; it fires once, when it is unmasked.
    var latched: Int64?

    /// - Returns: the interrupt that fires now, and its timestamp.
    mutating func takeUnmasked(isLevel: Bool) -> (Interrupt, Int64)? {
      guard !isMasked, let interrupt = owner?.interrupt, let timestamp = latched.take() else { return nil }
      if isLevel { isMasked = true }
      return (interrupt, timestamp)
    }
  }

  /// What one interrupt has of it.
  final class Claim: InterruptLine {
    // Unretained: the interrupt keeps its line.
    private unowned let line: SteppedLine
    let interrupt: Interrupt

    init(_ line: SteppedLine, _ interrupt: Interrupt) {
      self.line = line
      self.interrupt = interrupt
    }

    var isLevel: Bool { line.isLevel }
    func mask() { line.set(masked: true, by: self) }
    func unmask() { line.set(masked: false, by: self) }
    func detach() { line.release(self) }
  }

  init(isLevel: Bool) { self.isLevel = isLevel }

  var isMasked: Bool { state.withLock { $0.isMasked } }

  func claim(_ interrupt: Interrupt) throws(Status) -> Claim {
    let claim = Claim(self, interrupt)
    try state.withLock { state throws(Status) in
      guard state.owner == nil else { throw Status.alreadyBound }
      state.owner = claim
      state.isMasked = false
    }
    fireIfUnmasked()
    return claim
  }

  func fire(_ timestamp: Int64) {
    state.withLock { if $0.latched == nil { $0.latched = timestamp } }
    fireIfUnmasked()
  }

  private func fireIfUnmasked() {
    let fired = state.withLock { $0.takeUnmasked(isLevel: isLevel) }
    if let (interrupt, timestamp) = fired { interrupt.fire(at: timestamp) }
  }

  private func set(masked: Bool, by claim: Claim) {
    state.withLock { if $0.owner === claim { $0.isMasked = masked } }
    fireIfUnmasked()
  }

  private func release(_ claim: Claim) {
    state.withLock { state in
      guard state.owner === claim else { return }
      state.owner = nil
      state.isMasked = true
    }
  }
}
