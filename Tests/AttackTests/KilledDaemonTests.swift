import Foundation
import NaiveModel
import TestDaemon
import Testing

@Suite("A daemon that is killed")
struct KilledDaemonTests {
  private static let configuration = """
    [Simulated edge]
    Mode=edge
    RateHz=1000
    [Simulated level]
    Mode=level
    RateHz=1000
    """

  #if THREAD_SANITIZER
    private static let rounds = 10
  #else
    private static let rounds = 40
  #endif

  @Test("at any moment cuts off every call of its clients, which go on with the next daemon after one more")
  func killed() throws {
    let seed = Seed.draw()
    var random = SeededGenerator(seed)
    let place = try TestDaemon.Place()
    var daemon = try TestDaemon(KilledDaemonTests.configuration, at: place)
    let clients = try ["sim:edge", "sim:level"].map {
      try TestProgram("zirq-test-client", ["outlive", $0], environment: ["ZIRQ_SOCKET": daemon.socket])
    }
    func expect(_ line: String, _ round: Int) throws {
      for client in clients {
        let said = client.nextLine()
        // What has ended says why.
        if said == nil { Issue.record("round \(round) with seed \(seed): \(client.finish().errors)") }
        try #require(said == line, "round \(round) with seed \(seed)")
      }
    }
    for round in 1...KilledDaemonTests.rounds {
      try expect("working", round)
      let moment = ContinuousClock.now + .microseconds(Int64.random(in: 0...20_000, using: &random))
      while ContinuousClock.now < moment { sched_yield() }
      #expect(daemon.stop(SIGKILL) == -SIGKILL)
      try expect("cut off", round)
      daemon = try TestDaemon(KilledDaemonTests.configuration, at: place)
    }
    try expect("working", KilledDaemonTests.rounds + 1)
    for client in clients { client.signal(SIGTERM) }
    #expect(daemon.stop() == 0)
    for client in clients {
      let (status, _, errors) = client.finish()
      #expect(status == 0, "\(errors)")
    }
  }
}
