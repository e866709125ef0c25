/// A port: packets in, waits out. Source: Zircon, port_dispatcher.cc.
///
/// Interrupt packets have a queue of their own, which is emptied before the other one. They are never refused: each
/// bound interrupt has one place in the queue, reserved when it is bound.
///
/// Locks: an interrupt calls its port while it holds its own lock, never the other way round.
public final class Port: Sendable {
  /// Source: Zircon, zircon/syscalls/port.h, ZX_PORT_BIND_TO_INTERRUPT.
  public static let bindToInterrupt: UInt32 = 0x1

  /// The number of user packets that fit in Zircon's queue before it answers SHOULD_WAIT.
  public static let zirconPacketLimit = 4097

  let identity = ObjectIdentity()
  let acceptsInterrupts: Bool
  private let packetLimit: Int
  private let budget: PacketBudget
  private let state = Guarded(State())

  private struct State: ~Copyable {
    var interruptPackets = InterruptPacketQueue()
    var packets = Ring<PortPacket>()
    var waiters = Ring<any Waiter>()
    var isOpen = true
  }

  /// - Parameters:
  ///   - packetLimit: user packets that fit.
  ///   - budget: of the process that the port belongs to.
  init(options: UInt32, packetLimit: Int, budget: PacketBudget) {
    acceptsInterrupts = options & Port.bindToInterrupt != 0
    self.packetLimit = packetLimit
    self.budget = budget
  }

  // MARK: Calls of clients

  /// Queues a user packet. Its type is forced to USER.
  func queue(_ packet: PortPacket) throws(Status) {
    var packet = packet
    packet.type = .user
    let waiter = try state.withLock { state throws(Status) -> (any Waiter)? in
      guard state.isOpen else { throw .badHandle }
      if let waiter = state.waiters.popFirst() { return waiter }
      guard state.packets.count < packetLimit, budget.take() else { throw .shouldWait }
      state.packets.append(packet)
      return nil
    }
    waiter?.wake(with: packet)
  }

  /// Takes the next packet, or parks the waiter where there is none.
  ///
  /// - Parameter waiter: nil to poll: nothing is parked.
  func wait(_ waiter: (any Waiter)?) -> PortPacket? {
    state.withLock { state in
      if let packet = state.interruptPackets.popFirst() { return packet }
      if let packet = state.packets.popFirst() {
        budget.giveBack(1)
        return packet
      }
      if let waiter { state.waiters.append(waiter) }
      return nil
    }
  }

  func cancelWait(_ waiter: any Waiter) -> Bool {
    state.withLock { $0.waiters.remove { $0 === waiter } } > 0
  }

  /// Removes the user packets with a key. Interrupt packets are untouched.
  func cancel(key: UInt64) throws(Status) {
    let removed = state.withLock { $0.packets.remove { $0.key == key } }
    budget.giveBack(removed)
    if removed == 0 { throw .notFound }
  }

  /// Interrupts stay bound and may go on queueing; waits that were parked stay parked.
  /// Source: Zircon, port_dispatcher.cc, on_zero_handles.
  func lastHandleClosed() {
    let packets = state.withLock { state in
      state.isOpen = false
      let packets = state.packets
      state.packets = Ring()
      return packets
    }
    budget.giveBack(packets.count)
  }

  // MARK: Calls of bound interrupts

  /// What came of an interrupt's packet.
  enum Queued {
    /// It waits in the queue.
    case linked
    /// The packet before it has not been read: nothing changed.
    case refused
    /// It is this waiter's, to be woken by the caller once it holds no lock.
    case wake(any Waiter, PortPacket)
  }

  func reserveInterruptPacket(key: UInt64) -> InterruptPacketQueue.Place {
    state.withLock { $0.interruptPackets.reserve(key: key) }
  }

  func releaseInterruptPacket(_ place: InterruptPacketQueue.Place) {
    state.withLock { $0.interruptPackets.release(place) }
  }

  func queueInterrupt(_ place: InterruptPacketQueue.Place, timestamp: Int64) -> Queued {
    state.withLock { state in
      guard !state.interruptPackets.isLinked(place) else { return .refused }
      guard let waiter = state.waiters.popFirst() else {
        state.interruptPackets.link(place, timestamp: timestamp)
        return .linked
      }
      return .wake(waiter, PortPacket(interrupt: state.interruptPackets.key(place), timestamp: timestamp))
    }
  }

  /// Queues the notice that the interrupt's hardware has gone, in the place of a packet that is still unread.
  func queueLineEnded(_ place: InterruptPacketQueue.Place) -> Queued {
    state.withLock { state in
      _ = state.interruptPackets.unlink(place)
      guard let waiter = state.waiters.popFirst() else {
        state.interruptPackets.linkLineEnded(place)
        return .linked
      }
      return .wake(waiter, PortPacket(lineEnded: state.interruptPackets.key(place)))
    }
  }

  func unreadInterrupt(_ place: InterruptPacketQueue.Place) -> Int64? {
    state.withLock { $0.interruptPackets.timestamp(place) }
  }

  /// Takes an unread packet back.
  ///
  /// - Returns: its timestamp, or nil when there is none or it has been read.
  func withdrawInterrupt(_ place: InterruptPacketQueue.Place) -> Int64? {
    state.withLock { $0.interruptPackets.unlink(place) }
  }
}
