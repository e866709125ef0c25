/// The calls on ports.
extension NaiveProcess {
  mutating func portCreate(_ options: UInt32) throws(NaiveStatus) -> Reply {
    if options & ~Option.bindToInterrupt != 0 { throw .invalidArgs }
    ports.append(NaivePort(takesInterrupts: options == Option.bindToInterrupt))
    return add(.port(ports.count - 1))
  }

  mutating func portQueue(_ name: HandleName, _ packet: Packet?) throws(NaiveStatus) -> Reply {
    let port = try findPort(name, Right.write)
    guard var packet else { throw .invalidArgs }
    packet.type = PacketType.user
    if wakeWait(onPort: port, with: packet) { return .status(.ok) }
    if ports[port].otherPackets.filter({ $0.source == nil }).count >= world.packetLimit { throw .shouldWait }
    ports[port].otherPackets.append(NaivePort.OtherPacket(packet: packet, source: nil))
    return .status(.ok)
  }

  mutating func portWait(_ name: HandleName, _ polls: Bool) throws(NaiveStatus) -> Reply {
    let port = try findPort(name, Right.read)
    if !ports[port].interruptPackets.isEmpty { return .packet(ports[port].interruptPackets.removeFirst().packet) }
    if !ports[port].otherPackets.isEmpty { return .packet(ports[port].otherPackets.removeFirst().packet) }
    if polls { throw .timedOut }
    waits.append(NaiveWait(step: step, target: .port(port)))
    return .waits
  }

  mutating func portCancel(
    _ name: HandleName, _ source: HandleName, _ key: UInt64
  ) throws(NaiveStatus) -> Reply {
    let port = try findPort(name, Right.write)
    let object = try findObject(source, Right.wait)
    var isFound = false
    for observer in objects[object].observers where observer.handle == source && observer.isPacket(port, key) {
      isFound = true
    }
    objects[object].observers.removeAll { $0.handle == source && $0.isPacket(port, key) }
    for queued in ports[port].otherPackets where queued.source == source && queued.packet.key == key {
      isFound = true
    }
    ports[port].otherPackets.removeAll { $0.source == source && $0.packet.key == key }
    if !isFound { throw .notFound }
    return .status(.ok)
  }

  mutating func portCancelKey(_ name: HandleName, _ options: UInt32, _ key: UInt64) throws(NaiveStatus) -> Reply {
    if options != 0 { throw .invalidArgs }
    let port = try findPort(name, Right.write)
    var isFound = false
    for object in objects.indices {
      for observer in objects[object].observers where observer.isPacket(port, key) { isFound = true }
      objects[object].observers.removeAll { $0.isPacket(port, key) }
    }
    for queued in ports[port].otherPackets where queued.packet.key == key { isFound = true }
    ports[port].otherPackets.removeAll { $0.packet.key == key }
    if !isFound { throw .notFound }
    return .status(.ok)
  }

  /// Hands a packet to one of the threads that wait on the port, if there is any.
  mutating func wakeWait(onPort port: Int, with packet: Packet) -> Bool {
    let waiting = waits.filter { wait in if case .port(port) = wait.target { true } else { false } }
    let woken = waiting.first { hint[$0.step] == .packet(packet) } ?? waiting.first
    guard let woken else { return false }
    waits.removeAll { $0.step == woken.step }
    wakes[woken.step] = .packet(packet)
    return true
  }
}
