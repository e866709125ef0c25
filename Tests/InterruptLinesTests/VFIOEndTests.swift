import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

/// The connection has no device: what is tried out is who holds whom when it is let go.
@Suite("A VFIO device that is let go")
struct VFIOEndTests {
  /// Lets go of the device when nobody holds it any more, as the last of a client's interrupts does.
  private final class LastHolder: Sendable {
    let connection: VFIOConnection
    private let hasLetGo: @Sendable (Bool) -> Void

    init(_ connection: VFIOConnection, hasLetGo: @escaping @Sendable (Bool) -> Void) {
      self.connection = connection
      self.hasLetGo = hasLetGo
    }

    deinit { hasLetGo(connection.letGo(VFIOEndTests.removal(connection))) }
  }

  private final class NoLine: ObservableLine {
    let isLevel = false
    let rearmPath = RearmPath.none
    let timestamps = TimestampSource.wakeup
    let counts = LineCounts()
    let latencies = LineLatencies()
    let hasEnded = false
    let turns: UInt64 = 0
    func wake() {}
    func mask() {}
    func unmask() {}
    func release() {}
    func detach() {}
  }

  private static func removal(_ connection: VFIOConnection) -> LineError {
    connection.error(.removal, .operationNotSupportedByDevice)
  }

  private let connection = VFIOConnection(
    without: VFIODevicePaths(name: "pci:0000:00:04.0", slot: "0000:00:04.0", group: nil, cdev: nil, isNoIOMMU: false),
    interrupts: VFIOInterrupts(counts: [.msix: 2], asked: nil))

  @Test("can be closed in the middle of it, by a client that its end has woken")
  func closedMeanwhile() throws {
    let second = Guarded<Bool?>(nil)
    let end = Guarded(false)
    let client = try LineClient { [connection] interrupt throws(LineError) in
      let holder = LastHolder(connection) { isFirst in second.withLock { $0 = isFirst } }
      // The line's end frees the vector: from now on nobody holds the thread but those who end it.
      let thread = LineThread(for: interrupt) { _ in
        holder.connection.close(0)
        end.withLock { $0 = true }
      }
      try connection.open(0, event: -1, thread: thread)
      return NoLine()
    }
    #expect(connection.letGo(Self.removal(connection)))
    #expect(end.withLock { $0 })
    #expect(second.withLock { $0 } == false)
    try client.closeInterrupt()
  }

  @Test("opens no vector any more, and says why")
  func opensNoMore() {
    connection.letGo(Self.removal(connection))
    #expect(throws: Self.removal(connection)) { try connection.open(1, event: -1, thread: nil) }
  }
}
