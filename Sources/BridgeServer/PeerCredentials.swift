import CLinuxInterrupt
public import DeviceInventory
import Glibc
public import SystemPackage

extension Peer {
  /// Whoever is at the other end of a connected Unix socket. Source: socket(7), SO_PEERCRED and SO_PEERGROUPS.
  public init(socket: Int32) throws(Errno) {
    self.init(pid: 0, uid: 0, gid: 0)
    let error = zirq_peer_credentials(socket, &pid, &uid, &gid)
    guard error == 0 else { throw Errno(rawValue: error) }
    started = Peer.startTime(ofProcess: pid)
    var count = 16
    while true {
      var groups = [gid_t](repeating: 0, count: count)
      let error = zirq_peer_groups(socket, &groups, &count)
      if error == 0 {
        self.groups = Array(groups.prefix(count))
        return
      }
      // The groups are fixed since connect(2), so the second time there is room.
      guard error == ERANGE, count > groups.count else { throw Errno(rawValue: error) }
    }
  }

  /// The kernel's name of the process, for people; empty when it has gone. Source: proc(5), /proc/PID/comm.
  public var command: String {
    guard let file = fopen("/proc/\(pid)/comm", "re") else { return "" }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
