import TestDaemon
import Testing
import Zirq

@Suite("A virtual interrupt in Swift")
struct VirtualInterruptTests {
  let daemon = SharedDaemon.connected

  @Test("lets a driver's test fire it and learn of the ack: untriggered")
  func untriggered() async throws {
    let device = Shared(try VirtualInterrupt())
    let driver = try device.object.duplicate()
    let port = try Port()
    try driver.bind(to: port, key: 0)
    #expect(try device.object.signals == .untriggered)
    for round in 1...3 {
      try device.object.trigger(at: Instant(nanoseconds: Int64(round)))
      #expect(try device.object.signals == [])
      let acknowledged = BlockedCall { try? device.object.waitOne(for: .untriggered) }
      #expect(try port.wait().content == .interrupt(Instant(nanoseconds: Int64(round))))
      try driver.ack()
      #expect(await acknowledged.value == .untriggered)
    }
  }

  @Test("keeps one more while it is not acked, the first, and merges the rest into it")
  func pending() throws {
    let interrupt = try VirtualInterrupt()
    let port = try Port()
    try interrupt.bind(to: port, key: 9)
    for time in 1...3 { try interrupt.trigger(at: Instant(nanoseconds: Int64(time))) }
    #expect(try port.wait().content == .interrupt(Instant(nanoseconds: 1)))
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
    try interrupt.ack()
    #expect(try port.wait().content == .interrupt(Instant(nanoseconds: 2)))
    try interrupt.ack()
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
    #expect(try interrupt.statistics.merged >= 1)
  }

  @Test("can be waited for without a port, by one thread")
  func waits() async throws {
    let interrupt = Shared(try VirtualInterrupt())
    let koid = try interrupt.object.info.koid
    try interrupt.object.trigger(at: Instant(nanoseconds: 1))
    #expect(try interrupt.object.wait() == Instant(nanoseconds: 1))
    let second = BlockedCall { try? interrupt.object.wait() }
    try daemon.waitUntil(interrupt: koid, is: "waiting")
    #expect(throws: Status.badState) { try interrupt.object.wait() }
    #expect(throws: Status.badState) { try interrupt.object.bind(to: Port(), key: 0) }
    try interrupt.object.trigger(at: Instant(nanoseconds: 2))
    #expect(await second.value == Instant(nanoseconds: 2))
  }

  @Test("wakes its thread when it is destroyed")
  func destroys() async throws {
    let interrupt = Shared(try VirtualInterrupt())
    let koid = try interrupt.object.info.koid
    let ended = BlockedCall { () -> Status in
      do throws(Status) { _ = try interrupt.object.wait() } catch { return error }
      return .ok
    }
    try daemon.waitUntil(interrupt: koid, is: "waiting")
    try interrupt.object.destroy()
    #expect(await ended.value == .canceled)
    #expect(throws: Status.canceled) { try interrupt.object.trigger() }
    #expect(try interrupt.object.signals == .untriggered)
    try interrupt.object.destroy()
  }

  @Test("comes back from a port when it is unbound before anybody has read its packet")
  func unbinds() throws {
    let interrupt = try VirtualInterrupt()
    let port = try Port()
    try interrupt.bind(to: port, key: 1)
    #expect(throws: Status.alreadyBound) { try interrupt.bind(to: port, key: 1) }
    #expect(throws: Status.badState) { try interrupt.wait() }
    try interrupt.trigger(at: Instant(nanoseconds: 8))
    #expect(throws: Status.notFound) { try interrupt.unbind(from: Port()) }
    try interrupt.unbind(from: port)
    #expect(throws: Status.timedOut) { try port.wait(until: .infinitePast) }
    #expect(throws: Status.badState) { try interrupt.ack() }
    #expect(try interrupt.wait() == Instant(nanoseconds: 8))
  }

  @Test("tells when a handler may still be running as it ends")
  func destroysInHandler() throws {
    let interrupt = try VirtualInterrupt()
    let port = try Port()
    try interrupt.bind(to: port, key: 1)
    try interrupt.trigger()
    _ = try port.wait()
    #expect(throws: Status.notFound) { try interrupt.destroy() }
    #expect(throws: Status.canceled) { try interrupt.ack() }
  }

  @Test("has the options that it was made with, and only those of its kind")
  func options() throws {
    #expect(try VirtualInterrupt().options == .virtual)
    #expect(try VirtualInterrupt(options: .monotonicTimestamps).options == [.virtual, .monotonicTimestamps])
    #expect(throws: Status.invalidArgs) { _ = try VirtualInterrupt(options: .edgeHigh) }
    #expect(throws: Status.badHandle) { _ = try VirtualInterrupt(options: .wakeVector) }
    let resource = try Resource(device: "sim:swift-edge")
    #expect(try VirtualInterrupt(wakingBy: resource, vector: 0).options == [.virtual, .wakeVector])
    #expect(throws: Status.outOfRange) { _ = try VirtualInterrupt(wakingBy: resource, vector: 1) }
  }

  @Test("is served by code that serves physical ones, too")
  func generically() throws {
    func serve(_ interrupt: borrowing some InterruptObject & ~Copyable, on port: borrowing Port) throws -> PortPacket {
      let packet = try port.wait()
      try interrupt.ack()
      return packet
    }
    let port = try Port()
    let interrupt = try VirtualInterrupt()
    try interrupt.bind(to: port, key: 3)
    try interrupt.trigger()
    #expect(try serve(interrupt, on: port).key == 3)
    #expect(try interrupt.signals == .untriggered)
  }
}
