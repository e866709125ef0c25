import ControlInterface
import DeviceInventory
import Glibc
import Logging
import SystemPackage

/// One client of the control socket, from its first request to its end, on a thread of its own.
struct ControlConnection {
  let peer: Peer
  let requests: ControlRequests
  let events: EventFeed
  let limits: ControlLimits
  let logger: Logger

  /// Returns when the client has left, has broken a rule, or the connection was shut down.
  func serve(_ channel: inout MessageChannel) {
    do {
      while let message = try channel.receive(within: limits.requestTime) {
        switch requests.answer(message, from: peer) {
        case .reply(let reply): try channel.send(reply, within: limits.replyTime)
        case .silence: continue
        case .monitor: try monitor(channel)
        case .malformed:
          logger.debug("control client of pid \(peer.pid) sent what is no Varlink call")
          return
        }
      }
    } catch {
      logger.debug("control client of pid \(peer.pid) ended: \(error)")
    }
  }

  /// Sends events until the client ends the connection: Varlink has no other way to end a call with "more".
  private func monitor(_ channel: borrowing MessageChannel) throws {
    let subscription = try events.subscribe(limit: limits.events)
    defer { events.unsubscribe(subscription) }
    var waiting = [ControlEvent.ready()]
    while true {
      for event in waiting {
        let reply = VarlinkReply(parameters: EventReply(event: event), continues: true)
        guard let bytes = ControlRequests.encode(reply) else { continue }
        try channel.send(bytes, within: limits.replyTime)
      }
      guard try waitForEvents(subscription, or: channel) else { throw MessageChannel.Failure.closed }
      waiting = subscription.take()
    }
  }

  /// False when the client has ended the connection or, against the protocol, speaks.
  private func waitForEvents(
    _ subscription: EventFeed.Subscription, or channel: borrowing MessageChannel
  ) throws(Errno) -> Bool {
    while true {
      var waited = [
        pollfd(fd: channel.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: subscription.bell.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&waited, nfds_t(waited.count), -1) > 0 { return waited[0].revents == 0 }
      if errno != EINTR { throw Errno(rawValue: errno) }
    }
  }
}
