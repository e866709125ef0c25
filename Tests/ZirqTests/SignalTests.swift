import TestDaemon
import Testing
import Zirq

@Suite("Signals in Swift")
struct SignalTests {
  let daemon = SharedDaemon.connected

  @Test("are set, cleared and asked for; clearing comes first")
  func signals() throws {
    let event = try Event()
    #expect(try event.signals == [])
    try event.signal(set: [.signaled, .user3])
    #expect(try event.signals == [.signaled, .user3])
    try event.signal(clear: [.user3, .signaled], set: [.user3, .user7])
    #expect(try event.signals == [.user3, .user7])
    try event.signal(clear: .allUser)
    #expect(try event.signals == [])
  }

  @Test("are the user's alone to change: an interrupt's own cannot be forged")
  func forged() throws {
    let interrupt = try VirtualInterrupt()
    #expect(throws: Status.invalidArgs) { try interrupt.signal(clear: .untriggered) }
    #expect(throws: Status.invalidArgs) { try interrupt.signal(set: .signaled) }
    #expect(throws: Status.invalidArgs) { try Event().signal(set: .handleClosed) }
    try interrupt.signal(set: .user0)
    #expect(try interrupt.signals == [.untriggered, .user0])
  }

  @Test("that are there end a wait at once, and it tells all of them")
  func waitsForWhatIsThere() throws {
    let event = try Event()
    try event.signal(set: [.user1, .user2])
    #expect(try event.waitOne(for: [.user0, .user1]) == [.user1, .user2])
    #expect(throws: Status.timedOut) { try event.waitOne(for: .signaled, until: .infinitePast) }
    #expect(throws: Status.timedOut) { try event.waitOne(for: [], until: .after(.milliseconds(1))) }
  }

  @Test("wake the thread that waits for them")
  func wakes() async throws {
    let event = Shared(try Event())
    let seen = BlockedCall { try? event.object.waitOne(for: [.user4, .user5]) }
    try event.object.signal(set: .user6)
    try event.object.signal(set: .user5)
    #expect(await seen.value == [.user5, .user6])
  }

  @Test("of several objects can be waited for at once")
  func many() async throws {
    let event = Shared(try Event())
    let interrupt = Shared(try VirtualInterrupt())
    try interrupt.object.trigger()
    var items = [WaitItem(event.object, for: .signaled), WaitItem(interrupt.object, for: [.untriggered, .user0])]
    #expect(throws: Status.timedOut) { try waitMany(&items, until: .infinitePast) }
    #expect(items.map(\.pending) == [[], []])

    let seen = BlockedCall {
      var items = [WaitItem(event.object, for: .signaled), WaitItem(interrupt.object, for: [.untriggered, .user0])]
      try? waitMany(&items)
      return items.map(\.pending)
    }
    try interrupt.object.signal(set: .user0)
    #expect(await seen.value == [[], .user0])
  }

  @Test("of nothing are a sleep until the deadline, and of too much an error")
  func manyLimits() throws {
    var none: [WaitItem] = []
    let deadline = Instant.after(.milliseconds(2))
    #expect(throws: Status.timedOut) { try waitMany(&none, until: deadline) }
    #expect(Instant.now >= deadline)
    let event = try Event()
    var items = Array(repeating: WaitItem(event, for: .signaled), count: 64)
    try event.signal(set: .signaled)
    try waitMany(&items)
    #expect(items.allSatisfy { $0.pending == .signaled })
    items.append(items[0])
    #expect(throws: Status.outOfRange) { try waitMany(&items) }
  }

  @Test("come as one packet of a port: what was waited for, all that there was, and the key")
  func asynchronously() throws {
    let port = try Port(interrupts: false)
    let event = try Event()
    try event.waitAsync(to: port, key: 7, for: [.user0, .user1])
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
    try event.signal(set: .user2)
    try event.signal(set: .user1)
    try event.signal(set: .user0)
    let packet = try port.wait(until: .infinitePast)
    #expect(packet.key == 7 && packet.status == .ok)
    guard case .signal(let signal) = packet.content else {
      Issue.record("\(packet.content)")
      return
    }
    #expect(signal.trigger == [.user0, .user1] && signal.observed == [.user1, .user2])
    #expect(signal.count == 1 && signal.timestamp.nanoseconds == 0)
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
  }

  @Test("that are there fire a wait at once, unless it is for the edge")
  func edge() throws {
    let port = try Port()
    let event = try Event()
    try event.signal(set: .signaled)
    try event.waitAsync(to: port, key: 1, for: .signaled)
    #expect(try port.wait(until: .infinitePast).key == 1)
    try event.waitAsync(to: port, key: 2, for: .signaled, options: .edge)
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
    try event.signal(clear: .signaled)
    try event.signal(set: .signaled)
    #expect(try port.wait(until: .infinitePast).key == 2)
  }

  @Test("carry the time by the clock that was asked for", arguments: [WaitAsyncOptions.timestamp, .bootTimestamp])
  func timestamps(options: WaitAsyncOptions) throws {
    let now = { options == .timestamp ? Instant.now : Instant.bootNow }
    let port = try Port()
    let event = try Event()
    try event.waitAsync(to: port, key: 1, for: .user0, options: options)
    let before = now()
    try event.signal(set: .user0)
    let after = now()
    guard case .signal(let signal) = try port.wait().content else {
      Issue.record("no signal")
      return
    }
    #expect(signal.timestamp >= before && signal.timestamp <= after)
    #expect(throws: Status.invalidArgs) {
      try event.waitAsync(to: port, key: 1, for: .user0, options: [.timestamp, .bootTimestamp])
    }
  }

  @Test("serve the newest of those who wait first")
  func newestFirst() throws {
    let port = try Port()
    let event = try Event()
    for key in 0..<UInt64(7) { try event.waitAsync(to: port, key: key, for: .user0) }
    try event.signal(set: .user0)
    let keys = try (0..<7).map { _ in try port.wait(until: .infinitePast).key }
    #expect(keys == [6, 5, 4, 3, 2, 1, 0])
  }

  @Test("can be given up, by source and key or by key, with the packets that are there")
  func cancels() throws {
    let port = try Port()
    let event = try Event()
    let second = try event.duplicate()
    try event.waitAsync(to: port, key: 1, for: .user0)
    #expect(throws: Status.notFound) { try port.cancel(source: second, key: 1) }
    #expect(throws: Status.notFound) { try port.cancel(source: event, key: 2) }
    try port.cancel(source: event, key: 1)
    #expect(throws: Status.notFound) { try port.cancel(source: event, key: 1) }

    try event.waitAsync(to: port, key: 3, for: .user0)
    try second.waitAsync(to: port, key: 3, for: .user0)
    try port.queue(PortPacket(key: 3))
    try event.signal(set: .user0)
    try port.cancel(key: 3)
    #expect(throws: Status.notFound) { try port.cancel(key: 3) }
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
  }
}
