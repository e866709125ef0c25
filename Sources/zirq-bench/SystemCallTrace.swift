import Glibc
import Synchronization

/// Counts a child's system calls while it runs.
final class SystemCallTrace: Sendable {
  /// What stands before the command of a child that is to be counted. With -D the child is the program itself and not
  /// strace, which writes into the child's pipe; -y names what a descriptor is.
  static let command = ["strace", "-D", "-f", "-qq", "-y", "-s0", "-o", "/proc/self/fd/\(ChildProcess.lifeline)"]

  private let report: SharedReport
  private let reader: Mutex<WorkerThread?>

  init(of child: ChildProcess) throws(BenchError) {
    let report = SharedReport()
    self.report = report
    reader = Mutex(
      try WorkerThread {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
          let count = read(child.output, &buffer, buffer.count)
          if count == 0 || (count < 0 && errno != EINTR) { return }
          if count > 0 { report.value.withLock { $0.take(buffer[..<count]) } }
        }
      })
  }

  /// Waits until strace has told everything: after the child's end.
  func counts() -> SystemCallCounts {
    reader.withLock { $0.take() }?.join()
    return report.value.withLock { $0.counts }
  }

  private final class SharedReport: Sendable {
    let value = Mutex(StraceReport())
  }
}
