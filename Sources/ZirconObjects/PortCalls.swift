/// The zx_port_* calls. Source: Zircon, syscalls/port.cc, and the documentation of each call.
extension Process {
  /// `zx_port_create`.
  public func portCreate(options: UInt32) throws(Status) -> UInt32 {
    guard options & ~Port.bindToInterrupt == 0 else { throw .invalidArgs }
    let port = Port(options: options, packetLimit: limits.packetsPerPort, budget: packetBudget)
    return try addObject(.port(port), rights: .portDefault)
  }

  /// `zx_port_queue`.
  ///
  /// - Parameter packet: nil for a null pointer, which is found out after the handle is accepted.
  public func portQueue(_ handle: UInt32, _ packet: PortPacket?) throws(Status) {
    let port = try port(handle, .write)
    guard let packet else { throw .invalidArgs }
    try port.queue(packet)
  }

  /// What came of a wait.
  public enum PortWait: Sendable {
    case ended(PortPacket)
    case parked(ParkedWait)
  }

  /// `zx_port_wait`.
  ///
  /// - Parameter waiter: nil when the deadline has passed: then a port without packets answers TIMED_OUT.
  public func portWait(_ handle: UInt32, waiter: (any Waiter)?) throws(Status) -> PortWait {
    let port = try port(handle, .read)
    if let packet = port.wait(waiter) { return .ended(packet) }
    guard waiter != nil else { throw .timedOut }
    return .parked(.port(port))
  }

  /// `zx_port_cancel`: removes what async waits through the source's handle have left in the port. There is no call
  /// that starts an async wait, so once the handles are accepted there is never anything to remove.
  public func portCancel(_ handle: UInt32, source: UInt32, key: UInt64) throws(Status) {
    _ = try port(handle, .write)
    guard try find(source).rights.contains(.wait) else { throw .accessDenied }
    throw .notFound
  }

  /// `zx_port_cancel_key`: removes the queued user packets with the key. Interrupt packets are untouched.
  public func portCancelKey(_ handle: UInt32, options: UInt32, key: UInt64) throws(Status) {
    guard options == 0 else { throw .invalidArgs }
    try port(handle, .write).cancel(key: key)
  }
}
