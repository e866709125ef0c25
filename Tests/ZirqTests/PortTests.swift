import CZircon
import TestDaemon
import Testing

@testable import Zirq

@Suite("A port in Swift")
struct PortTests {
  let daemon = SharedDaemon.connected

  @Test("hands a user's packet on as it was queued, in order")
  func users() throws {
    let port = try Port(interrupts: false)
    let packets = [
      PortPacket(key: 0), PortPacket(key: .max, status: .badPath, user: SIMD4(1, 2, 3, .max)),
      PortPacket(key: 7, status: Status(rawValue: 42)),
    ]
    for packet in packets { try port.queue(packet) }
    for packet in packets { #expect(try port.wait() == packet) }
  }

  @Test("takes what is there when the deadline has passed, and waits until it has not")
  func deadlines() throws {
    let port = try Port()
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
    let deadline = Instant.after(.milliseconds(3))
    #expect(throws: Status.timedOut) { try port.wait(until: deadline) }
    #expect(Instant.now >= deadline)
    try port.queue(PortPacket(key: 4))
    #expect(try port.wait(until: Instant(nanoseconds: 0)).key == 4)
  }

  @Test("is full at some time, and says so")
  func full() throws {
    let port = try Port()
    var queued = 0
    #expect(throws: Status.shouldWait) {
      while true {
        try port.queue(PortPacket(key: 1))
        queued += 1
      }
    }
    #expect(queued == 4097)
  }

  @Test("hands out interrupts before everything else")
  func order() throws {
    let port = try Port()
    let interrupt = try VirtualInterrupt()
    try interrupt.bind(to: port, key: 1)
    try port.queue(PortPacket(key: 2))
    try interrupt.trigger(at: Instant(nanoseconds: 5))
    #expect(try port.wait() == interruptPacket(key: 1, at: 5))
    #expect(try port.wait().key == 2)
  }

  @Test("takes no interrupts unless it was made for them")
  func withoutInterrupts() throws {
    #expect(throws: Status.wrongType) { try VirtualInterrupt().bind(to: Port(interrupts: false), key: 1) }
  }

  @Test("gives each packet to one of the threads that wait")
  func threads() async throws {
    let port = Shared(try Port())
    let readers = (0..<4).map { _ in
      BlockedCall {
        var keys: [UInt64] = []
        while let packet = try? port.object.wait(), packet.key != .max { keys.append(packet.key) }
        return keys
      }
    }
    for key in 0..<UInt64(1000) { try port.object.queue(PortPacket(key: key)) }
    for _ in readers { try port.object.queue(PortPacket(key: .max)) }
    var keys: [UInt64] = []
    for reader in readers { keys += await reader.value }
    #expect(keys.sorted() == Array(0..<1000))
  }

  @Test("tells by a packet whose device has gone: one of several, and the others go on")
  func deviceGone() throws {
    let packet = try PortPacket.taken { raw in
      raw.pointee.key = 5
      raw.pointee.type = ZX_PKT_TYPE_INTERRUPT
      raw.pointee.status = ZX_ERR_CANCELED
      return ZX_ERR_CANCELED
    }
    #expect(packet.key == 5 && packet.status == .canceled)
    #expect(throws: Status.canceled) { try PortPacket.taken { _ in ZX_ERR_CANCELED } }
  }

  /// The packet that an interrupt has sent.
  private func interruptPacket(key: UInt64, at nanoseconds: Int64) -> PortPacket {
    var packet = PortPacket(key: key)
    packet.content = .interrupt(Instant(nanoseconds: nanoseconds))
    return packet
  }
}
