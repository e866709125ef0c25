import ControlInterface
import DaemonLog
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import SystemPackage

/// The control socket: speaks Varlink with `zirqctl`, scripts and other people's tools, one thread for each client.
///
/// Nothing here lies on an interrupt's way. `start` and `stop` are called once each, in this order, from any thread.
public final class ControlServer: Sendable {
  /// Where the daemon publishes what happens.
  public let events: EventFeed

  /// For the JSON decoder, which descends into 512 nested brackets before it refuses them.
  private static let stackSize = 1024 * 1024

  private let requests: ControlRequests
  private let administrators: Administrators
  private let limits: ControlLimits
  private let log: EventLog
  private let acceptor: Acceptor
  private let clients: ControlClients

  /// - Parameter listener: a Unix stream socket that listens already. It stays the caller's and must outlast `stop`.
  /// - Throws: what the system answers when it has no descriptors left.
  public init(
    listener: Int32, daemon: any ControlledDaemon, administrators: Administrators,
    limits: ControlLimits = ControlLimits(), events: EventFeed = EventFeed(), log: EventLog
  ) throws(Errno) {
    self.events = events
    self.limits = limits
    self.log = log
    acceptor = try Acceptor(listener: listener, name: "control socket", logger: log.logger)
    clients = try ControlClients()
    self.administrators = administrators
    requests = ControlRequests(
      daemon: daemon, isAdministrator: { administrators.include($0) }, limits: limits,
      clientCount: { [clients] in clients.count })
  }

  /// Begins to serve.
  public func start() throws(Errno) {
    try acceptor.start { [self] connection in
      welcome(connection)
    } refuse: { [self] connection in
      refuse(connection, .failed(reason: Acceptor.noDescriptors))
    }
  }

  /// Ends every connection; returns when no call into the daemon is under way or will come.
  public func stop() {
    acceptor.stop()
    clients.end()
  }

  // MARK: The accepting thread

  private func welcome(_ connection: consuming OwnedDescriptor) {
    let peer: Peer
    do throws(Errno) {
      peer = try Peer(socket: connection.rawValue)
    } catch {
      log.write(.clientRefused, "control socket: the kernel does not say who has connected: \(error)")
      return
    }
    let isAdministrator = administrators.include(peer)
    let limit = limits.clients - (isAdministrator ? 0 : limits.clientsForAdministrators)
    // Half of them, so that none of the others locks out the rest.
    let share = isAdministrator ? limit : (limit + 1) / 2
    guard let id = clients.admit(connection.rawValue, of: peer.uid, limit: limit, share: share) else {
      return refuse(connection, .busy(limit: share))
    }
    let descriptor = connection.release()
    do throws(Errno) {
      let thread = try DedicatedThread(name: "control-\(id)", stackSize: Self.stackSize) { [self] in
        serve(OwnedDescriptor(owning: descriptor), id: id, peer: peer)
      }
      thread.detach()
    } catch {
      log.write(.clientRefused, about: EventFields(client: peer), "control socket: no thread for a client: \(error)")
      clients.leave(id)
      refuse(OwnedDescriptor(owning: descriptor), .failed(reason: "zirqd cannot start a thread: \(error)"))
    }
  }

  /// The answer to a call that has not come yet, as far as the socket takes it at once.
  private func refuse(_ connection: consuming OwnedDescriptor, _ error: ControlError) {
    let channel = MessageChannel(owning: connection.release(), maximumLength: limits.requestLength)
    guard let reply = ControlRequests.encode(error) else { return }
    try? channel.send(reply, within: .zero)
    // What the client may have written stays unread: that makes its later writes fail, not its next read.
  }

  // MARK: A client's thread

  private func serve(_ connection: consuming OwnedDescriptor, id: Int, peer: Peer) {
    var channel = MessageChannel(owning: connection.release(), maximumLength: limits.requestLength)
    ControlConnection(peer: peer, requests: requests, events: events, limits: limits, logger: log.logger).serve(
      &channel)
    clients.leave(id)
    // Here, not earlier, the descriptor is closed.
    _ = consume channel
  }
}
