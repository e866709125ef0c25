import CLinuxInterrupt
import ControlInterface
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import SystemPackage
import ZirconObjects

/// The data socket: takes connections and gives each a channel with a thread.
public final class DataServer: Sendable {
  /// How long a new connection may take to say who it is, ns.
  private static let helloPatience: Int64 = 5_000_000_000
  /// A channel's thread keeps a request and a reply on its stack, and little else.
  private static let channelStack = 256 * 1024

  private let sessions: Sessions
  private let events: EventFeed
  private let inventory: Inventory
  private let logger: Logger
  /// For what clients cause.
  private let log: ClientLog
  private let denials: DenialLog
  private let acceptor: Acceptor
  private let channels = Guarded(Channels())
  /// Readable when the last channel has ended after `stop`.
  private let drained: Bell

  private struct Channels {
    var nextID: UInt64 = 0
    var open: [UInt64: (channel: Channel, peer: Peer)] = [:]
    var isStopping = false
  }

  /// - Parameter listener: a Unix stream socket that listens already; it must outlast `stop`.
  public init(
    listener: Int32, sessions: Sessions, inventory: Inventory, events: EventFeed, denials: DenialLog, logger: Logger
  ) throws(Errno) {
    self.sessions = sessions
    self.events = events
    self.inventory = inventory
    self.denials = denials
    self.logger = logger
    log = ClientLog(logger)
    drained = try Bell()
    acceptor = try Acceptor(listener: listener, name: "data socket", logger: logger)
  }

  public func start() throws(Errno) {
    try acceptor.start { [self] connection in welcome(connection) }
  }

  /// Takes no more connections, ends those there are, and returns when every client's handles are closed.
  public func stop() {
    acceptor.stop()
    let open = channels.withLock { channels in
      channels.isStopping = true
      return channels.open.values.map(\.channel)
    }
    if open.isEmpty { return }
    for channel in open { channel.shutDown() }
    drained.wait()
  }

  /// Ends the sessions of a process, from any thread: soon its handles are closed.
  public func cutOff(_ peer: Peer) {
    let open = channels.withLock { channels in
      channels.open.values.filter { $0.peer.pid == peer.pid }.map(\.channel)
    }
    for channel in open { channel.shutDown() }
  }

  // MARK: The accepting thread

  private func welcome(_ connection: consuming OwnedDescriptor) {
    let channel = Channel(connection)
    let peer: Peer
    do throws(Errno) {
      peer = try channel.peer()
    } catch {
      logger.error("data socket: the kernel does not say who has connected: \(error)")
      return
    }
    guard let id = admit(channel, of: peer) else {
      log.warning("process \(peer.pid) (uid \(peer.uid)) is refused a connection: there are too many")
      return channel.refuse(.noResources)
    }
    do throws(Errno) {
      let thread = try DedicatedThread(name: "channel-\(id)", stackSize: DataServer.channelStack) { [self] in
        serve(channel, peer)
        remove(id)
      }
      thread.detach()
    } catch {
      logger.error("data socket: no thread for a connection: \(error)")
      channel.refuse(.noResources)
      remove(id)
    }
  }

  private func admit(_ channel: Channel, of peer: Peer) -> UInt64? {
    let limit = sessions.limits.channels
    let share = sessions.limits.share(of: limit, for: peer)
    return channels.withLock { channels in
      guard channels.open.count < limit, channels.open.values.count(where: { $0.peer.uid == peer.uid }) < share else {
        return nil
      }
      channels.nextID += 1
      channels.open[channels.nextID] = (channel, peer)
      return channels.nextID
    }
  }

  private func remove(_ id: UInt64) {
    let isDrained = channels.withLock { channels in
      channels.open[id] = nil
      return channels.isStopping && channels.open.isEmpty
    }
    if isDrained { drained.ring() }
  }

  // MARK: A channel's thread

  private func serve(_ channel: Channel, _ peer: Peer) {
    switch channel.hello(peer: peer, sessions: sessions, patience: DataServer.helloPatience) {
    case .failure(let error):
      report(error, peer)
    case .success(let (session, isNew)):
      if isNew { publish(.connected, session.peer, session.id) }
      // As whom this channel has connected, not the first one: a process that has dropped its privileges has dropped them.
      let devices = DeviceCalls(inventory: inventory, peer: peer, log: log, denials: denials)
      let end = channel.serve(Calls(process: session.process, devices: devices))
      if case .closed = end {} else { log.warning("client \(peer.pid) (uid \(peer.uid)) is cut off: \(end)") }
      if sessions.leave(session) { publish(.disconnected, session.peer, session.id) }
      if sessions.count == 0 { zirq_memory_give_back() }
    }
  }

  private func publish(_ kind: ControlEvent.Kind, _ peer: Peer, _ client: UInt64) {
    logger.debug("client \(peer.pid) (uid \(peer.uid)) has \(kind.rawValue)")
    events.publish(
      ControlEvent(kind: kind, time: .realTime(), client: Int(client), pid: Int(peer.pid), command: peer.command))
  }

  private func report(_ error: Channel.HelloError, _ peer: Peer) {
    let who = "process \(peer.pid) (uid \(peer.uid))"
    switch (error.refused, error.end) {
    case (.protocolNotSupported?, _):
      log.warning("\(who) speaks another version of the protocol; its client library is not this daemon's")
    case (let status?, _):
      log.warning("\(who) is refused: \(status)")
    case (nil, .closed):
      break
    case (nil, let end):
      log.warning("\(who) is cut off: \(end)")
    }
  }
}
