import Testing
import ZirconObjects

/// The key of the packet that tells a thread to stop.
private let stop = UInt64.max

@Suite("Several threads that wait on one port")
struct PortThreadTests {
  @Test(
    "get each packet once, whoever gets it, and each what its sender sent first before what it sent later",
    arguments: Place.allCases)
  func packets(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(400)
    let port = calls.port()
    let taken = (0..<4).map { _ in Gathered<Packet>() }
    let readers = Crew()
    readers.start(4) { number in
      while true {
        let (status, packet) = calls.take(port, polls: false)
        readers.expect(status, .ok, from: "port_wait")
        if packet.key == stop || status != 0 { return }
        taken[number].add(packet)
      }
    }
    let senders = Crew()
    senders.start(2) { number in
      for value in 0..<count {
        var status: Int32
        repeat {
          status = calls.queue(port, key: UInt64(number), UInt64(value))
          senders.expect(status, isOneOf: [.ok, .shouldWait], from: "port_queue")
        } while status == Status.shouldWait.rawValue
      }
    }
    try senders.finish()
    for _ in 0..<4 { #expect(calls.queue(port, key: stop, 0) == 0) }
    try readers.finish()

    let all = taken.flatMap(\.all)
    #expect(all.count == 2 * count)
    #expect(Set(all).count == 2 * count)
    for reader in taken {
      for sender in 0..<2 as Range<UInt64> {
        let values = reader.all.filter { $0.key == sender }.map(\.value)
        #expect(values == values.sorted())
      }
    }
    #expect(calls.close(port) == 0)
  }

  @Test(
    "never handle two packets of one interrupt at once, and every trigger is delivered or merged",
    arguments: Place.allCases)
  func interrupts(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(300)
    let port = calls.port()
    let interrupts = (0..<3).map { _ in calls.virtualInterrupt() }
    for (key, interrupt) in interrupts.enumerated() { #expect(calls.bind(interrupt, port, key: UInt64(key)) == 0) }
    let delivered = Gathered<Packet>()
    let handled = Guarded<Set<UInt64>>([])
    let drivers = Crew()
    drivers.start(4) { _ in
      while true {
        let (status, packet) = calls.take(port, polls: false)
        drivers.expect(status, .ok, from: "port_wait")
        if packet.key == stop || status != 0 { return }
        delivered.add(packet)
        let isAlone = handled.withLock { $0.insert(packet.key).inserted }
        drivers.expect(isAlone, "two packets of interrupt \(packet.key) are out at once")
        _ = handled.withLock { $0.remove(packet.key) }
        drivers.expect(calls.ack(interrupts[Int(packet.key)]), .ok, from: "interrupt_ack")
      }
    }
    let devices = Crew()
    devices.start(2) { number in
      for time in 0..<count {
        for interrupt in interrupts {
          devices.expect(calls.trigger(interrupt, Int64(time * 2 + number)), .ok, from: "interrupt_trigger")
        }
      }
    }
    try devices.finish()
    // Whoever acknowledges comes back, and packets of interrupts come before these.
    for _ in 0..<4 { #expect(calls.queue(port, key: stop, 0) == 0) }
    try drivers.finish()

    for (key, interrupt) in interrupts.enumerated() {
      let packets = delivered.all.filter { $0.key == UInt64(key) }
      #expect(packets.count + calls.merged(interrupt) == 2 * count)
      #expect(Set(packets).count == packets.count, "no trigger is delivered twice")
    }
    for handle in interrupts + [port] { #expect(calls.close(handle) == 0) }
  }

  @Test("see interrupts come and go, unbound and bound again under them", arguments: Place.allCases)
  func bindings(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(150)
    let port = calls.port()
    let interrupt = calls.virtualInterrupt()
    let delivered = Gathered<Packet>()
    let drivers = Crew()
    drivers.start(2) { _ in
      while true {
        let (status, packet) = calls.take(port, polls: false)
        drivers.expect(status, .ok, from: "port_wait")
        if packet.key == stop || status != 0 { return }
        delivered.add(packet)
        // Unbound in between, or bound again and fired again.
        drivers.expect(calls.ack(interrupt), isOneOf: [.ok, .badState], from: "interrupt_ack")
      }
    }
    let others = Crew()
    others.start(2) { number in
      for time in 0..<4 * count {
        others.expect(calls.trigger(interrupt, Int64(time * 2 + number)), .ok, from: "interrupt_trigger")
      }
    }
    others.start {
      for _ in 0..<count {
        others.expect(calls.bind(interrupt, port, key: 1), .ok, from: "interrupt_bind")
        others.expect(calls.bind(interrupt, port, key: 2), .alreadyBound, from: "interrupt_bind")
        others.expect(calls.unbind(interrupt, port), .ok, from: "interrupt_bind with UNBIND")
        others.expect(calls.unbind(interrupt, port), .notFound, from: "interrupt_bind with UNBIND")
      }
    }
    try others.finish()
    for _ in 0..<2 { #expect(calls.queue(port, key: stop, 0) == 0) }
    try drivers.finish()

    #expect(Set(delivered.all).count == delivered.all.count, "no trigger is delivered twice")
    #expect(delivered.all.allSatisfy { $0.key == 1 && $0.type == 7 && $0.value < 8 * UInt64(count) })
    #expect(calls.take(port, polls: true).status == Status.timedOut.rawValue)
    #expect(calls.close(interrupt) == 0)
    #expect(calls.close(port) == 0)
  }
}
