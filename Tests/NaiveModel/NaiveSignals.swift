/// Signals, events, and the waits for them.
extension NaiveProcess {
  mutating func eventCreate(_ options: UInt32) throws(NaiveStatus) -> Reply {
    if options != 0 { throw .invalidArgs }
    return add(.event)
  }

  mutating func objectSignal(_ name: HandleName, _ clear: UInt32, _ set: UInt32) throws(NaiveStatus) -> Reply {
    let object = try findObject(name, Right.signal)
    if (clear | set) & ~objects[object].settableSignals != 0 { throw .invalidArgs }
    update(object, clear: clear, set: set)
    return .status(.ok)
  }

  func objectSignalPeer(_ name: HandleName) throws(NaiveStatus) -> Reply {
    _ = try findObject(name, Right.signalPeer)
    // No object has a peer, and so no handle has the right.
    throw .notSupported
  }

  mutating func objectWaitMany(_ items: [WaitItem], _ polls: Bool) throws(NaiveStatus) -> Reply {
    if items.count > waitManyLimit { throw .outOfRange }
    var found: [NaiveWait.Item] = []
    for item in items { found.append(NaiveWait.Item(object: try findObject(item.handle, Right.wait))) }
    for (item, object) in zip(items, found) where item.signals & objects[object.object].signals != 0 {
      return .signals(.ok, pending(found))
    }
    if polls { return .signals(.timedOut, pending(found)) }
    for (index, item) in items.enumerated() {
      objects[found[index].object].observers.append(
        NaiveObserver(purpose: .wait(step: step, item: index), handle: item.handle, signals: item.signals))
    }
    waits.append(NaiveWait(step: step, target: .signals(found)))
    return .waits
  }

  mutating func objectWaitAsync(
    _ name: HandleName, _ portName: HandleName, _ key: UInt64, _ signals: UInt32, _ options: UInt32
  ) throws(NaiveStatus) -> Reply {
    let stamps = Option.asyncTimestamp | Option.asyncBootTimestamp
    if options & ~(stamps | Option.asyncEdge) != 0 { throw .invalidArgs }
    if options & stamps == stamps { throw .invalidArgs }
    let port = try findPort(portName, Right.write)
    let object = try findObject(name, Right.wait)
    let stamp: UInt64
    switch options & stamps {
    case Option.asyncTimestamp: stamp = world.monotonicStamp
    case Option.asyncBootTimestamp: stamp = world.bootStamp
    default: stamp = 0
    }
    let observer = NaiveObserver(
      purpose: .packet(port: port, key: key, stamp: stamp), handle: name, signals: signals)
    if options & Option.asyncEdge == 0 && signals & objects[object].signals != 0 {
      match(observer, objects[object].signals)
    } else {
      objects[object].observers.append(observer)
    }
    return .status(.ok)
  }

  /// Clears and sets signals of an object, and tells who waits for what has become active, the newest first.
  mutating func update(_ object: Int, clear: UInt32, set: UInt32) {
    let before = objects[object].signals
    let now = before & ~clear | set
    objects[object].signals = now
    if set & ~before == 0 { return }
    let matching = objects[object].observers.filter { $0.signals & now != 0 }
    objects[object].observers.removeAll { $0.signals & now != 0 }
    for observer in matching.reversed() { match(observer, now) }
  }

  private mutating func match(_ observer: NaiveObserver, _ active: UInt32) {
    switch observer.purpose {
    case .packet(let port, let key, let stamp):
      let packet = Packet(
        key: key, type: PacketType.signalOne, status: 0,
        payload: [UInt64(observer.signals) | UInt64(active) << 32, 1, stamp, 0])
      if !wakeWait(onPort: port, with: packet) {
        ports[port].otherPackets.append(NaivePort.OtherPacket(packet: packet, source: observer.handle))
      }
    case .wait(let step, let item): end(step, item, active)
    }
  }

  private mutating func end(_ step: Int, _ item: Int, _ final: UInt32) {
    for index in waits.indices where waits[index].step == step {
      guard case .signals(var items) = waits[index].target else { continue }
      items[item].final = final
      waits[index].target = .signals(items)
    }
  }

  /// A handle has gone: what waits through it waits no longer.
  mutating func handleIsClosed(_ name: HandleName, _ object: Int) {
    let closed = objects[object].observers.filter { $0.handle == name }
    objects[object].observers.removeAll { $0.handle == name }
    for observer in closed {
      if case .wait(let step, let item) = observer.purpose {
        end(step, item, objects[object].signals | Signal.handleClosed)
      }
    }
  }

  /// The threads run whose waits have ended, and see what the objects that did not end them now assert.
  mutating func endMatchedWaits() {
    for wait in waits {
      guard case .signals(let items) = wait.target, items.contains(where: { $0.final != nil }) else { continue }
      let pending = pending(items)
      let isClosed = pending.contains { $0 & Signal.handleClosed != 0 }
      wakes[wait.step] = .signals(isClosed ? .canceled : .ok, pending)
      remove(wait.step)
    }
  }

  private func pending(_ items: [NaiveWait.Item]) -> [UInt32] {
    items.map { $0.final ?? objects[$0.object].signals }
  }

  private mutating func remove(_ step: Int) {
    waits.removeAll { $0.step == step }
    for object in objects.indices {
      objects[object].observers.removeAll { observer in
        if case .wait(step, _) = observer.purpose { true } else { false }
      }
    }
  }

  mutating func giveUp(_ step: Int) -> Reply {
    guard let wait = waits.first(where: { $0.step == step }) else { return .status(.ok) }
    switch wait.target {
    case .interrupt(let interrupt):
      interrupts[interrupt].state = .idle
      wakes[step] = .status(.timedOut)
    case .port: wakes[step] = .status(.timedOut)
    case .signals(let items): wakes[step] = .signals(.timedOut, pending(items))
    }
    remove(step)
    return .status(.ok)
  }
}
