/// The calls on interrupts, and their state machine.
extension NaiveProcess {
  mutating func interruptCreate(
    _ resourceName: HandleName, _ vector: UInt32, _ options: UInt32
  ) throws(NaiveStatus) -> Reply {
    let isVirtual = options & Option.virtual != 0
    var device = 0
    if !isVirtual || options & Option.wakeVector != 0 {
      let resource = resources[try findResource(resourceName, 0)]
      if UInt64(vector) < resource.base || UInt64(vector) >= resource.base + resource.size { throw .outOfRange }
      device = resource.device
    }
    if isVirtual {
      if options & ~(Option.virtual | Option.timestampMono | Option.wakeVector) != 0 { throw .invalidArgs }
      interrupts.append(NaiveInterrupt(object: objects.count, options: options, line: nil, allocation: nil))
      return add(.interrupt(interrupts.count - 1), signals: Signal.untriggered)
    }
    if options & ~(Option.remap | Option.modeMask | Option.wakeVector | Option.timestampMono) != 0 {
      throw .invalidArgs
    }
    let line = findLine(device, UInt64(vector))
    switch options & Option.modeMask {
    case 0x0: break
    case 0x2, 0x4: if lines[line].isLevel { throw .notSupported }
    case 0x6, 0x8: if !lines[line].isLevel { throw .notSupported }
    default: throw .invalidArgs
    }
    return try addPhysical(line, options: options, allocation: nil)
  }

  /// - Parameter allocation: what an MSI is made from.
  mutating func addPhysical(_ line: Int, options: UInt32, allocation: Int?) throws(NaiveStatus) -> Reply {
    if lines[line].owner != nil { throw .alreadyBound }
    lines[line].owner = interrupts.count
    lines[line].isMasked = false
    interrupts.append(
      NaiveInterrupt(
        object: objects.count, options: options, line: line, allocation: allocation))
    return add(.interrupt(interrupts.count - 1))
  }

  mutating func interruptBind(
    _ name: HandleName, _ portName: HandleName, _ key: UInt64, _ options: UInt32
  ) throws(NaiveStatus) -> Reply {
    if options != Option.bind && options != Option.unbind { throw .invalidArgs }
    let interrupt = try findInterrupt(name, Right.read)
    let port = try findPort(portName, Right.write)
    if !ports[port].takesInterrupts { throw .wrongType }
    if options == Option.bind {
      try bind(interrupt, port, key)
    } else {
      try unbind(interrupt, port)
    }
    return .status(.ok)
  }

  private mutating func bind(_ interrupt: Int, _ port: Int, _ key: UInt64) throws(NaiveStatus) {
    if interrupts[interrupt].state == .destroyed { throw .canceled }
    if interrupts[interrupt].state == .waiting { throw .badState }
    if interrupts[interrupt].port != nil { throw .alreadyBound }
    interrupts[interrupt].port = port
    interrupts[interrupt].key = key
    if interrupts[interrupt].state == .triggered, let pending = interrupts[interrupt].pending {
      interrupts[interrupt].state = .needAck
      queue(interrupt, pending)
      interrupts[interrupt].pending = nil
    }
  }

  private mutating func unbind(_ interrupt: Int, _ port: Int) throws(NaiveStatus) {
    if interrupts[interrupt].port != port { throw .notFound }
    if interrupts[interrupt].state == .destroyed { throw .canceled }
    interrupts[interrupt].port = nil
    let unread = withdraw(interrupt)
    if interrupts[interrupt].state == .needAck, let unread {
      interrupts[interrupt].state = .triggered
      interrupts[interrupt].pending = unread
    }
  }

  mutating func interruptAck(_ name: HandleName) throws(NaiveStatus) -> Reply {
    let interrupt = try findInterrupt(name, Right.write)
    if interrupts[interrupt].port == nil { throw .badState }
    if interrupts[interrupt].state == .destroyed { throw .canceled }
    var isRetriggered = false
    if interrupts[interrupt].state == .needAck {
      unmask(interrupt)
      if let pending = interrupts[interrupt].pending {
        interrupts[interrupt].pending = nil
        maskAfterDelivery(interrupt)
        if isQueued(interrupt) { throw .badState }
        queue(interrupt, pending)
        isRetriggered = true
      } else {
        interrupts[interrupt].state = .idle
      }
    }
    if interrupts[interrupt].isVirtual {
      update(interrupts[interrupt].object, clear: 0, set: Signal.untriggered)
      if isRetriggered { update(interrupts[interrupt].object, clear: Signal.untriggered, set: 0) }
    }
    return .status(.ok)
  }

  mutating func interruptWait(_ name: HandleName) throws(NaiveStatus) -> Reply {
    let interrupt = try findInterrupt(name, Right.wait)
    if interrupts[interrupt].port != nil { throw .badState }
    if interrupts[interrupt].state == .destroyed { throw .canceled }
    if interrupts[interrupt].state == .waiting { throw .badState }
    if let pending = interrupts[interrupt].pending {
      interrupts[interrupt].pending = nil
      interrupts[interrupt].state = .needAck
      return .timestamp(pending)
    }
    if interrupts[interrupt].state == .needAck { unmask(interrupt) }
    interrupts[interrupt].state = .waiting
    waits.append(NaiveWait(step: step, target: .interrupt(interrupt)))
    if interrupts[interrupt].isVirtual { update(interrupts[interrupt].object, clear: 0, set: Signal.untriggered) }
    return .waits
  }

  mutating func interruptDestroy(_ name: HandleName) throws(NaiveStatus) -> Reply {
    try destroy(try findInterrupt(name, 0))
    return .status(.ok)
  }

  mutating func destroy(_ interrupt: Int) throws(NaiveStatus) {
    if let line = interrupts[interrupt].line, lines[line].owner == interrupt {
      lines[line].isMasked = true
      lines[line].owner = nil
    }
    let before = interrupts[interrupt]
    let unread = withdraw(interrupt)
    interrupts[interrupt].state = .destroyed
    interrupts[interrupt].pending = nil
    if before.state == .waiting { wakeWait(on: interrupt, with: .status(.canceled)) }
    if before.isVirtual { update(before.object, clear: 0, set: Signal.untriggered) }
    if before.state == .needAck && before.port != nil && unread == nil { throw .notFound }
  }

  mutating func interruptTrigger(
    _ name: HandleName, _ options: UInt32, _ timestamp: Int64
  ) throws(NaiveStatus) -> Reply {
    if options != 0 { throw .invalidArgs }
    let interrupt = try findInterrupt(name, Right.signal)
    if !interrupts[interrupt].isVirtual { throw .badState }
    if interrupts[interrupt].state == .destroyed { throw .canceled }
    deliver(interrupt, timestamp)
    update(interrupts[interrupt].object, clear: Signal.untriggered, set: 0)
    return .status(.ok)
  }

  // MARK: Delivery

  mutating func fire(_ device: Int, _ vector: Int, _ timestamp: Int64) -> Reply {
    let line = findLine(device, UInt64(vector))
    if lines[line].latched == nil { lines[line].latched = timestamp }
    return .status(.ok)
  }

  /// Lines that have something latched fire, once the call has unmasked them.
  mutating func fireUnmaskedLines() {
    for line in lines.indices where !lines[line].isMasked {
      guard let owner = lines[line].owner, let timestamp = lines[line].latched else { continue }
      lines[line].latched = nil
      linesFire = true
      deliver(owner, world.lineStamp ?? timestamp)
    }
  }

  private mutating func deliver(_ interrupt: Int, _ timestamp: Int64) {
    maskAfterDelivery(interrupt)
    switch interrupts[interrupt].state {
    case .destroyed: break
    case .waiting:
      interrupts[interrupt].state = .needAck
      wakeWait(on: interrupt, with: .timestamp(timestamp))
    case .needAck, .triggered:
      if interrupts[interrupt].pending == nil { interrupts[interrupt].pending = timestamp }
    case .idle:
      if interrupts[interrupt].port == nil {
        interrupts[interrupt].state = .triggered
        interrupts[interrupt].pending = timestamp
      } else {
        interrupts[interrupt].state = .needAck
        if !isQueued(interrupt) { queue(interrupt, timestamp) }
      }
    }
  }

  private mutating func wakeWait(on interrupt: Int, with reply: Reply) {
    for wait in waits {
      if case .interrupt(interrupt) = wait.target { wakes[wait.step] = reply }
    }
    waits.removeAll { wait in if case .interrupt(interrupt) = wait.target { true } else { false } }
  }

  /// An MSI's line is not masked, other than Zircon's: what it raises meanwhile is kept here instead of in the device.
  private mutating func maskAfterDelivery(_ interrupt: Int) {
    if let line = interrupts[interrupt].line, lines[line].isLevel { lines[line].isMasked = true }
  }

  private mutating func unmask(_ interrupt: Int) {
    if let line = interrupts[interrupt].line { lines[line].isMasked = false }
  }

  // MARK: The packet in the port

  private func isQueued(_ interrupt: Int) -> Bool {
    ports.contains { $0.interruptPackets.contains { $0.interrupt == interrupt } }
  }

  private mutating func queue(_ interrupt: Int, _ timestamp: Int64) {
    guard let port = interrupts[interrupt].port else { return }
    let packet = Packet(
      key: interrupts[interrupt].key, type: PacketType.interrupt, status: 0,
      payload: [UInt64(bitPattern: timestamp), 0, 0, 0])
    if !wakeWait(onPort: port, with: packet) {
      ports[port].interruptPackets.append(NaivePort.InterruptPacket(interrupt: interrupt, packet: packet))
    }
  }

  /// - Returns: the timestamp of the packet that it took out.
  private mutating func withdraw(_ interrupt: Int) -> Int64? {
    for port in ports.indices {
      for (index, queued) in ports[port].interruptPackets.enumerated() where queued.interrupt == interrupt {
        ports[port].interruptPackets.remove(at: index)
        return Int64(bitPattern: queued.packet.payload[0])
      }
    }
    return nil
  }
}
