import Glibc

/// File descriptor 2. C's own `stderr` is a variable that Swift cannot share between threads.
enum StandardError {
  /// A closed or full standard error must not stop the daemon: what cannot be written is dropped.
  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
