import BridgeServer
import DeviceInventory
import Foundation
import Glibc
import Testing

@Suite("Whoever is at the other end of a socket")
struct PeerTests {
  @Test("is told by the kernel, with its start and its name")
  func living() throws {
    var pair: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    defer { for descriptor in pair { close(descriptor) } }
    let peer = try Peer(socket: pair[0])
    #expect(peer.pid == getpid())
    #expect(peer.uid == geteuid())
    #expect(peer.started == Peer.startTime(ofProcess: getpid()))
    #expect(peer.started != 0)
    #expect(peer.text == "process \(getpid()) (\(peer.command), user \(peer.user))")
    #expect(!peer.command.isEmpty)
  }

  @Test("is not taken for another process when it has ended, nor given another's name")
  func ended() throws {
    let listener = try ListeningSocket()
    let client = try connect(to: listener.path, then: "pass")
    client.waitUntilExit()
    let connection = accept(listener.descriptor, nil, nil)
    defer { close(connection) }
    var peer = try Peer(socket: connection)
    #expect(peer.pid == client.processIdentifier)
    #expect(peer.started == 0)
    #expect(peer.command == "")
    // Its number may come to be another's: this one's.
    peer.pid = getpid()
    #expect(peer.command == "")
    #expect(peer.text == "process \(getpid()) (user \(peer.user))")
  }

  @Test("keeps the name that it had when it connected, when it has ended")
  func endedLater() throws {
    let listener = try ListeningSocket()
    let input = Pipe()
    let client = try connect(to: listener.path, then: "input()", input)
    let connection = accept(listener.descriptor, nil, nil)
    defer { close(connection) }
    let peer = try Peer(socket: connection)
    #expect(peer.command == "python3")
    try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
    client.waitUntilExit()
    #expect(peer.currentCommand == nil)
    #expect(peer.command == "python3")
  }

  private func connect(to path: String, then statement: String, _ input: Pipe = Pipe()) throws -> Process {
    let client = Process()
    client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    client.arguments = [
      "python3", "-c",
      "import socket; connection = socket.socket(socket.AF_UNIX); connection.connect('\(path)'); \(statement)",
    ]
    client.standardInput = input
    try client.run()
    return client
  }
}

private struct ListeningSocket: ~Copyable {
  let path = "/tmp/zirq-peer-\(UUID().uuidString.prefix(8))"
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)

  init() throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = descriptor
    let bound = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0 && listen(descriptor, 1) == 0)
  }

  deinit {
    close(descriptor)
    unlink(path)
  }
}
