import Glibc

/// A zirqd of the benchmark's own: with its own configuration and sockets, in a directory that it takes away again.
final class DaemonProcess: Sendable {
  let socket: String
  private let directory: String
  private let child: ChildProcess
  private let trace: SystemCallTrace?

  /// Starts the daemon and waits until it is ready.
  ///
  /// - Parameters:
  ///   - program: the path of zirqd.
  ///   - configuration: the text of its file.
  ///   - isTraced: whether its system calls are counted.
  init(_ program: String, configuration: String, isTraced: Bool = false) throws(BenchError) {
    directory = try DaemonProcess.makeDirectory()
    socket = "\(directory)/zirqd.sock"
    do throws(BenchError) {
      let file = "\(directory)/zirqd.conf"
      try DaemonProcess.write(configuration, to: file)
      let readyPath = "\(directory)/notify"
      let ready = try ReadySocket(path: readyPath)
      let command = [
        program, "--config", file, "--socket", socket, "--control-socket", "\(directory)/control.sock",
        "--log-level", "warning",
      ]
      child = try ChildProcess(
        isTraced ? SystemCallTrace.command + command : command, environment: ["NOTIFY_SOCKET": readyPath])
      trace = isTraced ? try SystemCallTrace(of: child) : nil
      guard ready.wait(for: child) else {
        throw BenchError("\(program) did not start: it ended with status \(child.wait())")
      }
    } catch {
      DaemonProcess.remove(directory)
      throw error
    }
  }

  /// Stops the daemon.
  ///
  /// - Returns: the system calls of its whole life, if they were counted.
  @discardableResult
  func stop() throws(BenchError) -> SystemCallCounts? {
    kill(child.pid, SIGTERM)
    let status = child.wait()
    let counts = trace?.counts()
    DaemonProcess.remove(directory)
    guard status == 0 else { throw BenchError("zirqd ended with status \(status)") }
    return counts
  }

  private static func makeDirectory() throws(BenchError) -> String {
    let template = strdup("/tmp/zirq-bench-XXXXXX")
    defer { free(template) }
    guard let template, mkdtemp(template) != nil else { throw BenchError("cannot make a directory", errno: errno) }
    return String(cString: template)
  }

  private static func write(_ text: String, to path: String) throws(BenchError) {
    guard let file = fopen(path, "w") else { throw BenchError("cannot write \(path)", errno: errno) }
    fputs(text, file)
    guard fclose(file) == 0 else { throw BenchError("cannot write \(path)", errno: errno) }
  }

  private static func remove(_ directory: String) {
    for name in ["zirqd.conf", "zirqd.sock", "control.sock", "notify"] { unlink("\(directory)/\(name)") }
    rmdir(directory)
  }
}
