import CLinuxInterrupt
import Glibc
import SystemPackage

/// Who is at the other end of a control connection, as the kernel vouches for it at the time of connect(2).
///
/// The pid tells people whom they look at and decides nothing: it may belong to another process by now.
public struct ControlPeer: Equatable, Sendable {
  public var pid: pid_t
  public var user: uid_t
  public var group: gid_t
  public var supplementaryGroups: [gid_t]

  public init(pid: pid_t, user: uid_t, group: gid_t, supplementaryGroups: [gid_t] = []) {
    self.pid = pid
    self.user = user
    self.group = group
    self.supplementaryGroups = supplementaryGroups
  }

  /// Source: socket(7), SO_PEERCRED and SO_PEERGROUPS.
  public init(socket: Int32) throws(Errno) {
    var peer = ControlPeer(pid: 0, user: 0, group: 0)
    let error = zirq_peer_credentials(socket, &peer.pid, &peer.user, &peer.group)
    guard error == 0 else { throw Errno(rawValue: error) }
    var count = 16
    while true {
      var groups = [gid_t](repeating: 0, count: count)
      let error = zirq_peer_groups(socket, &groups, &count)
      if error == 0 {
        peer.supplementaryGroups = Array(groups.prefix(count))
        break
      }
      // The groups are fixed since connect(2), so the second time there is room.
      guard error == ERANGE, count > groups.count else { throw Errno(rawValue: error) }
    }
    self = peer
  }
}
