import Glibc
import ZirconObjects

/// A descriptor that lines are written to, a terminal's, a pipe's, a file's or a socket's, without ever waiting for its
/// reader. It may share its file with other processes, and so cannot be made non-blocking.
final class LineStream: Sendable {
  static let standardError = LineStream(STDERR_FILENO)

  /// A pipe that has room takes a page or more in one piece. Source: pipe(7), PIPE_BUF.
  private static let atOnce = 4096
  /// So much leaves room for what stands before and behind it.
  static let longestText = atOnce - 64

  private let descriptor: Int32
  /// Held from looking for room to filling it.
  private let room = Guarded(())

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// - Returns: false when the line was not taken: the reader has gone, does not read, or the disk is full.
  func write(_ line: String) -> Bool {
    let bytes = Array(line.utf8)
    let sent = send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    if sent >= 0 { return sent == bytes.count }
    guard errno == ENOTSOCK else { return false }
    return room.withLock { _ in
      var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&waited, 1, 0) == 1, waited.revents & Int16(POLLOUT) != 0 else { return false }
      return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
  }
}
