import Foundation
import Glibc
import Synchronization
import Testing

/// A call on a thread of its own, which may block.
final class Call<Result: Sendable>: Sendable {
  private let result = Mutex<Result?>(nil)
  private let thread = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ call: @escaping @Sendable () -> Result) {
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
  func returned() throws -> Result {
    try #require(done.wait(timeout: .now() + 30) == .success, "the call still blocks after 30 s")
    done.signal()
    return try #require(result.withLock { $0 })
  }

  var hasReturned: Bool { result.withLock { $0 != nil } }

  /// Waits until the call has returned, or its thread sleeps: most likely, then, for the daemon's answer.
  func hasSettled() throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !hasReturned, !isAsleep {
      try #require(ContinuousClock.now < deadline, "the call neither returns nor blocks")
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

/// Repeats what can come too early: whether a thread has reached the place where it blocks cannot be seen from outside,
/// only that it most likely has. A body that finds that it had not says so by returning nil.
@discardableResult
func eventually<Result>(_ body: () throws -> Result?) throws -> Result {
  for _ in 0..<1000 {
    if let result = try body() { return result }
  }
  throw AlwaysTooEarly()
}

private struct AlwaysTooEarly: Error {}
