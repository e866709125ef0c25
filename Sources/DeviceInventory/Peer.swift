/// A process at the other end of a socket, as the kernel vouches for it at the time it connected.
public struct Peer: Sendable, Hashable {
  public var pid: Int32
  public var uid: UInt32
  public var gid: UInt32
  /// Supplementary groups.
  public var groups: [UInt32]

  public init(pid: Int32, uid: UInt32, gid: UInt32, groups: [UInt32] = []) {
    self.pid = pid
    self.uid = uid
    self.gid = gid
    self.groups = groups
  }

  public func isMember(ofGroup group: UInt32) -> Bool { gid == group || groups.contains(group) }
}
