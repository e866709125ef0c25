import Foundation
import Glibc
import Testing
import ZirconObjects

/// Threads that work at the same time, and what they find wrong.
final class Crew: Sendable {
  private let wrong = Guarded<[String]>([])
  private let group = DispatchGroup()

  /// Starts a thread.
  func start(_ work: @escaping @Sendable () -> Void) {
    group.enter()
    Thread.detachNewThread { [group] in
      work()
      group.leave()
    }
  }

  /// Starts threads that are told their numbers.
  func start(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
    for number in 0..<count { start { work(number) } }
  }

  func expect(_ isSo: Bool, _ what: @autoclosure () -> String) {
    if !isSo { wrong.withLock { [what = what()] in $0.append(what) } }
  }

  /// That a call has returned what it may at that moment.
  func expect(_ status: Int32, isOneOf allowed: [Status], from call: String) {
    let status = Status(rawValue: status)
    expect(allowed.contains(status), "\(call) returned \(status)")
  }

  func expect(_ status: Int32, _ allowed: Status, from call: String) {
    expect(status, isOneOf: [allowed], from: call)
  }

  /// Waits for all threads that have been started to end, and tells what they have found.
  func finish(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let ended = group.wait(timeout: .now() + 120)
    let wrong = wrong.withLock { $0 }
    #expect(wrong.isEmpty, "\(wrong.prefix(5).joined(separator: "\n"))", sourceLocation: sourceLocation)
    try #require(ended == .success, "a thread still hangs after two minutes", sourceLocation: sourceLocation)
  }
}

/// What several threads have gathered.
final class Gathered<Value: Sendable>: Sendable {
  private let values = Guarded<[Value]>([])

  func add(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }
}

enum Signal {
  static let user0: UInt32 = 1 << 24
  static let user1: UInt32 = 1 << 25
  static let eventSignaled: UInt32 = 0x8
  static let untriggered: UInt32 = 0x10
  static let handleClosed: UInt32 = 0x80_0000
}
