import CWire
import DeviceInventory
import Glibc
import InterruptLines
import ZirconObjects

/// How much of the daemon its clients may hold, all together and each.
public struct ClientLimits: Sendable {
  /// Sessions at once. A process has one, and for a moment two when it connects anew.
  public var clients: Int
  /// Connections at once, of all clients and of those that have not said yet who they are.
  public var channels: Int
  /// Connections of one client: its threads.
  public var channelsPerClient: Int
  public var process: Process.Limits

  public init(
    clients: Int = 256, channels: Int = 1024, channelsPerClient: Int = 64, process: Process.Limits = Process.Limits()
  ) {
    self.clients = clients
    self.channels = channels
    self.channelsPerClient = channelsPerClient
    self.process = process
  }

  /// How much of a limit one user may take, so that none locks out the others: half. Root and the daemon's own user may
  /// take all of it.
  func share(of limit: Int, for peer: Peer) -> Int {
    peer.uid == 0 || peer.uid == geteuid() ? limit : (limit + 1) / 2
  }
}

/// One client process: its handles, as long as one of its channels lives.
public final class Session: Sendable {
  public let id: UInt64
  public let peer: Peer
  public let process: Process
  let token: Token

  init(id: UInt64, peer: Peer, limits: Process.Limits) {
    self.id = id
    self.peer = peer
    process = Process(limits: limits, clock: .linux, pageSize: MemoryPage.size)
    token = Token.random()
  }

  /// What a client's further channels show to join its session.
  struct Token: Hashable, Sendable {
    private let low: UInt64
    private let high: UInt64

    var isZero: Bool { low == 0 && high == 0 }

    init(_ hello: zirq_wire_hello_t) {
      (low, high) = withUnsafeBytes(of: hello.token) {
        ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      }
    }

    private init(_ halves: (UInt64, UInt64)) { (low, high) = halves }

    static func random() -> Token {
      var generator = SystemRandomNumberGenerator()
      return Token((generator.next() | 1, generator.next()))
    }

    func store(in hello: inout zirq_wire_hello_t) {
      withUnsafeMutableBytes(of: &hello.token) {
        $0.storeBytes(of: low, as: UInt64.self)
        $0.storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
      }
    }
  }
}

/// The clients that are connected.
public final class Sessions: Sendable {
  private let state: Guarded<State>

  private struct Entry {
    let session: Session
    var channels: Int
  }

  private struct State {
    var limits: ClientLimits
    var nextID: UInt64 = 1
    var entries: [Session.Token: Entry] = [:]
  }

  public init(limits: ClientLimits) {
    state = Guarded(State(limits: limits))
  }

  public var limits: ClientLimits { state.withLock { $0.limits } }

  /// Holds for whoever comes from now on.
  public func setLimits(_ limits: ClientLimits) { state.withLock { $0.limits = limits } }

  /// No process needs more, and one that opens more would only take the others' places.
  private static let sessionsPerProcess = 16

  /// A client's first channel.
  ///
  /// - Throws: `Status.noResources` when there are as many clients as may be, or as many of this user or this process.
  func open(for peer: Peer) throws(Status) -> Session {
    try state.withLock { state throws(Status) in
      let limits = state.limits
      guard state.entries.count < limits.clients else { throw .noResources }
      let peers = state.entries.values.lazy.map(\.session.peer)
      guard peers.count(where: { $0.uid == peer.uid }) < limits.share(of: limits.clients, for: peer) else {
        throw .noResources
      }
      // Processes of another pid namespace all show as 0.
      guard peers.count(where: { $0.pid == peer.pid }) < Sessions.sessionsPerProcess || peer.pid == 0 else {
        throw .noResources
      }
      let session = Session(id: state.nextID, peer: peer, limits: limits.process)
      state.nextID += 1
      state.entries[session.token] = Entry(session: session, channels: 1)
      return session
    }
  }

  /// One more channel of a client.
  ///
  /// - Throws: `Status.accessDenied` for a token that is not this process's; `Status.noResources` when the client has as
  ///   many channels as it may.
  func join(_ token: Session.Token, peer: Peer) throws(Status) -> Session {
    try state.withLock { state throws(Status) in
      // Not the user: a process may have dropped its privileges since it connected first.
      guard let entry = state.entries[token], entry.session.peer.pid == peer.pid else { throw .accessDenied }
      guard entry.channels < state.limits.channelsPerClient else { throw .noResources }
      state.entries[token]?.channels += 1
      return entry.session
    }
  }

  /// A channel has ended; with the last one the client is gone, and all its handles are closed.
  ///
  /// - Returns: whether it was the last one.
  @discardableResult
  func leave(_ session: Session) -> Bool {
    let isLast = state.withLock { state in
      guard var entry = state.entries[session.token] else { return false }
      entry.channels -= 1
      state.entries[session.token] = entry.channels == 0 ? nil : entry
      return entry.channels == 0
    }
    if isLast { session.process.end() }
    return isLast
  }

  /// The clients, in the order of their arrival, with the number of their channels.
  public var all: [(session: Session, channels: Int)] {
    state.withLock { $0.entries.values.map { ($0.session, $0.channels) } }.sorted { $0.0.id < $1.0.id }
  }

  /// The client that a process is; nil for one that has just left.
  public func client(of peer: Peer) -> Session? {
    state.withLock { state in state.entries.values.first { $0.session.peer.pid == peer.pid }?.session }
  }

  public var count: Int { state.withLock { $0.entries.count } }
}
