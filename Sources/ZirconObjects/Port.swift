/// A port: packets in, waits out. Source: Zircon, port_dispatcher.cc.
///
/// Interrupt packets have a queue of their own, which is emptied before the other one. They are never refused: each
/// bound interrupt has one place in the queue, reserved when it is bound. Nor are the packets of asynchronous waits, which
/// share the queue with the users' packets: each has been paid for when its wait began.
///
/// Locks: an interrupt calls its port while it holds its own lock, and an object's signals theirs; never the other way
/// round.
public final class Port: KernelObject {
  /// Source: Zircon, zircon/syscalls/port.h, ZX_PORT_BIND_TO_INTERRUPT.
  public static let bindToInterrupt: UInt32 = 0x1

  /// The number of user packets that fit in Zircon's queue before it answers SHOULD_WAIT.
  public static let zirconPacketLimit = 4097

  public static var type: ObjectType { .port }
  public static var defaultRights: Rights { [.transfer, .duplicate, .inspect, .io] }

  public let header = ObjectHeader()
  let acceptsInterrupts: Bool
  private let packetLimit: Int
  private let userPackets: PacketBudget
  private let signalPackets: PacketBudget
  private let state = Guarded(State())

  private struct State: ~Copyable {
    var interruptPackets = InterruptPacketQueue()
    var packets = Ring<QueuedPacket>()
    /// Those whose packet is not queued yet.
    var asyncWaits: [ObjectIdentifier: AsyncWait] = [:]
    var waiters = Ring<any Waiter>()
    var userPacketCount = 0
    var isOpen = true
  }

  private struct QueuedPacket {
    let packet: PortPacket
    /// The handle that its wait was made through; nil for a user's packet.
    let source: UInt32?
  }

  /// - Parameters:
  ///   - packetLimit: user packets that fit.
  ///   - userPackets: of all ports of the process that the port belongs to.
  ///   - signalPackets: asynchronous waits, and packets of them, of the same.
  init(options: UInt32, packetLimit: Int, userPackets: PacketBudget, signalPackets: PacketBudget) {
    acceptsInterrupts = options & Port.bindToInterrupt != 0
    self.packetLimit = packetLimit
    self.userPackets = userPackets
    self.signalPackets = signalPackets
  }

  // MARK: Calls of clients

  /// Queues a user packet. Its type is forced to USER.
  func queue(_ packet: PortPacket) throws(Status) {
    var packet = packet
    packet.type = .user
    let waiter = try state.withLock { state throws(Status) -> (any Waiter)? in
      guard state.isOpen else { throw .badHandle }
      if let waiter = state.waiters.popFirst() { return waiter }
      guard state.userPacketCount < packetLimit, userPackets.take() else { throw .shouldWait }
      state.packets.append(QueuedPacket(packet: packet, source: nil))
      state.userPacketCount += 1
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
      if let queued = state.packets.popFirst() {
        if queued.source == nil {
          state.userPacketCount -= 1
          userPackets.giveBack(1)
        } else {
          signalPackets.giveBack(1)
        }
        return queued.packet
      }
      if let waiter { state.waiters.append(waiter) }
      return nil
    }
  }

  func cancelWait(_ waiter: any Waiter) -> Bool {
    state.withLock { $0.waiters.remove { $0 === waiter } } > 0
  }

  /// Ends the asynchronous waits with a key, and removes the packets of such waits and of users. Interrupt packets are
  /// untouched.
  func cancel(key: UInt64) throws(Status) {
    if !remove(waits: { $0.key == key }, packets: { $0.packet.key == key }) { throw .notFound }
  }

  /// Ends the asynchronous waits with a key that were made through a handle, and removes their packets.
  func cancel(source: UInt32, key: UInt64) throws(Status) {
    let found = remove(
      waits: { $0.source == source && $0.key == key }, packets: { $0.source == source && $0.packet.key == key })
    if !found { throw .notFound }
  }

  /// Interrupts stay bound and may go on queueing; waits that were parked stay parked.
  /// Source: Zircon, port_dispatcher.cc, on_zero_handles.
  public func lastHandleClosed() {
    state.withLock { $0.isOpen = false }
    _ = remove(waits: { _ in true }, packets: { _ in true })
  }

  /// - Returns: whether there was anything to remove.
  private func remove(
    waits matchesWait: @Sendable (AsyncWait) -> Bool, packets matchesPacket: @Sendable (QueuedPacket) -> Bool
  ) -> Bool {
    let (waits, users, signals) = state.withLock { state in
      let waits = state.asyncWaits.values.filter(matchesWait)
      for wait in waits { state.asyncWaits[ObjectIdentifier(wait)] = nil }
      var users = 0
      let removed = state.packets.remove { queued in
        guard matchesPacket(queued) else { return false }
        if queued.source == nil { users += 1 }
        return true
      }
      state.userPacketCount -= users
      return (waits, users, removed - users)
    }
    AsyncWait.stopObserving(waits)
    userPackets.giveBack(users)
    signalPackets.giveBack(waits.count + signals)
    return users + signals + waits.count > 0
  }

  // MARK: Asynchronous waits

  /// Keeps a wait until its packet is queued.
  ///
  /// - Throws: `Status.noMemory` when the process has as many as it may.
  func keep(_ wait: AsyncWait) throws(Status) {
    guard signalPackets.take() else { throw .noMemory }
    state.withLock { $0.asyncWaits[ObjectIdentifier(wait)] = wait }
  }

  /// Lets go of a wait whose handle has been closed. Its packet, once queued, stays.
  func forget(_ wait: AsyncWait) {
    let was = state.withLock { $0.asyncWaits.removeValue(forKey: ObjectIdentifier(wait)) }
    if was != nil { signalPackets.giveBack(1) }
  }

  /// Queues the packet of a wait, unless it has been let go.
  func queueSignal(of wait: AsyncWait, _ packet: PortPacket) -> SignalWakes.Wake? {
    state.withLock { state in
      guard state.asyncWaits.removeValue(forKey: ObjectIdentifier(wait)) != nil else { return nil }
      if let waiter = state.waiters.popFirst() {
        signalPackets.giveBack(1)
        return .port(waiter, packet)
      }
      state.packets.append(QueuedPacket(packet: packet, source: wait.source))
      return nil
    }
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

    var isHandedOver: Bool { if case .wake = self { true } else { false } }
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
