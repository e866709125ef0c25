import DeviceInventory
import Glibc
import ZirconObjects

/// Who may change something over the control socket. Looking is open to whoever can connect, which the socket's mode and
/// group decide. Thread-safe.
public final class Administrators: Sendable {
  private let principals: Guarded<[Principal]>

  public init(_ principals: [Principal]) { self.principals = Guarded(principals) }

  /// Root, the user that the daemon runs as, and those whom the operator adds.
  public convenience init(adding principals: [Principal] = []) { self.init(Self.always + principals) }

  private static var always: [Principal] { [.user(0), .user(geteuid())] }

  /// Has the operator's be others from now on.
  public func set(adding principals: [Principal]) { self.principals.withLock { $0 = Self.always + principals } }

  /// Whether a peer may change what is not its own, by its user or any of its groups.
  public func include(_ peer: Peer) -> Bool { principals.withLock { $0.contains { $0.includes(peer) } } }
}
