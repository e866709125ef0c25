import Foundation
import TestDaemon
import Testing

/// What becomes of the daemon and its clients while others do their worst.
@Suite("Under attack")
struct HostileClientTests {
  private static let onData = [
    "frames", "halves", "connects", "handles", "unread", "tokens", "cancels", "descriptors", "middle", "devices",
  ]
  private static let onControl = ["requests", "replies"]

  private static let configuration = """
    [Daemon]
    SocketMode=0666
    ControlSocketMode=0666
    [Simulated edge]
    Mode=edge
    RateHz=1000
    [Simulated level]
    Mode=level
    RateHz=1000
    """

  /// The sanitizer makes everything ten times slower.
  #if THREAD_SANITIZER
    private static let connects = "1000"
  #else
    private static let connects = "10000"
  #endif

  @Test("by its own user or another, a client at 1 kHz loses no interrupt, and the daemon keeps nothing afterwards")
  func attacks() throws {
    let daemon = try TestDaemon(HostileClientTests.configuration)
    let steady = try ["sim:edge", "sim:level"].map { try SteadyClient($0, of: daemon) }
    let threads = daemon.threadCount
    let descriptors = daemon.descriptorCount
    var memory: [Int] = []
    // The limits of one user do not hold for the daemon's own, if the tests run as any other than root.
    for user in [getuid(), 65534] {
      try attack(daemon, by: user, meanwhile: steady)
      try daemon.waitUntil("the attackers have gone") { try daemon.clientPids().count == steady.count }
      try daemon.waitUntil("their threads have ended") { daemon.threadCount <= threads }
      try daemon.waitUntil("their descriptors are closed") { daemon.descriptorCount <= descriptors }
      memory.append(daemon.privateMemory)
    }
    // Once is what the code has touched, and the stacks that libc keeps; twice would be a leak.
    #if !THREAD_SANITIZER
      #expect(memory[1] < memory[0] + 4 << 20, "\(memory)")
      #expect(memory[1] < 64 << 20, "\(memory)")
    #endif
    for client in steady { client.hasLostNothing() }
    #expect(daemon.stop() == 0)
  }

  /// All attacks at once.
  private func attack(_ daemon: TestDaemon, by user: uid_t, meanwhile steady: [SteadyClient]) throws {
    let seed = Seed.draw()
    let attackers = try (HostileClientTests.onData + HostileClientTests.onControl).map { attack in
      let socket = HostileClientTests.onData.contains(attack) ? daemon.socket : daemon.controlSocket
      return (
        attack,
        try TestProgram("zirq-test-attacker", ["\(user)", attack, socket, "\(seed)", HostileClientTests.connects])
      )
    }
    for client in steady { client.takesAnother("while user \(user) attacks") }
    if user != getuid() {
      // One user does not take everything: there is room for another's client, and for an administrator.
      #expect(try RawClient(daemon).status == 0)
      #expect(try !daemon.call("GetStatus").isEmpty)
    }
    for (attack, attacker) in attackers {
      let (status, _, errors) = attacker.finish()
      #expect(status == 0, "\(attack) with seed \(seed): \(errors)")
      for client in steady { client.takesAnother("after \(attack) by user \(user)") }
    }
  }
}
