import CZircon

/// A queue of packets. Any thread may call it; each packet goes to one, and packets of interrupts come first.
///
/// A thread of its own takes them with ``wait(until:)``, a task with `for try await packet in port.packets`.
public struct Port: KernelObject, ~Copyable {
  public let handle: Handle

  /// Makes a port.
  ///
  /// - Parameter interrupts: Whether interrupts may be bound to it.
  /// - Throws: `Status.noMemory` when the process has as many ports as it may. Source: Zircon, zx_port_create().
  public init(interrupts: Bool = true) throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_port_create(interrupts ? ZX_PORT_BIND_TO_INTERRUPT : 0, &made))
    handle = Handle(owning: made)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  public consuming func takeHandle() -> Handle { handle }

  /// Queues a packet of the user's. Works on every port; drivers stop their interrupt thread with it.
  ///
  /// - Throws: `Status.shouldWait` when the port is full, `Status.accessDenied` without the right to write. Source:
  ///   Zircon, zx_port_queue().
  public func queue(_ packet: PortPacket) throws(Status) {
    var raw = packet.raw
    try Status.check(zx_port_queue(handle.rawValue, &raw))
  }

  /// Takes the next packet; blocks the calling thread until there is one. It must not be called on a thread of Swift's
  /// concurrency, unless with a deadline that has passed: ``packets`` is for tasks.
  ///
  /// - Parameter deadline: When to give up; one that has passed takes what is there.
  /// - Returns: The packet. One of an interrupt whose device has gone has the status `canceled`; zirq's own, for Zircon's
  ///   hardware does not go away.
  /// - Throws: `Status.timedOut` at the deadline, `Status.accessDenied` without the right to read. Source: Zircon,
  ///   zx_port_wait().
  public func wait(until deadline: Instant = .infinite) throws(Status) -> PortPacket {
    try PortPacket.taken { zx_port_wait(handle.rawValue, deadline.nanoseconds, $0) }
  }

  /// Removes what `waitAsync` waits for on an object, through that very handle, for this port and key, and the packets
  /// of it. Packets of interrupts and of users stay.
  ///
  /// - Throws: `Status.notFound` when nothing was there to remove, `Status.accessDenied` without the right to write here
  ///   or to wait there. Source: Zircon, zx_port_cancel().
  public func cancel<Source: WaitableObject & ~Copyable>(source: borrowing Source, key: UInt64) throws(Status) {
    try Status.check(zx_port_cancel(handle.rawValue, source.handle.rawValue, key))
  }

  /// Removes all that `waitAsync` waits for with this key, and all packets of the key except those of interrupts.
  ///
  /// - Throws: `Status.notFound` when nothing was there to remove, `Status.accessDenied` without the right to write.
  ///   Source: Zircon, zx_port_cancel_key().
  public func cancel(key: UInt64) throws(Status) {
    try Status.check(zx_port_cancel_key(handle.rawValue, 0, key))
  }

  /// The port's packets, for a task: `for try await packet in port.packets`.
  ///
  /// The sequence has a handle of its own to the port, which stays usable beside it, and for as long as the sequence
  /// lives even if this owner does not.
  public var packets: PortPackets { PortPackets(of: self) }
}
