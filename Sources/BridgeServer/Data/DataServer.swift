import CLinuxInterrupt
import ControlInterface
import DaemonLog
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
  private let log: EventLog
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
    listener: Int32, sessions: Sessions, inventory: Inventory, events: EventFeed, denials: DenialLog, log: EventLog
  ) throws(Errno) {
    self.sessions = sessions
    self.events = events
    self.inventory = inventory
    self.denials = denials
    self.log = log
    drained = try Bell()
    acceptor = try Acceptor(listener: listener, name: "data socket", logger: log.logger)
  }

  public func start() throws(Errno) {
    try acceptor.start { [self] connection in
      welcome(connection)
    } refuse: { connection in
      Channel(connection).refuse(.noResources)
    }
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
      log.write(.clientRefused, "data socket: the kernel does not say who has connected: \(error)")
      return
    }
    guard let id = admit(channel, of: peer) else {
      log.write(
        .clientRefused, about: EventFields(client: peer),
        "process \(peer.pid) (uid \(peer.uid)) is refused a connection: there are too many")
      return channel.refuse(.noResources)
    }
    do throws(Errno) {
      let thread = try DedicatedThread(name: "channel-\(id)", stackSize: DataServer.channelStack) { [self] in
        serve(channel, peer)
        remove(id)
      }
      thread.detach()
    } catch {
      log.write(.clientRefused, about: EventFields(client: peer), "data socket: no thread for a connection: \(error)")
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
      if let event = end.event {
        log.write(event, about: EventFields(client: peer), "client \(peer.pid) (uid \(peer.uid)) is cut off: \(end)")
      }
      if sessions.leave(session) { publish(.disconnected, session.peer, session.id) }
      if sessions.count == 0 { zirq_memory_give_back() }
    }
  }

  private func publish(_ kind: ControlEvent.Kind, _ peer: Peer, _ client: UInt64) {
    log.logger.debug("client \(peer.pid) (uid \(peer.uid)) has \(kind.rawValue)")
    events.publish(
      ControlEvent(kind: kind, time: .realTime(), client: Int(client), pid: Int(peer.pid), command: peer.command))
  }

  private func report(_ error: Channel.HelloError, _ peer: Peer) {
    let who = "process \(peer.pid) (uid \(peer.uid))"
    switch error.refused {
    case .protocolNotSupported?:
      log.write(
        .clientRefused, about: EventFields(client: peer),
        "\(who) speaks another version of the protocol; its client library is not this daemon's")
    case let status?:
      log.write(.clientRefused, about: EventFields(client: peer), "\(who) is refused: \(status)")
    case nil:
      guard let event = error.end.event else { return }
      log.write(event, about: EventFields(client: peer), "\(who) is cut off: \(error.end)")
    }
  }
}

extension Channel.End {
  /// Nil for an end that is nobody's fault.
  fileprivate var event: DaemonEvent? {
    switch self {
    case .closed: nil
    case .malformed: .clientCutOff
    case .unread, .failed: .replyFailed
    }
  }
}
