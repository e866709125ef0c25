import Synchronization
import Testing

@testable import ZirconObjects

@Suite("A port")
struct PortTests {
  let port = Port.accepting(packetLimit: 3)

  private func interrupt(_ key: UInt64) throws -> Interrupt {
    let interrupt = Interrupt(virtual: .virtual)
    try interrupt.bind(to: port, key: key)
    return interrupt
  }

  private func keys(_ port: Port) -> [UInt64] {
    var keys: [UInt64] = []
    while let packet = port.wait(nil) { keys.append(packet.key) }
    return keys
  }

  private func user(_ key: UInt64) -> PortPacket { PortPacket(key: key, type: .user) }

  @Test("hands out every interrupt packet before any user packet, and each kind in its own order")
  func interruptsFirst() throws {
    let one = try interrupt(1)
    let two = try interrupt(2)
    try port.queue(user(10))
    try two.trigger(timestamp: 7)
    try port.queue(user(11))
    try one.trigger(timestamp: 8)
    #expect(keys(port) == [2, 1, 10, 11])
  }

  @Test("puts an interrupt that its ack delivers again behind the others")
  func redeliveryGoesLast() throws {
    let one = try interrupt(1)
    let two = try interrupt(2)
    try one.trigger(timestamp: 1)
    try one.trigger(timestamp: 2)
    #expect(port.wait(nil)?.key == 1)
    try two.trigger(timestamp: 3)
    try one.ack()
    #expect(keys(port) == [2, 1])
  }

  @Test("delivers the key and the timestamp, status OK, and zero in the reserved fields")
  func packet() throws {
    try interrupt(0xFEED).trigger(timestamp: 123_456_789)
    let packet = try #require(port.wait(nil))
    #expect(packet.key == 0xFEED)
    #expect(packet.type == .interrupt)
    #expect(packet.status == 0)
    #expect(packet.payload == (123_456_789, 0, 0, 0))
  }

  @Test("preserves a user packet but for its type, which becomes USER")
  func userPacket() throws {
    try port.queue(PortPacket(key: 5, type: .interrupt, status: -7, payload: (1, 2, 3, 4)))
    let packet = try #require(port.wait(nil))
    #expect(packet.type == .user)
    #expect(packet.status == -7)
    #expect(packet.waitStatus == .ok)
    #expect(packet.payload == (1, 2, 3, 4))
  }

  @Test("answers SHOULD_WAIT when it is full of user packets, and still takes interrupts")
  func full() throws {
    for key in 0..<3 { try port.queue(user(UInt64(key))) }
    #expect(throws: Status.shouldWait) { try port.queue(user(3)) }
    try interrupt(9).trigger(timestamp: 1)
    #expect(keys(port) == [9, 0, 1, 2])
  }

  @Test("fits 4097 user packets, as Zircon's does")
  func zirconLimit() throws {
    let port = Port(
      options: 0, packetLimit: Port.zirconPacketLimit, userPackets: PacketBudget(5000), signalPackets: PacketBudget(1))
    for key in 0..<4097 { try port.queue(user(UInt64(key))) }
    #expect(throws: Status.shouldWait) { try port.queue(user(4097)) }
    #expect(keys(port) == Array(0..<4097))
  }

  @Test("wakes one waiter for one packet, the one that has waited longest")
  func oneWakeup() throws {
    let first = RecordingWaiter()
    let second = RecordingWaiter()
    #expect(port.wait(first) == nil)
    #expect(port.wait(second) == nil)
    try port.queue(user(1))
    #expect(first.wakeup == "packet T0 key 1")
    #expect(second.wakeup == nil)
    try interrupt(2).trigger(timestamp: 5)
    #expect(second.wakeup == "packet T5 key 2")
    #expect(first.wakeups.withLock { $0.count } == 1)
  }

  @Test("forgets a waiter that has given up")
  func cancelWait() throws {
    let first = RecordingWaiter()
    let second = RecordingWaiter()
    _ = port.wait(first)
    _ = port.wait(second)
    #expect(port.cancelWait(first))
    #expect(!port.cancelWait(first))
    try port.queue(user(1))
    #expect(first.wakeup == nil)
    #expect(second.wakeup == "packet T0 key 1")
    #expect(!port.cancelWait(second))
  }

  @Test("hands a bound interrupt that had triggered before straight to a waiter")
  func bindWakes() throws {
    let interrupt = Interrupt(virtual: .virtual)
    try interrupt.trigger(timestamp: 3)
    let waiter = RecordingWaiter()
    _ = port.wait(waiter)
    try interrupt.bind(to: port, key: 4)
    #expect(waiter.wakeup == "packet T3 key 4")
    #expect(interrupt.snapshot.phase == .needAck)
  }

  @Test("cancels user packets by key and leaves interrupts alone")
  func cancelKey() throws {
    try interrupt(1).trigger(timestamp: 1)
    try port.queue(user(1))
    try port.queue(user(2))
    try port.cancel(key: 1)
    #expect(throws: Status.notFound) { try port.cancel(key: 1) }
    #expect(keys(port) == [1, 2])
  }

  @Test("takes no user packet after its last handle is closed, while its interrupts stay bound")
  func lastHandleClosed() throws {
    let interrupt = try interrupt(1)
    try port.queue(user(2))
    port.lastHandleClosed()
    #expect(throws: Status.badHandle) { try port.queue(user(3)) }
    try interrupt.trigger(timestamp: 1)
    #expect(interrupt.snapshot.phase == .needAck)
    try interrupt.ack()
    #expect(throws: Status.alreadyBound) { try interrupt.bind(to: port, key: 1) }
  }

  @Test("can have two packets of two interrupts withdrawn from anywhere in the queue")
  func withdrawal() throws {
    let interrupts = try (1...5).map { try interrupt(UInt64($0)) }
    for interrupt in interrupts { try interrupt.trigger(timestamp: 1) }
    try interrupts[2].destroy()
    try interrupts[0].unbind(from: port)
    try interrupts[4].destroy()
    #expect(keys(port) == [2, 4])
    try interrupts[0].bind(to: port, key: 6)
    #expect(keys(port) == [6])
  }
}

@Suite("A device that goes away")
struct LineEndedTests {
  private func bound(to port: Port) throws -> Interrupt {
    let interrupt = try Interrupt(RecordingController(), vector: 0, mode: .default, options: [])
    try interrupt.bind(to: port, key: 8)
    return interrupt
  }

  @Test("ends zx_interrupt_wait with CANCELED")
  func endsWait() throws {
    let interrupt = try Interrupt(RecordingController(), vector: 0, mode: .default, options: [])
    let waiter = RecordingWaiter()
    #expect(try interrupt.wait(waiter) == nil)
    interrupt.lineEnded()
    #expect(waiter.wakeup == "CANCELED")
    #expect(throws: Status.canceled) { try interrupt.wait(waiter) }
  }

  @Test("ends zx_port_wait of one thread with CANCELED and the interrupt's key")
  func endsPortWait() throws {
    let port = Port.accepting()
    let interrupt = try bound(to: port)
    let waiter = RecordingWaiter()
    _ = port.wait(waiter)
    interrupt.lineEnded()
    #expect(waiter.wakeup == "ZX_ERR_CANCELED key 8")
    #expect(port.wait(nil) == nil)
  }

  @Test("is told to the next zx_port_wait when nobody waits, in the place of an unread packet")
  func waitsToBeTold() throws {
    let port = Port.accepting()
    let interrupt = try bound(to: port)
    interrupt.fire(at: 4)
    interrupt.lineEnded()
    interrupt.lineEnded()
    let packet = try #require(port.wait(nil))
    #expect(packet.waitStatus == .canceled)
    #expect(packet.key == 8)
    #expect(port.wait(nil) == nil)
    #expect(throws: Status.canceled) { try interrupt.ack() }
  }

  @Test("is forgotten with the interrupt's last handle, and its place in the port is used again")
  func withdrawn() throws {
    let port = Port.accepting()
    let interrupt = try bound(to: port)
    interrupt.lineEnded()
    interrupt.lastHandleClosed()
    #expect(port.wait(nil) == nil)
    try bound(to: port).fire(at: 6)
    #expect(port.wait(nil)?.waitStatus == .ok)
  }
}
