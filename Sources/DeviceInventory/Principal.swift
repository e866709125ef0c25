import Glibc

/// Whom a rule lets in.
public enum Principal: Sendable, Hashable {
  case anyone
  case user(UInt32)
  case group(UInt32)

  public struct Unknown: Error, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable { case user, group }
    public var kind: Kind
    public var name: String
    public var description: String {
      name.isEmpty ? "an empty name stands for no \(kind)" : "there is no \(kind) \"\(name)\" on this system"
    }
  }

  /// Reads "*", a user ("ann", "1000") or a group ("@zirq", "@27").
  public init(parsing text: some StringProtocol) throws(Unknown) {
    if text == "*" {
      self = .anyone
    } else if text.hasPrefix("@") {
      let name = String(text.dropFirst())
      guard let group = UInt32(name) ?? Self.groupID(of: name) else { throw Unknown(kind: .group, name: name) }
      self = .group(group)
    } else {
      let name = String(text)
      guard let user = UInt32(name) ?? Self.userID(of: name) else { throw Unknown(kind: .user, name: name) }
      self = .user(user)
    }
  }

  public func includes(_ peer: Peer) -> Bool {
    switch self {
    case .anyone: true
    case .user(let uid): peer.uid == uid
    case .group(let gid): peer.isMember(ofGroup: gid)
    }
  }

  /// As a configuration has it: "*", "ann", "@zirq"; with a number where the system knows no name.
  public var text: String {
    switch self {
    case .anyone: "*"
    case .user(let uid): Self.userName(of: uid) ?? String(uid)
    case .group(let gid): "@" + (Self.groupName(of: gid) ?? String(gid))
    }
  }

  static func userName(of uid: UInt32) -> String? {
    var entry = passwd()
    return lookUp { buffer, size in
      var found: UnsafeMutablePointer<passwd>?
      let error = getpwuid_r(uid, &entry, buffer, size, &found)
      return (error, found.map { String(cString: $0.pointee.pw_name) })
    }
  }

  static func groupName(of gid: UInt32) -> String? {
    var entry = Glibc.group()
    return lookUp { buffer, size in
      var found: UnsafeMutablePointer<Glibc.group>?
      let error = getgrgid_r(gid, &entry, buffer, size, &found)
      return (error, found.map { String(cString: $0.pointee.gr_name) })
    }
  }

  static func groupID(of name: String) -> UInt32? {
    var entry = Glibc.group()
    return lookUp { buffer, size in
      var found: UnsafeMutablePointer<Glibc.group>?
      let error = getgrnam_r(name, &entry, buffer, size, &found)
      return (error, found?.pointee.gr_gid)
    }
  }

  static func userID(of name: String) -> UInt32? {
    var entry = passwd()
    return lookUp { buffer, size in
      var found: UnsafeMutablePointer<passwd>?
      let error = getpwnam_r(name, &entry, buffer, size, &found)
      return (error, found?.pointee.pw_uid)
    }
  }

  /// Calls with more and more room, for a group may have many members.
  private static func lookUp<Found>(
    _ call: (UnsafeMutablePointer<CChar>, Int) -> (error: Int32, found: Found?)
  ) -> Found? {
    var size = 1024
    while size <= 1 << 20 {
      let (error, found) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
        buffer.baseAddress.map { call($0, size) } ?? (ENOMEM, nil)
      }
      if error != ERANGE { return found }
      size *= 2
    }
    return nil
  }
}
