import Glibc

/// A program that this one has started, perhaps under strace.
final class ChildProcess: Sendable {
  let pid: pid_t
  /// The reading end of a pipe that the child and all its own children hold open as descriptor `lifeline`: what they
  /// write into it, and then the end.
  let output: Int32

  static let lifeline: Int32 = 3

  /// - Parameter command: the program, which is looked for in PATH, and its arguments.
  init(_ command: [String], environment: [String: String] = [:]) throws(BenchError) {
    var ends: (Int32, Int32) = (-1, -1)
    let made = withUnsafeMutableBytes(of: &ends) { ends in
      ends.withMemoryRebound(to: Int32.self) { pipe($0.baseAddress) }
    }
    guard made == 0 else { throw BenchError("cannot make a pipe", errno: errno) }
    output = ends.0
    for end in [ends.0, ends.1] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends.1) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Of a descriptor onto itself it takes close-on-exec away, which is what is wanted. Source: posix_spawn, POSIX.
    posix_spawn_file_actions_adddup2(&actions, ends.1, ChildProcess.lifeline)

    var pid = pid_t()
    let program = command[0]
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
    let variables = ["PATH=\(path)", "LC_ALL=C"] + environment.map { "\($0)=\($1)" }
    let error = ChildProcess.withCStrings(command) { arguments in
      ChildProcess.withCStrings(variables) { variables in
        posix_spawnp(&pid, program, &actions, nil, arguments, variables)
      }
    }
    guard error == 0 else {
      close(ends.0)
      throw BenchError("cannot start \(program)", errno: error)
    }
    self.pid = pid
  }

  deinit { close(output) }

  /// Waits for its end.
  ///
  /// - Returns: its exit status; the negative number of a signal that killed it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? status >> 8 & 0xff : -signal
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
