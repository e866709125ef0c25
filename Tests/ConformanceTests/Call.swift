import Foundation
import Glibc
import Synchronization
import Testing

/// A call on a thread of its own, which may block.
final class Call<Result: Sendable>: Sendable {
  private let result = Mutex<Result?>(nil)
  private let threadID = Atomic<pid_t>(0)
  private let done = DispatchSemaphore(value: 0)

  init(_ call: @escaping @Sendable () -> Result) {
    Thread.detachNewThread { [self] in
      threadID.store(gettid(), ordering: .releasing)
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

  /// Waits until the call has returned, or its thread sleeps: most likely, then, for the daemon's answer.
  func hasSettled() throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while result.withLock({ $0 == nil }), !isAsleep {
      try #require(ContinuousClock.now < deadline, "the call neither returns nor blocks")
      sched_yield()
    }
  }

  /// Whether the thread is in an interruptible sleep. Source: Linux, proc_pid_stat(5).
  private var isAsleep: Bool {
    let thread = threadID.load(ordering: .acquiring)
    guard thread != 0 else { return false }
    let stat = (try? String(contentsOfFile: "/proc/self/task/\(thread)/stat", encoding: .utf8)) ?? ""
    return stat.split(separator: ")").last?.split(separator: " ").first == "S"
  }
}

/// Repeats what can come too early: whether a thread has reached the place where it blocks cannot be seen from outside,
/// only that it most likely has. A body that finds that it had not says so by returning nil.
func eventually<Result>(_ body: () throws -> Result?) throws -> Result {
  for _ in 0..<1000 {
    if let result = try body() { return result }
  }
  struct AlwaysTooEarly: Error {}
  throw AlwaysTooEarly()
}
