import Dispatch
import Glibc
import Synchronization
import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

/// A stand-in for a UIO node: reads give the totals that the test writes, writes are there for the test to read.
///
/// It is one end of a socket pair; the line has the other. It cannot answer a write with an error, as drivers do.
final class FakeNode: Sendable {
  private let near: Guarded<UIONode?>
  private let far: OwnedDescriptor

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
    near = Guarded(UIONode(OwnedDescriptor(owning: ends[0])))
    far = OwnedDescriptor(owning: ends[1])
  }

  /// The node, for the line alone: when the line lets go of it, it is closed.
  func takeNode() -> UIONode {
    guard let node = near.withLock({ $0.take() }) else { preconditionFailure("the node is taken once") }
    return node
  }

  func interrupt(total: UInt32) {
    var total = total
    _ = send(far.rawValue, &total, 4, Int32(MSG_NOSIGNAL))
  }

  /// Whether the line has closed the node. A process that is just being started elsewhere in the tests holds a copy of it
  /// for a moment, so this waits.
  var isClosed: Bool {
    var waited = pollfd(fd: far.rawValue, events: 0, revents: 0)
    return poll(&waited, 1, 10_000) == 1 && Int32(waited.revents) & POLLHUP != 0
  }

  /// As if the device were unregistered: the blocked read ends with EIO.
  func unplug() { #expect(shutdown(far.rawValue, Int32(SHUT_WR)) == 0) }

  /// What the line wrote, up to the close of its end.
  func writesUntilClosed() -> [Int32] {
    var writes: [Int32] = []
    var value: Int32 = 0
    while recv(far.rawValue, &value, 4, Int32(MSG_WAITALL)) == 4 { writes.append(value) }
    return writes
  }

  /// What the line has written next.
  func nextWrite() -> Int32? {
    var value: Int32 = 0
    return recv(far.rawValue, &value, 4, Int32(MSG_WAITALL)) == 4 ? value : nil
  }
}

/// What a line has reported.
final class Reports: Sendable {
  private let errors = Guarded<[LineError]>([])
  private let releases = Atomic<Int>(0)
  private let hasNew = DispatchSemaphore(value: 0)

  /// Waits for the next report, as long as a broken build should be allowed to.
  func waitForNext() throws -> LineError {
    try #require(hasNew.wait(timeout: .now() + 60) == .success, "nothing was reported")
    return try #require(all.last)
  }

  var all: [LineError] { errors.withLock { $0 } }
  var releaseCount: Int { releases.load(ordering: .relaxed) }

  func add(_ error: LineError) {
    errors.withLock { $0.append(error) }
    hasNew.signal()
  }
  func addRelease() { releases.wrappingAdd(1, ordering: .relaxed) }
}

extension UIODevicePaths {
  static let fake = UIODevicePaths(name: "pci:0000:00:04.0", node: "/dev/uio0", sysfs: "/nowhere", driver: nil)
}
