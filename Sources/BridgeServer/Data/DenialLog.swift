public import DaemonLog
public import DeviceInventory
import ZirconObjects

/// Logs what the configuration's rules deny: once for each client, device and rule, however often the client asks.
public final class DenialLog: Sendable {
  /// As many are remembered; the oldest is forgotten first.
  private static let limit = 1024

  private struct Denial: Hashable {
    var peer: Peer
    var what: String
    var why: String
  }

  private let log: EventLog
  private let state = Guarded<(known: Set<Denial>, inOrder: [Denial])>(([], []))

  public init(_ log: EventLog) { self.log = log }

  /// - Parameter what: what the client wanted: "open a device".
  public func note(_ error: DeviceError, _ what: String, by peer: Peer) {
    let denial = Denial(peer: peer, what: what, why: "\(error)")
    let isNew = state.withLock { state in
      guard state.known.insert(denial).inserted else { return false }
      state.inOrder.append(denial)
      if state.inOrder.count > Self.limit { state.known.remove(state.inOrder.removeFirst()) }
      return true
    }
    guard isNew else { return log.count(.denied) }
    log.write(
      .denied, about: EventFields(device: error.denial?.device, client: peer, rule: error.denial?.rule),
      "client \(peer.pid) (uid \(peer.uid)) cannot \(what): \(error)")
  }

  /// The rules are others now.
  public func forget() { state.withLock { $0 = ([], []) } }
}
