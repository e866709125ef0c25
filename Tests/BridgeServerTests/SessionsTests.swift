import CWire
import DeviceInventory
import Testing
import ZirconObjects

@testable import BridgeServer

@Suite("The clients that are connected")
struct SessionsTests {
  let sessions = Sessions(limits: ClientLimits(clients: 4, channelsPerClient: 2))

  private func peer(_ pid: Int32, uid: UInt32 = 1000) -> Peer { Peer(pid: pid, uid: uid, gid: uid) }

  @Test("are at most so many, and of one user at most half of that")
  func shares() throws {
    let first = try sessions.open(for: peer(1))
    _ = try sessions.open(for: peer(2))
    #expect(throws: Status.noResources) { try sessions.open(for: peer(3)) }
    _ = try sessions.open(for: peer(4, uid: 1001))
    _ = try sessions.open(for: peer(5, uid: 0))
    #expect(throws: Status.noResources) { try sessions.open(for: peer(6, uid: 0)) }
    #expect(sessions.leave(first))
    _ = try sessions.open(for: peer(6, uid: 0))
  }

  @Test("do not multiply: a process has a few sessions at most, and root's too")
  func sessionsOfOneProcess() throws {
    let sessions = Sessions(limits: ClientLimits(clients: 100))
    for _ in 0..<16 { _ = try sessions.open(for: peer(1, uid: 0)) }
    #expect(throws: Status.noResources) { try sessions.open(for: peer(1, uid: 0)) }
    _ = try sessions.open(for: peer(2, uid: 0))
  }

  @Test("are joined by their own processes alone, with the token, whatever privileges those have dropped")
  func join() throws {
    let session = try sessions.open(for: peer(1, uid: 0))
    #expect(throws: Status.accessDenied) { try sessions.join(session.token, peer: peer(2, uid: 0)) }
    var hello = zirq_wire_hello_t()
    hello.token.5 = 1
    let guess = Session.Token(hello)
    #expect(throws: Status.accessDenied) { try sessions.join(guess, peer: peer(1, uid: 0)) }
    #expect(try sessions.join(session.token, peer: peer(1, uid: 1000)) === session)
    #expect(throws: Status.noResources) { try sessions.join(session.token, peer: peer(1, uid: 0)) }
    #expect(!sessions.leave(session))
    #expect(sessions.leave(session))
    #expect(sessions.count == 0)
  }
}
