import Testing
import ZirconObjects

@Suite("Threads that wait for signals")
struct SignalThreadTests {
  @Test("are all woken by one signal, and see it even if it is cleared at once", arguments: Place.allCases)
  func wakesAll(_ place: Place) throws {
    let calls = place.calls()
    let event = calls.event()
    let other = calls.event()
    for round in 0..<place.times(60) {
      let crew = Crew()
      // Whoever comes after the signal sees the one that stays.
      crew.start(2) { _ in
        let (status, observed) = calls.waitOne(event, Signal.user0 | Signal.eventSignaled, polls: false)
        crew.expect(status, .ok, from: "object_wait_one")
        crew.expect(observed & (Signal.user0 | Signal.eventSignaled) != 0, "observed \(observed)")
      }
      crew.start {
        let (status, pending) = calls.waitMany([(other, Signal.user1), (event, Signal.user0 | Signal.eventSignaled)])
        crew.expect(status, .ok, from: "object_wait_many")
        crew.expect(pending[0] == 0 && pending[1] != 0, "pending \(pending)")
      }
      crew.start {
        crew.expect(calls.signal(event, clear: 0, set: Signal.user0), .ok, from: "object_signal")
        crew.expect(
          calls.signal(event, clear: Signal.user0, set: Signal.eventSignaled), .ok, from: "object_signal")
      }
      try crew.finish()
      #expect(calls.signal(event, clear: Signal.eventSignaled, set: 0) == 0, "round \(round)")
    }
    #expect(calls.close(event) == 0)
    #expect(calls.close(other) == 0)
  }

  @Test("return once, though what they wait for comes to two objects at once", arguments: Place.allCases)
  func twoAtOnce(_ place: Place) throws {
    let calls = place.calls()
    let events = [calls.event(), calls.event()]
    for round in 0..<place.times(60) {
      let crew = Crew()
      crew.start {
        let (status, pending) = calls.waitMany(events.map { ($0, Signal.user0) })
        crew.expect(status, .ok, from: "object_wait_many")
        crew.expect(pending.contains(Signal.user0), "pending \(pending)")
      }
      crew.start(2) { number in
        crew.expect(calls.signal(events[number], clear: 0, set: Signal.user0), .ok, from: "object_signal")
      }
      try crew.finish()
      for event in events { #expect(calls.signal(event, clear: Signal.user0, set: 0) == 0, "round \(round)") }
    }
    for event in events { #expect(calls.close(event) == 0) }
  }

  @Test("find their own signal set and cleared, whatever others do to theirs", arguments: Place.allCases)
  func own(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(150)
    let event = calls.event()
    let crew = Crew()
    crew.start(3) { number in
      let mine = Signal.user0 << UInt32(number)
      for _ in 0..<count {
        crew.expect(calls.signal(event, clear: 0, set: mine), .ok, from: "object_signal")
        crew.expect(calls.waitOne(event, mine, polls: true).status, .ok, from: "object_wait_one after setting")
        crew.expect(calls.signal(event, clear: mine, set: 0), .ok, from: "object_signal")
        crew.expect(calls.waitOne(event, mine, polls: true).status, .timedOut, from: "object_wait_one after clearing")
      }
    }
    try crew.finish()
    #expect(calls.close(event) == 0)
  }

  @Test("return for what they wait for and nothing else, while others signal at random", arguments: Place.allCases)
  func random(_ place: Place) throws {
    let calls = place.calls()
    let event = calls.event()
    let count = place.times(150)
    let waiters = Crew()
    waiters.start(3) { number in
      let mine = Signal.user0 << UInt32(number)
      for _ in 0..<count {
        let (status, observed) = calls.waitOne(event, mine, polls: false)
        waiters.expect(status, .ok, from: "object_wait_one")
        waiters.expect(observed & mine != 0, "woken for \(observed) while waiting for \(mine)")
      }
      waiters.expect(calls.signal(event, clear: 0, set: Signal.eventSignaled), .ok, from: "object_signal")
    }
    let signalers = Crew()
    signalers.start(2) { number in
      var random = SystemRandomNumberGenerator()
      while true {
        // Until a waiter has had its share; the others are then served by what stays asserted.
        let (status, _) = calls.waitOne(event, Signal.eventSignaled, polls: true)
        if status == Status.ok.rawValue { break }
        signalers.expect(status, .timedOut, from: "object_wait_one")
        let set = UInt32.random(in: 0..<8, using: &random) << 24
        let clear = UInt32.random(in: 0..<8, using: &random) << 24
        signalers.expect(calls.signal(event, clear: clear, set: set), .ok, from: "object_signal")
      }
    }
    try signalers.finish()
    #expect(calls.signal(event, clear: 0, set: 7 * Signal.user0) == 0)
    try waiters.finish()
    #expect(calls.close(event) == 0)
  }

  @Test("get one packet for each asynchronous wait, be it fired, or fired at once", arguments: Place.allCases)
  func asynchronous(_ place: Place) throws {
    let calls = place.calls()
    let count = place.times(150)
    let port = calls.port()
    let event = calls.event()
    let crew = Crew()
    crew.start(2) { number in
      for key in 0..<count {
        crew.expect(
          calls.waitAsync(event, port, key: UInt64(number * count + key), Signal.user0, edge: key % 2 == 0), .ok,
          from: "object_wait_async")
      }
    }
    crew.start {
      for _ in 0..<2 * count {
        crew.expect(calls.signal(event, clear: 0, set: Signal.user0), .ok, from: "object_signal")
        crew.expect(calls.signal(event, clear: Signal.user0, set: 0), .ok, from: "object_signal")
      }
    }
    let taken = Gathered<Packet>()
    let readers = Crew()
    readers.start(2) { _ in
      while true {
        let (status, packet) = calls.take(port, polls: false)
        readers.expect(status, .ok, from: "port_wait")
        if packet.type == 0 || status != 0 { return }
        taken.add(packet)
      }
    }
    try crew.finish()
    #expect(calls.signal(event, clear: 0, set: Signal.user0) == 0)
    for _ in 0..<2 { #expect(calls.queue(port, key: 0, 0) == 0) }
    try readers.finish()
    #expect(taken.all.map(\.key).sorted() == Array(0..<2 * UInt64(count)))
    let observed = UInt64(Signal.user0) << 32 | UInt64(Signal.user0)
    #expect(taken.all.allSatisfy { $0.type == 1 && $0.value == observed })
    #expect(calls.close(event) == 0)
    #expect(calls.close(port) == 0)
  }

  @Test("are canceled when their handle is closed, and not when another is", arguments: Place.allCases)
  func closed(_ place: Place) throws {
    let calls = place.calls()
    let event = calls.event()
    let other = calls.event()
    let witness = Crew()
    witness.start {
      let (status, observed) = calls.waitOne(event, Signal.user0, polls: false)
      witness.expect(status, .ok, from: "object_wait_one")
      witness.expect(observed == Signal.user0, "observed \(observed)")
    }
    for _ in 0..<place.times(60) {
      let first = calls.duplicate(event)
      let second = calls.duplicate(event)
      let crew = Crew()
      crew.start {
        let (status, observed) = calls.waitOne(first, Signal.user0, polls: false)
        // BAD_HANDLE: it was closed before the wait began.
        crew.expect(status, isOneOf: [.canceled, .badHandle], from: "object_wait_one")
        if status == Status.canceled.rawValue { crew.expect(observed == Signal.handleClosed, "observed \(observed)") }
      }
      crew.start {
        let (status, pending) = calls.waitMany([(other, Signal.user0), (second, Signal.user0)])
        crew.expect(status, isOneOf: [.canceled, .badHandle], from: "object_wait_many")
        if status == Status.canceled.rawValue {
          crew.expect(pending == [0, Signal.handleClosed], "pending \(pending)")
        }
      }
      crew.start(2) { number in
        crew.expect(calls.close(number == 0 ? first : second), .ok, from: "handle_close")
      }
      try crew.finish()
    }
    #expect(calls.signal(event, clear: 0, set: Signal.user0) == 0)
    try witness.finish()
    #expect(calls.close(event) == 0)
    #expect(calls.close(other) == 0)
  }

  @Test("differ from those that wait on a port, whom closing a handle does not wake", arguments: Place.allCases)
  func closedPort(_ place: Place) throws {
    let calls = place.calls()
    let port = calls.port()
    for round in 0..<UInt64(place.times(60)) {
      let duplicate = calls.duplicate(port)
      let crew = Crew()
      let ended = Gathered<Int32>()
      crew.start {
        let (status, packet) = calls.take(duplicate, polls: false)
        crew.expect(status, isOneOf: [.ok, .badHandle], from: "port_wait")
        if status == Status.ok.rawValue { crew.expect(packet.value == round, "got packet \(packet.value)") }
        ended.add(status)
      }
      #expect(calls.close(duplicate) == 0)
      #expect(calls.queue(port, key: 0, round) == 0)
      try crew.finish()
      // Nobody was there to take it.
      if ended.all == [Status.badHandle.rawValue] { #expect(calls.take(port, polls: true).packet.value == round) }
      #expect(calls.take(port, polls: true).status == Status.timedOut.rawValue)
    }
    #expect(calls.close(port) == 0)
  }
}
