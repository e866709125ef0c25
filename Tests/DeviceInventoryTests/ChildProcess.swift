import DeviceInventory
import Glibc
import Testing

/// A process of our own that sleeps until it is killed. Other signals may be blocked in it, as in the thread that starts
/// it.
final class ChildProcess: Sendable {
  let peer: Peer

  init() throws {
    var pid = pid_t()
    let arguments: [UnsafeMutablePointer<CChar>?] = ["sleep", "infinity"].map { (text: String) in strdup(text) }
    defer { for argument in arguments { free(argument) } }
    try #require(posix_spawn(&pid, "/bin/sleep", nil, nil, arguments + [nil], [nil]) == 0)
    peer = Peer(pid: pid, uid: 0, gid: 0, started: Peer.startTime(ofProcess: pid))
  }

  func end() {
    kill(peer.pid, SIGKILL)
    _ = signal()
  }

  /// Waits for its end. The signal that ended it.
  func signal() -> Int32 {
    var status: Int32 = 0
    waitpid(peer.pid, &status, 0)
    return status & 0x7F
  }
}
