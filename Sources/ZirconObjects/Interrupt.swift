/// An interrupt object: physical with a line behind it, or virtual and triggered by software.
///
/// This is the state machine of Zircon's interrupt_dispatcher.cc. At most one interrupt is delivered and one more
/// pending; further ones are merged, and in each of the two places the first timestamp stays. Acknowledging, which a
/// bound interrupt does by `ack` and an unbound one by its next `wait`, unmasks a level line and hands out what is
/// pending.
///
/// The object never masks a level line on delivery, as Zircon does: such a line masks itself before it fires (see
/// `InterruptLine`). For the same reason an acknowledgement that delivers a pending interrupt leaves the line alone,
/// where Zircon unmasks it and masks it again.
///
/// Zircon has no line that is held (`InterruptLine.isHeld`); there, an interrupt that nobody silences keeps its processor
/// busy. Here an acknowledgement lets go of a held line even where it finds nothing to acknowledge: who sends it says
/// that the device is quiet now.
///
/// A virtual interrupt also asserts UNTRIGGERED, which its state decides and nobody can forge.
///
/// Lines are called, and waiters woken, after the lock is released.
public final class Interrupt: KernelObject {
  public static var type: ObjectType { .interrupt }
  public static var defaultRights: Rights { [.basic, .io, .signal] }

  public let header: ObjectHeader

  /// As given to `zx_interrupt_create`.
  public let options: InterruptOptions

  private let whenClosed: (@Sendable () -> Void)?

  private let state = Guarded(State())

  public enum Phase: String, Sendable {
    case idle
    /// Unbound, and `pending` holds the interrupt's timestamp.
    case triggered
    /// Delivered. `pending` holds the timestamp of one more, if there is one.
    case needAck = "needs-ack"
    /// Unbound, and a thread is blocked in `wait`.
    case waiting
    case destroyed
  }

  private struct Binding {
    let port: Port
    /// Nil once the interrupt is destroyed: it keeps its port, but nothing of it can be queued any more.
    var place: InterruptPacketQueue.Place?
  }

  /// What became of an interrupt that a line has fired.
  public enum Delivery: Sendable {
    /// A client that waited for it has been answered.
    case handedOver
    /// Nobody waits for it at the moment.
    case queued
    /// One before it is not acknowledged, which it waits for.
    case pending
    /// So does another one, which it is merged into.
    case merged
    /// The interrupt is destroyed.
    case lost
  }

  private struct State: ~Copyable {
    var phase = Phase.idle
    var pending: Int64?
    /// The timestamp of the one that is or was delivered last.
    var delivered: Int64 = 0
    var binding: Binding?
    var waiter: (any Waiter)?
    var line: (any InterruptLine)?
    var merged: UInt64 = 0

    mutating func deliver(_ timestamp: Int64) {
      phase = .needAck
      delivered = timestamp
    }
  }

  // MARK: Life

  /// A virtual interrupt, which only `trigger` fires.
  init(virtual options: InterruptOptions) {
    self.options = options
    whenClosed = nil
    header = ObjectHeader(signals: .untriggered)
  }

  /// A physical interrupt, its line claimed and unmasked: it may have fired before this returns.
  ///
  /// - Parameter whenClosed: called when the last handle has been closed.
  init(
    _ controller: any InterruptController, vector: UInt32, mode: InterruptMode, options: InterruptOptions,
    whenClosed: (@Sendable () -> Void)? = nil
  ) throws(Status) {
    self.options = options
    self.whenClosed = whenClosed
    header = ObjectHeader()
    let line = try controller.claim(vector: vector, mode: mode, for: self)
    state.withLock { $0.line = line }
  }

  public var isVirtual: Bool { options.contains(.virtual) }

  /// The state, for those who look at the kernel from outside.
  public struct Snapshot: Sendable {
    public var phase: Phase
    /// The timestamp of the interrupt that is not delivered yet, ns.
    public var pending: Int64?
    /// The timestamp of the packet that lies unread in the port, ns.
    public var unread: Int64?
    public var isBound: Bool
    /// Interrupts that were merged into one already pending.
    public var merged: UInt64
    public var line: (any InterruptLine)?
  }

  public var snapshot: Snapshot {
    state.withLock { state in
      var unread: Int64?
      if let binding = state.binding, let place = binding.place { unread = binding.port.unreadInterrupt(place) }
      return Snapshot(
        phase: state.phase, pending: state.pending, unread: unread, isBound: state.binding != nil,
        merged: state.merged, line: state.line)
    }
  }

  // MARK: Sources of interrupts

  /// The line's call, from its own thread, for each interrupt.
  ///
  /// - Parameter timestamp: CLOCK_MONOTONIC, ns.
  @discardableResult
  public func fire(at timestamp: Int64) -> Delivery {
    // A line that is being detached may still fire into a destroyed object.
    (try? deliver(timestamp)) ?? .lost
  }

  /// Whether the next interrupt would find one before it not acknowledged.
  public var isUnacknowledged: Bool {
    state.withLock { $0.phase == .needAck || $0.phase == .triggered }
  }

  /// The line's last call: its device has gone. The interrupt is destroyed, and whoever waits for it learns of it by
  /// CANCELED: the thread in `zx_interrupt_wait`, or one thread, now or later, in the port's `zx_port_wait`.
  public func lineEnded() {
    let aftermath = state.withLock { state -> Aftermath in
      guard state.phase != .destroyed else { return Aftermath() }
      let (waiter, signals) = destroy(&state)
      if let waiter { return Aftermath(ending: waiter, .canceled, timestamp: 0, signals) }
      guard let binding = state.binding, let place = binding.place else { return Aftermath(signals) }
      return Aftermath(binding.port.queueLineEnded(place), signals)
    }
    aftermath.perform()
  }

  /// A virtual interrupt's source. The timestamp is passed through untouched.
  public func trigger(timestamp: Int64) throws(Status) {
    guard isVirtual else { throw .badState }
    _ = try deliver(timestamp)
  }

  private func deliver(_ timestamp: Int64) throws(Status) -> Delivery {
    let (aftermath, delivery) = try state.withLock { state throws(Status) -> (Aftermath, Delivery) in
      guard state.phase != .destroyed else { throw .canceled }
      if isVirtual { _ = header.signals.update(clear: .untriggered) }
      if state.phase == .needAck || state.phase == .triggered {
        guard state.pending == nil else {
          state.merged += 1
          return (Aftermath(), .merged)
        }
        state.pending = timestamp
        return (Aftermath(), .pending)
      }
      if let binding = state.binding, let place = binding.place {
        state.deliver(timestamp)
        let queued = binding.port.queueInterrupt(place, timestamp: timestamp)
        return (Aftermath(queued), queued.isHandedOver ? .handedOver : .queued)
      }
      if let waiter = state.waiter.take() {
        state.deliver(timestamp)
        return (Aftermath(ending: waiter, .ok, timestamp: timestamp), .handedOver)
      }
      state.phase = .triggered
      state.pending = timestamp
      return (Aftermath(), .queued)
    }
    aftermath.perform()
    return delivery
  }

  // MARK: Bound to a port

  /// Binds to a port that accepts interrupts. An interrupt that has triggered before is queued at once.
  func bind(to port: Port, key: UInt64) throws(Status) {
    let aftermath = try state.withLock { state throws(Status) -> Aftermath in
      guard state.phase != .destroyed else { throw .canceled }
      guard state.phase != .waiting else { throw .badState }
      guard state.binding == nil else { throw .alreadyBound }
      let place = port.reserveInterruptPacket(key: key)
      state.binding = Binding(port: port, place: place)
      guard state.phase == .triggered, let timestamp = state.pending.take() else { return Aftermath() }
      state.deliver(timestamp)
      return Aftermath(port.queueInterrupt(place, timestamp: timestamp))
    }
    aftermath.perform()
  }

  /// Unbinds from this port. A packet that nobody has read goes back into the interrupt.
  func unbind(from port: Port) throws(Status) {
    try state.withLock { state throws(Status) in
      guard let binding = state.binding, binding.port === port else { throw .notFound }
      guard state.phase != .destroyed, let place = binding.place else { throw .canceled }
      let unread = port.withdrawInterrupt(place)
      port.releaseInterruptPacket(place)
      state.binding = nil
      guard state.phase == .needAck, let unread else { return }
      state.phase = .triggered
      state.pending = unread
    }
  }

  /// Acknowledges. With one more pending it is queued and the line stays masked, unless the packet before it is still
  /// unread: then the pending one is lost and the answer BAD_STATE.
  func ack() throws(Status) {
    let aftermath = try state.withLock { state throws(Status) -> Aftermath in
      guard let binding = state.binding else { throw .badState }
      guard state.phase != .destroyed, let place = binding.place else { throw .canceled }
      guard state.phase == .needAck else { return Aftermath(unmaskingIfHeld: state.line, assertUntriggered()) }
      let acknowledged = state.delivered
      guard let timestamp = state.pending.take() else {
        state.phase = .idle
        return Aftermath(unmasking: state.line, assertUntriggered()).acknowledging(acknowledged, to: state.line)
      }
      let queued = binding.port.queueInterrupt(place, timestamp: timestamp)
      if case .refused = queued { throw .badState }
      state.delivered = timestamp
      // Acknowledged and triggered in one: who waits for the signal learns of it, though it does not stay.
      let wakes = assertUntriggered()
      if isVirtual { _ = header.signals.update(clear: .untriggered) }
      return Aftermath(queued, wakes).acknowledging(acknowledged, to: state.line)
    }
    aftermath.perform()
  }

  // MARK: Waited for

  /// Acknowledges the previous interrupt and takes the next one.
  ///
  /// - Returns: its timestamp, or nil when the waiter has been parked.
  func wait(_ waiter: any Waiter) throws(Status) -> Int64? {
    let (timestamp, aftermath) = try state.withLock { state throws(Status) -> (Int64?, Aftermath) in
      guard state.binding == nil else { throw .badState }
      guard state.phase != .destroyed else { throw .canceled }
      guard state.phase != .waiting else { throw .badState }
      let acknowledged = state.phase == .needAck ? state.delivered : nil
      if let timestamp = state.pending.take() {
        state.deliver(timestamp)
        return (timestamp, Aftermath().acknowledging(acknowledged, to: state.line))
      }
      state.phase = .waiting
      state.waiter = waiter
      let signals = assertUntriggered()
      return (
        nil,
        acknowledged == nil
          ? Aftermath(unmaskingIfHeld: state.line, signals)
          : Aftermath(unmasking: state.line, signals).acknowledging(acknowledged, to: state.line)
      )
    }
    aftermath.perform()
    return timestamp
  }

  func cancelWait(_ waiter: any Waiter) -> Bool {
    state.withLock { state in
      guard state.waiter === waiter else { return false }
      state.waiter = nil
      state.phase = .idle
      return true
    }
  }

  // MARK: End

  /// Ends the line, then the object; the handles stay.
  ///
  /// - Throws: `Status.notFound` when the interrupt is destroyed like any other, but someone has read its packet and
  ///   not acknowledged it, and may be at work on it.
  func destroy() throws(Status) {
    // The line stays in its place until it is detached, so that whoever else destroys meanwhile waits for that, too.
    let line = state.withLock { $0.line }
    line?.mask()
    line?.detach()

    let (aftermath, isBeingHandled) = state.withLock { state -> (Aftermath, Bool) in
      let wasDelivered = state.phase == .needAck && state.binding != nil
      let (waiter, signals) = destroy(&state)
      state.line = nil
      var unread: Int64?
      if let binding = state.binding, let place = binding.place {
        unread = binding.port.withdrawInterrupt(place)
        binding.port.releaseInterruptPacket(place)
        state.binding?.place = nil
      }
      return (Aftermath(ending: waiter, .canceled, timestamp: 0, signals), wasDelivered && unread == nil)
    }
    aftermath.perform()
    if isBeingHandled { throw .notFound }
  }

  public func lastHandleClosed() {
    // Nobody is left to be told that a handler may be at work.
    try? destroy()
    whenClosed?()
  }

  /// Only virtual interrupts have this signal. Called with the lock held.
  private func assertUntriggered() -> SignalWakes {
    isVirtual ? header.signals.update(assert: .untriggered) : SignalWakes()
  }

  /// - Returns: whom to tell.
  private func destroy(_ state: inout State) -> ((any Waiter)?, SignalWakes) {
    state.phase = .destroyed
    state.pending = nil
    return (state.waiter.take(), assertUntriggered())
  }
}
