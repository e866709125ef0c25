import ControlInterface
import Testing

@testable import BridgeServer

@Suite struct Monitoring {
  @Test func eventsFollowUntilTheClientLeaves() throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    try client.send(#"{"method":"io.zirq.Control.Monitor","more":true}"#)
    let ready = try client.receive(EventReply.self)
    #expect(ready.parameters.event.kind == .ready)
    #expect(ready.continues)

    let claimed = ControlEvent(
      kind: .claimed, time: 5, device: "sim:edge", vector: 1, client: 3, pid: 4711, command: "driver")
    let removed = ControlEvent(kind: .released, time: 6, device: "sim:edge")
    socket.server.events.publish(claimed)
    socket.server.events.publish(removed)
    let first = try client.receive(EventReply.self)
    let second = try client.receive(EventReply.self)
    #expect(first.parameters.event == claimed)
    #expect(second.parameters.event == removed)
    #expect(second.continues)
  }

  @Test func withoutMoreThereIsOneReply() throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    try client.send(#"{"method":"io.zirq.Control.Monitor"}"#)
    #expect(try client.receive(EventReply.self).continues == false)
    #expect(try client.call(#"{"method":"io.zirq.Control.GetStatus"}"#, StatusReport.self).pid == 42)
  }

  @Test func aCallInTheMiddleEndsTheConnection() throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    try client.send(#"{"method":"io.zirq.Control.Monitor","more":true}"#)
    _ = try client.receive(EventReply.self)
    try client.send(#"{"method":"io.zirq.Control.GetStatus"}"#)
    #expect(try client.isEnded())
  }

  @Test func aSlowReaderIsToldHowManyEventsItMissed() throws {
    let feed = EventFeed()
    let subscription = try feed.subscribe(limit: 2)
    for time in 1...5 { feed.publish(ControlEvent(kind: .connected, time: time)) }
    let taken = subscription.take()
    #expect(taken.map(\.kind) == [.connected, .connected, .lost])
    #expect(taken.last?.count == 3)
    feed.publish(ControlEvent(kind: .connected, time: 6))
    #expect(subscription.take().map(\.time) == [6])
    feed.unsubscribe(subscription)
    feed.publish(ControlEvent(kind: .connected, time: 7))
    #expect(subscription.take().isEmpty)
  }
}
