extension Interrupt {
  /// What is left to do after an interrupt's lock is released: its line to be called, threads to be woken.
  struct Aftermath {
    private let action: Action
    private let signals: SignalWakes
    private var acknowledged: (line: any InterruptLine, timestamp: Int64)?

    private enum Action {
      case nothing
      case unmask(any InterruptLine)
      case unmaskIfHeld(any InterruptLine)
      case wake(any Waiter, PortPacket)
      case end(any Waiter, Status, timestamp: Int64)
    }

    func perform() {
      if let acknowledged { acknowledged.line.acknowledged(acknowledged.timestamp) }
      switch action {
      case .nothing: break
      case .unmask(let line): line.unmask()
      case .unmaskIfHeld(let line): if line.isHeld { line.unmask() }
      case .wake(let waiter, let packet): waiter.wake(with: packet)
      case .end(let waiter, let status, let timestamp): waiter.wake(with: status, timestamp: timestamp)
      }
      signals.perform()
    }

    /// The same, and the line is told that the interrupt of this time is acknowledged.
    func acknowledging(_ timestamp: Int64?, to line: (any InterruptLine)?) -> Aftermath {
      guard let timestamp, let line else { return self }
      var told = self
      told.acknowledged = (line, timestamp)
      return told
    }

    init(_ signals: SignalWakes = SignalWakes()) {
      action = .nothing
      self.signals = signals
    }

    init(_ queued: Port.Queued, _ signals: SignalWakes = SignalWakes()) {
      switch queued {
      case .wake(let waiter, let packet): action = .wake(waiter, packet)
      case .linked, .refused: action = .nothing
      }
      self.signals = signals
    }

    init(unmasking line: (any InterruptLine)?, _ signals: SignalWakes) {
      if let line { action = line.isLevel ? .unmask(line) : .unmaskIfHeld(line) } else { action = .nothing }
      self.signals = signals
    }

    init(unmaskingIfHeld line: (any InterruptLine)?, _ signals: SignalWakes) {
      if let line { action = .unmaskIfHeld(line) } else { action = .nothing }
      self.signals = signals
    }

    init(ending waiter: (any Waiter)?, _ status: Status, timestamp: Int64, _ signals: SignalWakes = SignalWakes()) {
      if let waiter { action = .end(waiter, status, timestamp: timestamp) } else { action = .nothing }
      self.signals = signals
    }
  }
}
