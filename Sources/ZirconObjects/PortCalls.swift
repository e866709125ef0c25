/// The zx_port_* calls. Source: Zircon, syscalls/port.cc, and the documentation of each call.
extension Process {
  /// `zx_port_create`.
  public func portCreate(options: UInt32) throws(Status) -> UInt32 {
    guard options & ~Port.bindToInterrupt == 0 else { throw .invalidArgs }
    return try addObject(
      Port(
        options: options, packetLimit: limits.packetsPerPort, userPackets: userPackets, signalPackets: signalPackets))
  }

  /// `zx_port_queue`.
  ///
  /// - Parameter packet: nil for a null pointer, which is found out after the handle is accepted.
  public func portQueue(_ handle: UInt32, _ packet: PortPacket?) throws(Status) {
    let port = try find(handle, as: Port.self, .write)
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
    let port = try find(handle, as: Port.self, .read)
    if let packet = port.wait(waiter) { return .ended(packet) }
    guard waiter != nil else { throw .timedOut }
    return .parked(.port(port))
  }

  /// `zx_port_cancel`: ends the asynchronous waits that were made through this very handle, and removes their packets.
  public func portCancel(_ handle: UInt32, source: UInt32, key: UInt64) throws(Status) {
    // With the table locked, no wait is half begun.
    try withHandles { handles throws(Status) in
      let port = try handles.find(handle, as: Port.self, .write)
      _ = try handles.find(waitable: source)
      try port.cancel(source: source, key: key)
    }
  }

  /// `zx_port_cancel_key`: ends the asynchronous waits with the key, and removes the packets of such waits and of users.
  public func portCancelKey(_ handle: UInt32, options: UInt32, key: UInt64) throws(Status) {
    guard options == 0 else { throw .invalidArgs }
    try withHandles { handles throws(Status) in
      try handles.find(handle, as: Port.self, .write).cancel(key: key)
    }
  }
}
