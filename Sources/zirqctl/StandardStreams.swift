import Glibc

/// Where the data goes. Each write is out when it returns, so that a reader sees a line as soon as there is one.
enum StandardOutput {
  static let isTerminal = isatty(STDOUT_FILENO) == 1

  /// Ends the process when nobody reads any more, or the disk is full.
  static func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      // SIGPIPE has been ignored by whoever started this process.
      case EPIPE: exit(ExitStatus.brokenPipe.rawValue)
      default:
        StandardError.write("zirqctl: cannot write the output: \(String(cString: strerror(errno)))\n")
        exit(ExitStatus.failed.rawValue)
      }
    }
  }

  static func writeLine(_ line: String) { write(line + "\n") }
}

/// Where the talk goes.
enum StandardError {
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    // Nobody could be told that this failed.
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
