import Foundation
import Glibc
import Synchronization

/// A call on a thread of its own, which may block.
public final class BlockedCall<Result: Sendable>: Sendable {
  private let result = Mutex<Result?>(nil)
  private let thread = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  public init(_ call: @escaping @Sendable () -> Result) {
    Thread.detachNewThread { [self] in
      // "PID/task/TID". Source: Linux, proc(5).
      let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
      thread.withLock { $0 = own }
      let returned = call()
      result.withLock { $0 = returned }
      done.signal()
    }
  }

  /// Waits for the call to return.
  public func returned() throws -> Result {
    guard done.wait(timeout: .now() + 30) == .success, let returned = result.withLock({ $0 }) else {
      throw BlockedCallError(what: "the call still blocks after 30 s")
    }
    done.signal()
    return returned
  }

  public var hasReturned: Bool { result.withLock { $0 != nil } }

  /// Waits until the call has returned, or its thread sleeps: most likely, then, for the daemon's answer.
  public func hasSettled() throws {
    let deadline = ContinuousClock.now + .seconds(30)
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
