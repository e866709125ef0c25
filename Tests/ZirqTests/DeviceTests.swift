import TestDaemon
import Testing
import Zirq

/// Serialized, for the vectors of the devices have one owner at a time.
@Suite("A device in Swift", .serialized)
struct DeviceTests {
  let daemon = SharedDaemon.connected

  @Test("sends its interrupts to a port, each once it was acked", arguments: ["edge", "level"])
  func delivers(mode: String) throws {
    let device = "sim:swift-\(mode)"
    let interrupt = try Interrupt(resource: Resource(device: device), vector: 0)
    let port = try Port()
    try interrupt.bind(to: port, key: 11)
    for _ in 0..<3 {
      let before = Instant.now
      try daemon.trigger(device)
      let packet = try port.wait()
      #expect(packet.key == 11 && packet.status == .ok)
      guard case .interrupt(let time) = packet.content else {
        Issue.record("\(packet.content)")
        return
      }
      #expect(time >= before && time <= .now)
      try interrupt.ack()
    }
    #expect(try interrupt.statistics.total == 3)
    #expect(try interrupt.options == [])
  }

  @Test("serves a thread that waits without a port")
  func waits() async throws {
    let interrupt = Shared(try Interrupt(resource: Resource(device: "sim:swift-level"), vector: 0))
    let koid = try interrupt.object.info.koid
    for _ in 0..<3 {
      let before = Instant.now
      let time = BlockedCall { try? interrupt.object.wait() }
      try daemon.waitUntil(interrupt: koid, is: "waiting")
      try daemon.trigger("sim:swift-level")
      #expect(try #require(await time.value) >= before)
    }
  }

  @Test("gives a vector to one owner, and none that it lacks")
  func owns() throws {
    let resource = try Resource(device: "sim:swift-bank")
    #expect(try resource.coverage.range == 0..<8)
    #expect(try resource.coverage.kind == .irq)
    do {
      let interrupt = try Interrupt(resource: resource, vector: 7)
      #expect(throws: Status.alreadyBound) { _ = try Interrupt(resource: resource, vector: 7) }
      #expect(throws: Status.badState) { try VirtualInterrupt(interrupt.duplicate().takeHandle()).trigger() }
    }
    _ = try Interrupt(resource: resource, vector: 7)
    #expect(throws: Status.outOfRange) { _ = try Interrupt(resource: resource, vector: 8) }
    #expect(throws: Status.wrongType) { _ = try Interrupt(resource: Resource(Port().takeHandle()), vector: 0) }
  }

  @Test("can be narrowed to some of its vectors, for who needs no more")
  func narrows() throws {
    let resource = try Resource(device: "sim:swift-bank")
    let two = try resource.narrowed(to: 2..<4, name: "pins")
    #expect(try two.coverage.range == 2..<4)
    #expect(try two.coverage.name == "pins")
    _ = try Interrupt(resource: two, vector: 3)
    #expect(throws: Status.outOfRange) { _ = try Interrupt(resource: two, vector: 4) }
    #expect(throws: Status.accessDenied) { _ = try two.narrowed(to: 2..<5) }
    #expect(throws: Status.accessDenied) { _ = try two.narrowed(to: 2..<3, kind: .mmio) }
    let one = try two.narrowed(to: 2..<3)
    #expect(try one.coverage.range == 2..<3)
    #expect(throws: Status.accessDenied) { _ = try one.duplicate(rights: .inspect).narrowed(to: 2..<3) }
  }

  @Test("allocates its vectors as message-signaled interrupts, if it has such")
  func messageSignaled() throws {
    let resource = try Resource(device: "sim:swift-bank")
    let allocation = try MSIAllocation(resource: resource, count: 4)
    #expect(try allocation.info.type == .msi)
    #expect(try allocation.vectors == 0..<4)
    do {
      let interrupt = try Interrupt(allocation: allocation, id: 2)
      #expect(try allocation.interruptCount == 1)
      #expect(throws: Status.alreadyBound) { _ = try Interrupt(allocation: allocation, id: 2) }
      let port = try Port()
      try interrupt.bind(to: port, key: 5)
      try daemon.trigger("sim:swift-bank", vector: 2)
      #expect(try port.wait().key == 5)
      try interrupt.ack()
    }
    #expect(try allocation.interruptCount == 0)
    #expect(throws: Status.invalidArgs) { _ = try Interrupt(allocation: allocation, id: 4) }
    #expect(throws: Status.invalidArgs) { _ = try MSIAllocation(resource: resource, count: 3) }
    #expect(throws: Status.noResources) { _ = try MSIAllocation(resource: resource, count: 16) }
    #expect(throws: Status.notSupported) {
      _ = try MSIAllocation(resource: Resource(device: "sim:swift-level"), count: 1)
    }
  }

  @Test("is listed with what it has, and opened by its name alone")
  func lists() throws {
    let bank = try #require(try Device.list().first { $0.name == "sim:swift-bank" })
    #expect(bank.vectors == 8 && bank.isAllowed && !bank.isLevel)
    let level = try #require(try Device.list().first { $0.name == "sim:swift-level" })
    #expect(level.isLevel && !level.isRemoving)
    do throws(ZirqError) {
      _ = try Resource(device: "sim:no-such-device")
      Issue.record("it was opened")
    } catch {
      #expect(error.status == .notFound)
      #expect(error.description.contains("sim:no-such-device: there is no such device"))
    }
  }

  @Test("says what it is once it is open")
  func info() throws {
    let info = try Resource(device: "sim:swift-levels").deviceInfo
    #expect(info.kind == .simulated && info.generation == 1 && info.vectors == 8 && info.regions == 0)
    #expect(info.isLevel && !info.isRemoving && !info.isBusMaster && info.iommuGroup == nil)
    #expect(info.timestamps == .wakeup && info.interrupts == .unknown)
  }

  @Test("has bus mastering to switch only where there is a bus, and says so")
  func busMaster() throws {
    do throws(ZirqError) {
      try Resource(device: "sim:swift-bank").setBusMaster(true)
      Issue.record("it was switched")
    } catch {
      #expect(error.status == .notSupported)
      #expect(error.description.hasPrefix("sim:swift-bank: "))
    }
  }

  @Test("takes no limit on the processors' wake-up latency that there cannot be", arguments: [-1, 1e10])
  func latency(_ seconds: Double) throws {
    let resource = try Resource(device: "sim:swift-bank")
    do throws(ZirqError) {
      try resource.limitWakeupLatency(to: .seconds(seconds))
      Issue.record("it was limited")
    } catch {
      #expect(error.status == .outOfRange)
    }
    try resource.limitWakeupLatency(to: nil)
  }

  @Test("leaves the daemon's reason when its interrupt cannot be had")
  func reason() throws {
    let resource = try Resource(device: "sim:swift-bank")
    let interrupt = try Interrupt(resource: resource, vector: 6)
    #expect(throws: Status.alreadyBound) { _ = try Interrupt(resource: resource, vector: 6) }
    #expect(ZirqError.lastDescription.hasPrefix("sim:swift-bank: vector 6 has an interrupt already"))
    #expect(try interrupt.info.type == .interrupt)
  }
}
