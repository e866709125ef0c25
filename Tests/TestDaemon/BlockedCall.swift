import Foundation
import Glibc
import Synchronization

/// A call on a thread of its own, which may block: a thread waits for its result in ``returned()``, a task in ``value``.
public final class BlockedCall<Result: Sendable>: Sendable {
  private let progress = Mutex(Progress())
  private let thread = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  private struct Progress {
    var result: Result?
    /// The tasks that wait for it.
    var tasks: [CheckedContinuation<Result, Never>] = []
  }

  public init(_ call: @escaping @Sendable () -> Result) {
    Thread.detachNewThread { [self] in
      // "PID/task/TID". Source: Linux, proc(5).
      let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
      thread.withLock { $0 = own }
      let returned = call()
      let tasks = progress.withLock { progress in
        progress.result = returned
        return progress.tasks
      }
      for task in tasks { task.resume(returning: returned) }
      done.signal()
    }
  }

  /// Waits for the call to return.
  public func returned() throws -> Result {
    guard done.wait(timeout: .now() + 30) == .success, let returned = progress.withLock({ $0.result }) else {
      throw BlockedCallError(what: "the call still blocks after 30 s")
    }
    done.signal()
    return returned
  }

  /// What the call returns, once it has. No thread of Swift's concurrency is held until then.
  public var value: Result {
    get async {
      await withCheckedContinuation { task in
        let returned = progress.withLock { progress in
          if progress.result == nil { progress.tasks.append(task) }
          return progress.result
        }
        if let returned { task.resume(returning: returned) }
      }
    }
  }

  public var hasReturned: Bool { progress.withLock { $0.result != nil } }

  /// Waits until the call has returned, or its thread sleeps: most likely, then, for the daemon's answer.
  public func hasSettled() throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while !hasReturned, !isAsleep {
      guard ContinuousClock.now < deadline else {
        throw BlockedCallError(what: "the call neither returns nor blocks")
      }
      sched_yield()
    }
  }

  /// Whether the thread is in an interruptible sleep. Source: Linux, proc_pid_stat(5).
  private var isAsleep: Bool {
    guard let thread = thread.withLock({ $0 }) else { return false }
    let stat = (try? String(contentsOfFile: "/proc/\(thread)/stat", encoding: .utf8)) ?? ""
    return stat.split(separator: ")").last?.split(separator: " ").first == "S"
  }
}

struct BlockedCallError: Error, CustomStringConvertible {
  let what: String

  var description: String { what }
}
