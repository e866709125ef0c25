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
    let path = "/tmp/zirq-peer-\(UUID().uuidString.prefix(8))"
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer {
      close(listener)
      unlink(path)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0 && listen(listener, 1) == 0)
    let client = Process()
    client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    client.arguments = ["python3", "-c", "import socket; socket.socket(socket.AF_UNIX).connect('\(path)')"]
    try client.run()
    client.waitUntilExit()
    let connection = accept(listener, nil, nil)
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
}
