import CLinuxInterrupt
import ControlInterface
import Glibc
//import InterruptLines
import Logging
import Synchronization
import SystemPackage

/// The control socket: speaks Varlink with `zirqctl`, scripts and other people's tools, one thread for each client.
///
/// Nothing here lies on an interrupt's way. `start` and `stop` are called once each, in this order, from any thread.
public final class ControlServer: Sendable {
  /// Where the daemon publishes what happens.
  public let events = EventFeed()

  private let listener: Int32
  private let requests: ControlRequests
  private let policy: ControlPolicy
  private let limits: ControlLimits
  private let logger: Logger
  private let stopBell: Wakeup
  private let clients = ControlClients()
  private let acceptor = Mutex<DedicatedThread?>(nil)

  /// - Parameter listener: a Unix stream socket that listens already. It stays the caller's and must outlast `stop`.
  /// - Throws: what the system answers when it has no descriptors left.
  public init(
    listener: Int32, daemon: any ControlledDaemon, policy: ControlPolicy, limits: ControlLimits = ControlLimits(),
    logger: Logger
  ) throws(Errno) {
    self.listener = listener
    self.policy = policy
    self.limits = limits
    self.logger = logger
    stopBell = try Wakeup()
    requests = ControlRequests(
      daemon: daemon, policy: policy, limits: limits, clientCount: { [clients] in clients.count })
  }

  /// Begins to serve.
  public func start() throws(Errno) {
    let thread = try DedicatedThread(name: "control") { [self] in acceptClients() }
    acceptor.withLock { $0 = thread }
  }

  /// Ends every connection; returns when no call into the daemon is under way or will come.
  public func stop() {
    stopBell.ring()
    acceptor.withLock { thread in
      defer { thread = nil }
      return thread
    }?.join()
    clients.end()
  }

  // MARK: The accepting thread

  private func acceptClients() {
    while waitForClient() {
      var connection: Int32 = -1
      let error = zirq_accept(listener, &connection)
      switch error {
      case 0: welcome(connection)
      case EINTR, ECONNABORTED, EAGAIN: break
      default:
        // Most likely out of descriptors, and the next call would fail at once, too.
        logger.warning("control socket: cannot accept a client: \(Errno(rawValue: error)); trying again in a second")
        if isStopping(within: 1000) { return }
      }
      clients.reap()
    }
  }

  /// False when the server is to stop.
  private func waitForClient() -> Bool {
    while true {
      var waited = [
        pollfd(fd: stopBell.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&waited, nfds_t(waited.count), -1) > 0 else { continue }
      return waited[0].revents == 0
    }
  }

  private func isStopping(within milliseconds: Int32) -> Bool {
    var waited = pollfd(fd: stopBell.descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waited, 1, milliseconds) > 0
  }

  private func welcome(_ connection: Int32) {
    guard let peer = try? ControlPeer(socket: connection) else {
      close(connection)
      return
    }
    let limit = limits.clients - (policy.isAdministrator(peer) ? 0 : limits.clientsForAdministrators)
    guard let id = clients.admit(connection, limit: limit) else {
      refuse(connection, ControlError.busy(limit: limit))
      return
    }
    do {
      let thread = try DedicatedThread(name: "control-\(id)") { [self] in serve(connection, id: id, peer: peer) }
      clients.keep(thread, of: id)
    } catch {
      logger.warning("control socket: no thread for a client: \(error)")
      clients.leave(id)
      refuse(connection, ControlError.busy(limit: clients.count))
    }
  }

  /// The answer to a call that has not come yet, for as much as the socket takes at once.
  private func refuse(_ connection: Int32, _ error: ControlError) {
    let channel = MessageChannel(owning: connection, maximumLength: limits.requestLength)
    guard let reply = ControlRequests.encode(error) else { return }
    try? channel.send(reply, within: .zero)
    // What the client may have written stays unread; that makes its later writes fail, not its next read.
    shutdown(channel.descriptor, Int32(SHUT_WR))
  }

  // MARK: A client's thread

  private func serve(_ connection: Int32, id: Int, peer: ControlPeer) {
    var channel = MessageChannel(owning: connection, maximumLength: limits.requestLength)
    ControlConnection(peer: peer, requests: requests, events: events, limits: limits, logger: logger).serve(&channel)
    clients.leave(id)
    // Here, not earlier, the descriptor is closed.
    _ = consume channel
  }
}
