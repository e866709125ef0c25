import Glibc

/// Who may change something over the control socket. Looking is open to whoever can connect, which the socket's mode and
/// group decide.
public struct ControlPolicy: Sendable {
  /// Root and the user that the daemon runs as.
  public var administrators: Set<uid_t>
  /// Groups whose members are administrators.
  public var administratorGroups: Set<gid_t>

  public init(administrators: Set<uid_t> = [0, geteuid()], administratorGroups: Set<gid_t> = []) {
    self.administrators = administrators
    self.administratorGroups = administratorGroups
  }

  public func isAdministrator(_ peer: ControlPeer) -> Bool {
    administrators.contains(peer.user) || administratorGroups.contains(peer.group)
      || peer.supplementaryGroups.contains(where: administratorGroups.contains)
  }
}
