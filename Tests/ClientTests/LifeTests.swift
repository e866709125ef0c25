import CWire
import CZircon
import Foundation
import TestDaemon
import Testing

/// Clients and the daemon come and go, in the middle of anything.
@Suite("A client process")
struct LifeTests {
  private func client(_ daemon: TestDaemon, _ arguments: String...) throws -> TestProgram {
    try TestProgram("zirq-test-client", arguments, environment: ["ZIRQ_SOCKET": daemon.socket])
  }

  private func finish(_ client: TestProgram) {
    let (status, _, errors) = client.finish()
    #expect(status == 0, "\(errors)")
  }

  /// Takes interrupts from a device; retries while its last owner is still being cleaned up.
  private func expectUsable(_ device: String, _ daemon: TestDaemon) throws {
    try daemon.waitUntil("nobody has \(device)") {
      let device = try daemon.call("GetDevice", ["name": device])["device"] as? [String: Any]
      let lines = device?["lines"] as? [[String: Any]] ?? []
      return !lines.isEmpty && lines.allSatisfy { $0["owner"] == nil || $0["owner"] is NSNull }
    }
    let driver = try client(daemon, "drive", device, "3")
    #expect(driver.nextLine() == "bound")
    for _ in 0..<3 {
      try daemon.trigger(device)
      try daemon.waitUntil("the interrupt has been acknowledged") {
        let clients = try daemon.call("ListClients")["clients"] as? [[String: Any]] ?? []
        let states = clients.flatMap { $0["interrupts"] as? [[String: Any]] ?? [] }.compactMap {
          $0["state"] as? String
        }
        return states.allSatisfy { $0 == "idle" }
      }
    }
    finish(driver)
  }

  @Test("that is killed while it waits, or while it holds an interrupt, leaves the line to the next one")
  func killed() throws {
    let daemon = try TestDaemon("[Simulated line]\nMode=level")
    let waiting = try client(daemon, "port-wait", "sim:line")
    #expect(waiting.nextLine() == "waiting")
    waiting.signal(SIGKILL)
    #expect(waiting.wait() == -SIGKILL)
    try expectUsable("sim:line", daemon)

    let blocked = try client(daemon, "wait", "sim:line")
    #expect(blocked.nextLine() == "waiting")
    blocked.signal(SIGKILL)
    #expect(blocked.wait() == -SIGKILL)
    try expectUsable("sim:line", daemon)

    let holding = try client(daemon, "hold", "sim:line")
    #expect(holding.nextLine() == "bound")
    try daemon.trigger("sim:line")
    #expect(holding.nextLine() == "holding")
    holding.signal(SIGKILL)
    #expect(holding.wait() == -SIGKILL)
    try expectUsable("sim:line", daemon)
    #expect(daemon.stop() == 0)
  }

  @Test("that is blocked when the daemon stops gets ZX_ERR_PEER_CLOSED, and the daemon exits with 0")
  func daemonStops() throws {
    let daemon = try TestDaemon("[Simulated one]\n[Simulated two]")
    let portWait = try client(daemon, "port-wait", "sim:one")
    let wait = try client(daemon, "wait", "sim:two")
    #expect(portWait.nextLine() == "waiting")
    #expect(wait.nextLine() == "waiting")
    #expect(daemon.stop() == 0)
    #expect(portWait.nextLine() == "ZX_ERR_PEER_CLOSED")
    #expect(wait.nextLine() == "ZX_ERR_PEER_CLOSED")
    #expect(!FileManager.default.fileExists(atPath: daemon.socket))
    #expect(!FileManager.default.fileExists(atPath: daemon.controlSocket))
  }

  @Test("that forks is two clients: the child has handles of its own, and keeps nothing of its parent alive")
  func forks() throws {
    let daemon = try TestDaemon()
    let parent = try client(daemon, "fork")
    #expect(parent.nextLine() == "child")
    let child = try #require(daemon.clientPids().first { $0 != Int(parent.pid) })
    #expect(parent.nextLine() == "parent")
    try daemon.waitUntil("only the child is left") { try daemon.clientPids() == [child] }
    #expect(daemon.stop() == 0)
    #expect(parent.wait() == 0)
  }

  @Test("that outlives its daemon finds the next one by one call, with none of its old handles")
  func reconnects() throws {
    let first = try TestDaemon()
    let second = try TestDaemon()
    let client = try client(first, "reconnect", second.socket)
    #expect(client.nextLine() == "waiting")
    _ = first.stop(SIGKILL)
    #expect(client.nextLine() == "reconnected")
    finish(client)
  }

  @Test("keeps its handles when the thread that made them has ended, and opens no connection for each new thread")
  func threads() throws {
    let daemon = ClientBench.daemon
    let handles = Handles()
    let port = try BlockedCall { () -> zx_handle_t in
      var handle = zx_handle_t(ZX_HANDLE_INVALID)
      return zx_port_create(0, &handle) == ZX_OK ? handle : 0
    }.returned()
    handles.keep(port)
    for key in 0..<200 {
      let queued = BlockedCall { () -> zx_status_t in
        var packet = zx_port_packet_t()
        packet.key = UInt64(key)
        return zx_port_queue(port, &packet)
      }
      #expect(try queued.returned() == ZX_OK)
    }
    var packet = zx_port_packet_t()
    for key in 0..<200 {
      #expect(zx_port_wait(port, now, &packet) == ZX_OK)
      #expect(packet.key == UInt64(key))
    }
    let clients = try daemon.call("ListClients")["clients"] as? [[String: Any]] ?? []
    let channels = clients.first { $0["pid"] as? Int == Int(getpid()) }?["channels"] as? Int
    #expect(try #require(channels) < 200)
  }

  /// A client waits five seconds for the daemon to answer, and the sanitizer makes everything ten times slower.
  #if THREAD_SANITIZER
    private static let crowdSize = 40
  #else
    private static let crowdSize = 200
  #endif

  @Test("is one of 200 on 200 devices, and the daemon is idle and small again when they have left")
  func crowd() throws {
    let size = Self.crowdSize
    let devices = (0..<size).map { "[Simulated device\($0)]\nMode=\($0 % 2 == 0 ? "edge" : "level")\nRateHz=20\n" }
    let daemon = try TestDaemon(devices.joined() + "[Limits]\nClients=256\n")
    func crowd() throws {
      let crowd = try client(daemon, "crowd", "\(size)", "20")
      var bound = 0
      while bound < size, let line = crowd.nextLine() { if line == "bound" { bound += 1 } }
      #expect(bound == size)
      finish(crowd)
      try daemon.waitUntil("every client has gone") { try daemon.clientPids().isEmpty }
    }
    let threads = daemon.threadCount
    let descriptors = daemon.descriptorCount
    #if !THREAD_SANITIZER
      let idle = daemon.privateMemory
    #endif
    try crowd()
    try daemon.waitUntil("its threads have ended") { daemon.threadCount <= threads }
    try daemon.waitUntil("its descriptors are closed") { daemon.descriptorCount <= descriptors }
    #if !THREAD_SANITIZER
      let after = daemon.privateMemory
    #endif
    for _ in 0..<2 { try crowd() }
    try daemon.waitUntil("its threads have ended") { daemon.threadCount <= threads }
    try daemon.waitUntil("its descriptors are closed") { daemon.descriptorCount <= descriptors }
    // libc keeps the stacks of some of the threads that have ended, and what the code has touched once stays touched: 4
    // MB, however often. The thread sanitizer keeps a history of every access in memory of its own.
    #if !THREAD_SANITIZER
      #expect(after < idle + 6 << 20)
      // How many stacks are kept differs from crowd to crowd.
      let afterAll = daemon.privateMemory
      #expect(afterAll < idle + 6 << 20)
      #expect(afterAll < after + 2 << 20)
    #endif
    #expect(daemon.stop() == 0)
  }
}

@Suite("A client that wants too much")
struct LimitTests {
  private func connection(_ daemon: TestDaemon) throws -> (UnixConnection, Int32) {
    let connection = try UnixConnection(daemon.socket)
    var request = [UInt8](repeating: 0, count: 64)
    request[0] = 1
    request[12] = UInt8(ZIRQ_WIRE_VERSION)
    // A daemon that refuses may have closed already; its answer is there all the same.
    try? connection.send(request)
    let reply = connection.receive(atMost: 64)
    guard reply.count == 64 else { return (connection, -1000) }
    return (connection, reply.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 4, as: Int32.self) })
  }

  @Test("is refused with NO_RESOURCES when there are too many clients, and let in when one has left")
  func clients() throws {
    let daemon = try TestDaemon("[Limits]\nClients=2\n")
    let (first, one) = try connection(daemon)
    do {
      let (second, two) = try connection(daemon)
      #expect(one == 0 && two == 0)
      let (_, three) = try connection(daemon)
      #expect(three == ZX_ERR_NO_RESOURCES)
      #expect(second.descriptor >= 0)
    }
    try daemon.waitUntil("a client has left") { try daemon.clientPids().count == 1 }
    let (_, four) = try connection(daemon)
    #expect(four == 0)
    #expect(first.descriptor >= 0)
  }

  @Test("is refused with NO_RESOURCES when there are too many channels")
  func channels() throws {
    let daemon = try TestDaemon("[Limits]\nChannels=1\n")
    let (first, one) = try connection(daemon)
    let (_, two) = try connection(daemon)
    #expect(one == 0)
    #expect(two == ZX_ERR_NO_RESOURCES)
    #expect(first.descriptor >= 0)
  }
}
