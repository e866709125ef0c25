import Glibc
import TestDaemon
import Testing
import Zirq

/// Serialized, for it counts the threads that take packets.
@Suite("for try await packet in port.packets", .serialized)
struct PortPacketsTests {
  let daemon = SharedDaemon.connected

  @Test("hands out the packets in order, and the port stays usable beside it")
  func order() async throws {
    let port = try Port()
    for key in 0..<UInt64(5) { try port.queue(PortPacket(key: key, user: SIMD4(repeating: key))) }
    var keys: [UInt64] = []
    for try await packet in port.packets {
      #expect(packet.content == .user(SIMD4(repeating: packet.key)))
      keys.append(packet.key)
      if packet.key == 2 { #expect(try port.wait(until: .infinitePast).key == 3) }
      if packet.key == 4 { break }
    }
    #expect(keys == [0, 1, 2, 4])
    try noThreadIsLeft()
  }

  @Test("serves interrupts, which the loop acks")
  func interrupts() async throws {
    let port = try Port()
    let interrupt = try VirtualInterrupt()
    try interrupt.bind(to: port, key: 6)
    try interrupt.trigger(at: Instant(nanoseconds: 1))
    try interrupt.trigger(at: Instant(nanoseconds: 2))
    var times: [Int64] = []
    for try await packet in port.packets {
      guard case .interrupt(let time) = packet.content else { break }
      times.append(time.nanoseconds)
      try interrupt.ack()
      if times.count == 2 { try port.queue(PortPacket(key: 0)) }
    }
    #expect(times == [1, 2])
  }

  @Test("throws a Status and nothing else, once, and is at its end then")
  func throwsStatus() async throws {
    let weak = try Port().duplicate(rights: [.duplicate, .write])
    var iterator = weak.packets.makeAsyncIterator()
    do throws(Status) {
      _ = try await iterator.next()
      Issue.record("a port without the right to read gave a packet")
    } catch {
      #expect(error == .accessDenied)
    }
    #expect(try await iterator.next() == nil)
    let unique = try Port().duplicate(rights: .read)
    await #expect(throws: Status.accessDenied) { for try await _ in unique.packets {} }
    try noThreadIsLeft()
  }

  @Test("takes a packet only when one is asked for")
  func demand() async throws {
    let port = try Port()
    var iterator = port.packets.makeAsyncIterator()
    for key in 0..<UInt64(4) { try port.queue(PortPacket(key: key)) }
    #expect(try port.wait(until: .infinitePast).key == 0)
    #expect(try await iterator.next()?.key == 1)
    #expect(try port.wait(until: .infinitePast).key == 2)
    #expect(try await iterator.next()?.key == 3)
  }

  @Test("leaves the packets that it did not come to in the port")
  func leaves() async throws {
    let port = try Port()
    for key in 0..<UInt64(3) { try port.queue(PortPacket(key: key)) }
    for try await _ in port.packets { break }
    try noThreadIsLeft()
    #expect(try port.wait(until: .infinitePast).key == 1)
    for try await packet in port.packets {
      #expect(packet.key == 2)
      break
    }
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
  }

  @Test("ends when its task is canceled, also while it waits, and so does its thread")
  func cancels() async throws {
    let port = try Port()
    let packets = port.packets
    let (taken, report) = AsyncStream<UInt64>.makeStream()
    let task = Task { for try await packet in packets { report.yield(packet.key) } }
    try port.queue(PortPacket(key: 1))
    #expect(await taken.first { _ in true } == 1)
    // The loop waits for the next, or is about to.
    task.cancel()
    try await task.value
    try noThreadIsLeft()
  }

  @Test("takes nothing for a task that was canceled before")
  func canceledBefore() async throws {
    let port = try Port()
    try port.queue(PortPacket(key: 5))
    let packets = port.packets
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      var iterator = packets.makeAsyncIterator()
      return try await iterator.next()
    }
    #expect(try await task.value == nil)
    #expect(try port.wait(until: .infinitePast).key == 5)
    try noThreadIsLeft()
  }

  @Test("loses no packet of 10,000 when its task is canceled again and again at random moments")
  func losesNothing() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let port = Shared(try Port())
    let packets = port.object.packets
    let total = 10_000
    let producer = BlockedCall {
      var random = SplitMix(state: seed &+ 1)
      for key in 0..<UInt64(total) {
        while (try? port.object.queue(PortPacket(key: key))) == nil { sched_yield() }
        spin(nanoseconds: Int64.random(in: 0..<30_000, using: &random))
      }
    }
    var keys: [UInt64] = []
    var cancellations = 0
    let deadline = Instant.after(.seconds(60))
    while keys.count < total && Instant.now < deadline {
      let task = Task {
        var taken: [UInt64] = []
        for try await packet in packets { taken.append(packet.key) }
        return taken
      }
      let patience = Int64.random(in: 0..<600_000, using: &random)
      await BlockedCall { spin(nanoseconds: patience) }.value
      task.cancel()
      keys += try await task.value
      cancellations += 1
    }
    await producer.value
    #expect(keys == Array(0..<UInt64(total)), "seed \(seed)")
    #expect(cancellations > 100, "seed \(seed)")
    #expect(throws: Status.timedOut) { try port.object.wait(until: .infinitePast) }
    try noThreadIsLeft()
  }

  @Test("may be iterated many times at once: each packet goes to one, and no thread of the pool is held")
  func several() async throws {
    let port = try Port()
    let packets = port.packets
    // More than Swift's pool has threads: if one were held for each, nothing else would run.
    let readers = (0..<40).map { _ in
      Task {
        var keys: [UInt64] = []
        for try await packet in packets {
          if packet.key == .max { break }
          keys.append(packet.key)
        }
        return keys
      }
    }
    try daemon.waitUntil("all have their threads") { PacketThreads.count == readers.count }
    for key in 0..<UInt64(2000) { try port.queue(PortPacket(key: key)) }
    for _ in readers { try port.queue(PortPacket(key: .max)) }
    var keys: [UInt64] = []
    for reader in readers { keys += try await reader.value }
    #expect(keys.sorted() == Array(0..<2000))
    try noThreadIsLeft()
  }

  @Test("outlives the owner of the port, and keeps the port alive no longer than itself")
  func lifetime() async throws {
    var port: Port? = try Port()
    let second = try port!.duplicate()
    do {
      let packets = port!.packets
      port = nil
      try second.queue(PortPacket(key: 8))
      for try await packet in packets {
        #expect(packet.key == 8)
        break
      }
    }
    try noThreadIsLeft()
    try daemon.waitUntil("only one handle is left") { try second.handleCount == 1 }
  }

  @Test("holds no file descriptor when it has ended")
  func descriptors() async throws {
    let port = try Port()
    let before = PacketThreads.descriptorCount
    for key in 0..<UInt64(500) {
      try port.queue(PortPacket(key: key))
      for try await _ in port.packets { break }
    }
    try noThreadIsLeft()
    // Other suites open some of their own at the same time, but not two for each of these.
    #expect(PacketThreads.descriptorCount < before + 500)
  }

  private func noThreadIsLeft() throws {
    try daemon.waitUntil("no thread is left") { PacketThreads.count == 0 }
  }
}

/// Keeps a thread busy: sleeping is too coarse.
private func spin(nanoseconds: Int64) {
  let end = Instant.now.nanoseconds + nanoseconds
  while Instant.now.nanoseconds < end {}
}

/// A generator that a printed seed replays. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators".
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
