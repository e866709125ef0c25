import CZircon

/// A queue of packets that threads wait on. Any thread may call it; each packet wakes one.
public struct Port: ~Copyable, Sendable {
  public let handle: Handle

  /// Makes a port.
  ///
  /// - Parameter interrupts: Whether interrupts may be bound to it.
  public init(interrupts: Bool = true) throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_port_create(interrupts ? ZX_PORT_BIND_TO_INTERRUPT : 0, &made))
    handle = Handle(owning: made)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  /// Queues a packet of the user's.
  ///
  /// - Throws: `Status.shouldWait` when the port is full.
  public func queue(_ packet: PortPacket) throws(Status) {
    var raw = packet.raw
    try Status.check(zx_port_queue(handle.rawValue, &raw))
  }

  /// Takes the next packet; blocks the calling thread until there is one.
  ///
  /// - Throws: `Status.timedOut` at the deadline; one that has passed takes what is there.
  public func wait(until deadline: Instant = .infinite) throws(Status) -> PortPacket {
    var raw = zx_port_packet_t()
    try Status.check(zx_port_wait(handle.rawValue, deadline.nanoseconds, &raw))
    return PortPacket(raw)
  }

  /// Removes the packets of this key, except those of interrupts.
  ///
  /// - Throws: `Status.notFound` when there was none.
  public func cancel(key: UInt64) throws(Status) {
    try Status.check(zx_port_cancel_key(handle.rawValue, 0, key))
  }
}
