import Testing
import ZirconObjects

@Suite("Threads around one interrupt")
struct InterruptThreadTests {
  @Test(
    "that wait for it: one at a time, every trigger told once, merged or pending at the end", arguments: Place.allCases)
  func waits(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(500)
    let interrupt = calls.virtualInterrupt()
    let told = Gathered<Int64>()
    let waiters = Crew()
    waiters.start(2) { _ in
      while true {
        let (status, timestamp) = calls.wait(interrupt)
        // The other one waits already.
        waiters.expect(status, isOneOf: [.ok, .badState, .canceled], from: "interrupt_wait")
        if status == Status.ok.rawValue { told.add(timestamp) }
        if status != Status.ok.rawValue && status != Status.badState.rawValue { return }
      }
    }
    let devices = Crew()
    devices.start(2) { number in
      for time in 0..<count {
        devices.expect(calls.trigger(interrupt, Int64(time * 2 + number)), .ok, from: "interrupt_trigger")
      }
    }
    try devices.finish()
    #expect(calls.destroy(interrupt) == 0)
    try waiters.finish()

    #expect(Set(told.all).count == told.all.count, "no trigger is told twice")
    let pending = 2 * count - told.all.count - calls.merged(interrupt)
    #expect((0...1).contains(pending), "\(pending) triggers are unaccounted for")
    #expect(calls.trigger(interrupt, 0) == Status.canceled.rawValue)
    #expect(calls.close(interrupt) == 0)
  }

  @Test("that test its driver: each trigger is seen, and then its acknowledgment", arguments: Place.allCases)
  func untriggered(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(300)
    let port = calls.port()
    let interrupt = calls.virtualInterrupt()
    let drivers = calls.duplicate(interrupt)
    #expect(calls.bind(drivers, port, key: 3) == 0)
    let crew = Crew()
    crew.start {
      for time in 0..<UInt64(count) {
        let (status, packet) = calls.take(port, polls: false)
        crew.expect(status, .ok, from: "port_wait")
        crew.expect(packet == Packet(key: 3, type: 7, value: time), "got \(packet) instead of trigger \(time)")
        crew.expect(calls.ack(drivers), .ok, from: "interrupt_ack")
      }
    }
    for time in 0..<Int64(count) {
      #expect(calls.trigger(interrupt, time) == 0)
      let (status, observed) = calls.waitOne(interrupt, Signal.untriggered, polls: false)
      #expect(status == 0 && observed == Signal.untriggered)
    }
    try crew.finish()
    #expect(calls.merged(interrupt) == 0)
    for handle in [drivers, interrupt, port] { #expect(calls.close(handle) == 0) }
  }

  @Test(
    "that duplicate, use and close handles to it: a thread that waits is canceled by the last handle and no other",
    arguments: Place.allCases)
  func handles(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(100)
    let interrupt = calls.virtualInterrupt()
    let triggered = Gathered<Int64>()
    let told = Gathered<Int64>()
    let waiter = Crew()
    waiter.start {
      while true {
        let (status, timestamp) = calls.wait(interrupt)
        // BAD_HANDLE: the handle was closed between two waits.
        waiter.expect(status, isOneOf: [.ok, .canceled, .badHandle], from: "interrupt_wait")
        guard status == Status.ok.rawValue else { return }
        told.add(timestamp)
      }
    }
    let users = Crew()
    users.start(3) { number in
      for time in 0..<count {
        let duplicate = calls.duplicate(interrupt)
        let stamp = Int64(time * 3 + number)
        users.expect(calls.trigger(duplicate, stamp), .ok, from: "interrupt_trigger")
        triggered.add(stamp)
        users.expect(calls.signal(duplicate, clear: 0, set: Signal.user0 << UInt32(number)), .ok, from: "object_signal")
        let (status, observed) = calls.waitOne(duplicate, Signal.user0 << UInt32(number), polls: true)
        users.expect(status, .ok, from: "object_wait_one")
        users.expect(observed & Signal.user0 << UInt32(number) != 0, "a signal was lost")
        users.expect(calls.close(duplicate), .ok, from: "handle_close")
      }
    }
    try users.finish()
    #expect(calls.close(interrupt) == 0)
    try waiter.finish()
    #expect(Set(told.all).count == told.all.count, "no trigger is told twice")
    #expect(Set(told.all).isSubset(of: triggered.all))
  }

  @Test("that come, trigger it and go leave nothing undone", arguments: Place.allCases)
  func comeAndGo(_ place: Place) throws {
    let calls = place.calls()
    let port = calls.port()
    let interrupt = calls.virtualInterrupt()
    #expect(calls.bind(interrupt, port, key: 1) == 0)
    let delivered = Gathered<UInt64>()
    let driver = Crew()
    driver.start {
      while true {
        let (status, packet) = calls.take(port, polls: false)
        driver.expect(status, .ok, from: "port_wait")
        if packet.type != 7 || status != 0 { return }
        delivered.add(packet.value)
        driver.expect(calls.ack(interrupt), .ok, from: "interrupt_ack")
      }
    }
    for batch in 0..<20 {
      let visitors = Crew()
      visitors.start(8) { number in
        visitors.expect(calls.trigger(interrupt, Int64(batch * 8 + number)), .ok, from: "interrupt_trigger")
      }
      try visitors.finish()
    }
    #expect(calls.queue(port, key: 0, 0) == 0)
    try driver.finish()
    #expect(delivered.all.count + calls.merged(interrupt) == 160)
    #expect(calls.close(interrupt) == 0)
    #expect(calls.close(port) == 0)
  }
}
