import Glibc

/// The socket on which the journal takes records with fields. Thread-safe.
///
/// sd_journal_sendv(3) would write the same, but it waits while journald does not read: a journald that hangs, or is
/// stopped while systemd keeps its socket, would stop the daemon after some ten records.
/// Source: systemd, src/libsystemd/sd-journal/journal-send.c; unix(7), max_dgram_qlen.
struct JournalSocket: Sendable {
  private let path: String
  /// Closed with the process; -1 where there was none to be had.
  private let descriptor: Int32

  static let system = JournalSocket(path: "/run/systemd/journal/socket")

  init(path: String) {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  }

  /// Whether a descriptor is connected to the journal.
  ///
  /// - Parameter stream: $JOURNAL_STREAM. Source: systemd.exec(5).
  static func isBehind(_ descriptor: Int32, stream: String?) -> Bool {
    var status = stat()
    guard let stream, fstat(descriptor, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }

  /// - Returns: false when the journal is not there or its queue is full.
  func send(_ record: JournalRecord) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { field in
      guard path.utf8.count < field.count else { return false }
      field.copyBytes(from: path.utf8)
      return true
    }
    guard fits else { return false }
    // By its name each time, for a journald that starts anew has a new socket.
    let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
    let sent = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, record.bytes, record.bytes.count, flags, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return sent == record.bytes.count
  }
}
