import Sysfs

/// A process at the other end of a socket, as the kernel vouches for it at the time it connected.
public struct Peer: Sendable, Hashable {
  public var pid: Int32
  public var uid: UInt32
  public var gid: UInt32
  /// Supplementary groups.
  public var groups: [UInt32]
  /// When the process started, in the kernel's ticks since it booted, to tell it from a later one of the same number; 0
  /// when that is not known.
  public var started: UInt64
  /// What the kernel called it when it connected; empty when that is not known.
  public var firstCommand = ""

  public init(pid: Int32, uid: UInt32, gid: UInt32, groups: [UInt32] = [], started: UInt64 = 0) {
    self.pid = pid
    self.uid = uid
    self.gid = gid
    self.groups = groups
    self.started = started
  }

  /// Whatever it calls itself.
  public static func == (one: Peer, other: Peer) -> Bool {
    one.pid == other.pid && one.uid == other.uid && one.gid == other.gid && one.groups == other.groups
      && one.started == other.started
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(pid)
    hasher.combine(started)
  }

  public func isMember(ofGroup group: UInt32) -> Bool { gid == group || groups.contains(group) }

  /// 0 when there is no such process, or it is hidden. Source: proc(5), /proc/PID/stat, starttime.
  public static func startTime(ofProcess pid: Int32) -> UInt64 {
    // The command, which comes second, may hold spaces and parentheses.
    let fields = SystemFiles().text("/proc/\(pid)/stat")?.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 19 ? UInt64(fields[19]) ?? 0 : 0
  }

  /// Real, effective, saved and of the file system; none when there is no such process, or it is hidden. Source: proc(5),
  /// /proc/PID/status, Uid.
  static func users(ofProcess pid: Int32) -> [UInt32] {
    let line = SystemFiles().lines("/proc/\(pid)/status").first { $0.hasPrefix("Uid:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().compactMap { UInt32($0) } ?? []
  }
}
