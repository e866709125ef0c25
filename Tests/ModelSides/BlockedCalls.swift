import Foundation
import Glibc
import NaiveModel
import ZirconObjects

/// Calls that block, each in a thread of its own.
final class BlockedCalls: Sendable {
  /// Long enough for any machine; whoever waits longer hangs.
  private static let patience: TimeInterval = 120

  private let condition = NSCondition()

  func begin(_ call: @escaping @Sendable (_ stop: Int32) -> Reply) -> BlockedCall {
    let blocked = BlockedCall()
    Thread.detachNewThread { [condition] in
      let reply = call(blocked.stopDescriptor)
      condition.lock()
      blocked.end(reply)
      condition.broadcast()
      condition.unlock()
    }
    return blocked
  }

  /// - Returns: whether it has ended.
  func awaitEnd(of call: BlockedCall) -> Bool { awaitEnds(1, of: [call]) }

  /// Waits until so many of the calls have returned.
  ///
  /// - Returns: whether they have.
  @discardableResult
  func awaitEnds(_ count: Int, of calls: [BlockedCall]) -> Bool {
    let deadline = Date(timeIntervalSinceNow: BlockedCalls.patience)
    condition.lock()
    defer { condition.unlock() }
    while calls.filter({ $0.reply != nil }).count < count {
      guard condition.wait(until: deadline) else { return false }
    }
    return true
  }
}

/// One of them.
final class BlockedCall: Sendable {
  private let ended = Guarded<Reply?>(nil)
  private let pipe: (reading: Int32, writing: Int32)

  init() {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { fatalError("no pipe: errno \(errno)") }
    pipe = (ends[0], ends[1])
  }

  deinit {
    close(pipe.reading)
    close(pipe.writing)
  }

  /// Readable once the call is to end.
  var stopDescriptor: Int32 { pipe.reading }

  /// What it has returned; nil while it blocks.
  var reply: Reply? { ended.withLock { $0 } }

  func end(_ reply: Reply) { ended.withLock { $0 = reply } }

  /// Ends it, if it is one that can be ended.
  func stop() { _ = write(pipe.writing, [0], 1) }
}
