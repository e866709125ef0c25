import CLinuxInterrupt
public import DeviceInventory
import Glibc
import InterruptLines
public import SystemPackage

extension Peer {
  /// Whoever is at the other end of a connected Unix socket. Source: socket(7), SO_PEERCRED and SO_PEERGROUPS; Linux
  /// 6.5, SO_PEERPIDFD, without which a process that ends while it is looked at may be taken for the next of its number.
  public init(socket: Int32) throws(Errno) {
    self.init(pid: 0, uid: 0, gid: 0)
    let error = zirq_peer_credentials(socket, &pid, &uid, &gid)
    guard error == 0 else { throw Errno(rawValue: error) }
    var process: Int32 = -1
    if zirq_peer_process(socket, &process) == 0 {
      let process = OwnedDescriptor(owning: process)
      let started = Peer.startTime(ofProcess: pid)
      // What /proc said was this process's if that still runs now; else the number may have come to be another's.
      if !zirq_process_has_ended(process.rawValue) { self.started = started }
    } else {
      started = Peer.startTime(ofProcess: pid)
    }
    firstCommand = currentCommand ?? ""
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
}
