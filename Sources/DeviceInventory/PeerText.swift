import Sysfs

/// What people call a process. Reads /proc and asks for users: not on an interrupt's way.
extension Peer {
  /// The kernel's name of the process; when it has gone, and another may have its number, the one it had when it
  /// connected.
  public var command: String { currentCommand ?? firstCommand }

  /// Nil when it has gone. Source: proc(5), /proc/PID/comm.
  public var currentCommand: String? {
    let name = SystemFiles().text("/proc/\(pid)/comm")
    // Looked at afterwards: then the name is of the process that this is.
    return started != 0 && started == Peer.startTime(ofProcess: pid) ? name : nil
  }

  /// "ann"; "1000" where the system knows no name.
  public var user: String { Principal.userName(of: uid) ?? String(uid) }

  /// "process 4711 (driver, user ann)"
  public var text: String {
    // A process chooses its name, and whoever reads this may sit at a terminal.
    let plain = String(
      String.UnicodeScalarView(command.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    return "process \(pid) (\(plain.isEmpty ? "" : "\(plain), ")user \(user))"
  }
}
