import BridgeServer
import ControlInterface
import Testing

@Suite struct Limits {
  static let status = #"{"method":"io.zirq.Control.GetStatus"}"#

  @Test func aRequestOfTheGreatestLengthIsAnsweredAndOneByteMoreEndsTheConnection() throws {
    let socket = try ControlSocket()
    let limit = ControlLimits().requestLength
    let padded = { (length: Int) in Self.status + String(repeating: " ", count: length - Self.status.count) }
    #expect(try socket.connect().call(padded(limit), StatusReport.self).pid == 42)

    let client = try socket.connect()
    client.write(Array(padded(limit + 1).utf8) + [0])
    #expect(try client.isEnded())
  }

  @Test func aRequestThatNeverEndsIsNotWaitedFor() throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    while client.write([UInt8](repeating: UInt8(ascii: " "), count: 4096)) {}
    #expect(try client.isEnded())
  }

  @Test func halfARequestIsWaitedForOnlySoLong() throws {
    var limits = ControlLimits()
    limits.requestTime = .milliseconds(50)
    let socket = try ControlSocket(limits: limits)
    let client = try socket.connect()
    // A whole one first, and the beginning of the next right behind it.
    client.write(Array(Self.status.utf8) + [0] + Array(#"{"method":"#.utf8))
    #expect(try client.receive(StatusReport.self).parameters.pid == 42)
    #expect(try client.isEnded())
  }

  @Test func aClientThatDoesNotReadIsCutOff() throws {
    var limits = ControlLimits()
    limits.replyTime = .milliseconds(50)
    let socket = try ControlSocket(limits: limits)
    let client = try socket.connect()
    // Some hundred descriptions fill any socket's buffer.
    let call = #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"io.zirq.Control"}}"#
    for _ in 1...400 where !client.write(Array(call.utf8) + [0]) { break }
    #expect(client.isCutOff())
  }

  @Test func oneClientMoreThanTheLimitIsToldSoAndSentAway() throws {
    let socket = try ControlSocket()
    let clients = try (1...16).map { _ in try socket.connect() }
    let surplus = try socket.connect()
    #expect(throws: ControlError.busy(limit: 16)) { try surplus.receive() }
    #expect(try surplus.isEnded())
    for client in clients { #expect(try client.call(Self.status, StatusReport.self).pid == 42) }
  }

  @Test func aPlaceThatWasLeftIsFreeAgain() throws {
    var limits = ControlLimits()
    limits.clients = 1
    let socket = try ControlSocket(limits: limits)
    for _ in 1...50 {
      let client = try socket.connect()
      // A request that is no call: the server leaves, and only then has the next client a place.
      client.write([0])
      while try !client.isEnded() {}
      while true {
        do {
          _ = try socket.connect().call(Self.status, StatusReport.self)
          break
        } catch ControlError.busy {
          continue
        }
      }
    }
  }

  @Test func oneUserGetsHalfOfThePlacesThatAreNotForAdministratorsAlone() throws {
    let socket = try ControlSocket(administrators: Administrators([]))
    let clients = try (1...6).map { _ in try socket.connect() }
    #expect(throws: ControlError.busy(limit: 6)) { try socket.connect().receive() }
    for client in clients { #expect(try client.call(Self.status, StatusReport.self).pid == 42) }
  }
}

@Suite struct Ending {
  @Test func stopEndsIdleAndMonitoringClients() throws {
    let socket = try ControlSocket()
    let idle = try socket.connect()
    _ = try idle.call(Limits.status, StatusReport.self)
    let monitoring = try socket.connect()
    try monitoring.send(#"{"method":"io.zirq.Control.Monitor","more":true}"#)
    _ = try monitoring.receive(EventReply.self)
    let halfway = try socket.connect()
    _ = try halfway.call(Limits.status, StatusReport.self)
    halfway.write(Array("{".utf8))

    socket.stop()
    #expect(try idle.isEnded())
    #expect(try monitoring.isEnded())
    #expect(try halfway.isEnded())
  }
}
