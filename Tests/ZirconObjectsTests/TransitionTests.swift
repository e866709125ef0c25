import Synchronization
import Testing
import TransitionTable

@testable import ZirconObjects

@Suite("An interrupt object")
struct TransitionTests {
  @Test("makes each transition of the table", arguments: Transition.all, Bench.Kind.allCases)
  func transition(_ row: Transition, _ kind: Bench.Kind) throws {
    let bench = try Bench(kind)
    let way = try #require(ways[row.from])
    for event in way { _ = bench.perform(event) }
    try #require(bench.state == row.from)
    bench.line?.calls.withLock { $0.removeAll() }
    let untriggered = bench.interrupt.header.signals.active.contains(.untriggered)

    #expect(bench.perform(row.event) == row.result)
    #expect(bench.state == row.to)

    switch kind {
    case .virtual:
      let expected = row.untriggered == "=" ? untriggered : row.untriggered == "set"
      #expect(bench.interrupt.header.signals.active.contains(.untriggered) == expected)
    case .level:
      #expect(calls(bench) == row.line)
    case .edge:
      #expect(calls(bench) == (row.line == "unmask" ? "-" : row.line))
    }
    if row.to.hasSuffix("-DESTROYED") { #expect(bench.port.wait(nil) == nil) }
  }

  private func calls(_ bench: Bench) -> String? {
    bench.line.map { line in
      let calls = line.calls.withLock { $0 }
      return calls.isEmpty ? "-" : calls.joined(separator: ", ")
    }
  }

  @Test("has a way to every state of the table, and an answer to every event in each")
  func tableIsComplete() {
    let states = Set(Transition.all.map(\.from))
    #expect(states == Set(ways.keys))
    for state in states {
      let events = Set(Transition.all.filter { $0.from == state }.map { $0.event.prefix { $0 != " " } })
      #expect(events.isSuperset(of: ["trigger", "wait", "bind", "ack", "unbind", "destroy"]), "\(state)")
    }
  }
}
