import DeviceInventory
import Glibc

/// Who may change something over the control socket. Looking is open to whoever can connect, which the socket's mode and
/// group decide.
public struct ControlPolicy: Sendable {
  /// Root and the user that the daemon runs as.
  public var administrators: Set<UInt32>
  /// Groups whose members are administrators.
  public var administratorGroups: Set<UInt32>

  /// By default root and the daemon's own user alone.
  public init(administrators: Set<UInt32> = [0, geteuid()], administratorGroups: Set<UInt32> = []) {
    self.administrators = administrators
    self.administratorGroups = administratorGroups
  }

  /// Whether a peer may change what is not its own, by its user or any of its groups.
  public func isAdministrator(_ peer: Peer) -> Bool {
    administrators.contains(peer.uid) || administratorGroups.contains { peer.isMember(ofGroup: $0) }
  }
}
