import CLinuxInterrupt
import SystemPackage

/// What became of one vector's loopback: the kernel was asked to signal it as the hardware would.
public struct VFIOSelfTest: Sendable, Hashable {
  public var vector: UInt32
  /// From the request until we woke up, ns; nil when no answer came in time.
  public var time: Int64?
  public var hasPassed: Bool { time != nil }

  /// ms.
  private static let patience: Int32 = 1000

  init(vector: UInt32, time: Int64?) {
    self.vector = vector
    self.time = time
  }

  /// Opens the vector for the time of the test.
  init(_ vector: UInt32, of connection: VFIOConnection) throws(LineError) {
    let event: VFIOEvent
    do throws(Errno) { event = try VFIOEvent() } catch { throw connection.error(.trigger, error) }
    try connection.open(vector, event: event.descriptor, thread: nil)
    defer { connection.close(vector) }
    let start = zirq_clock_monotonic()
    try connection.trigger(vector)
    let hasAnswered = event.isSignaled(within: Self.patience)
    self.init(vector: vector, time: hasAnswered ? zirq_clock_monotonic() - start : nil)
  }
}
