import CLinuxInterrupt
import SystemPackage

/// What became of one vector's loopback: the kernel was asked to signal it as the hardware would.
public struct VFIOSelfTest: Sendable, Hashable {
  public var vector: UInt32
  /// False for a vector that the machine has none to give for, or that the test did not come to: it ends early when
  /// others did not answer.
  public var isTried: Bool
  /// From the request until we woke up, ns; nil when no answer came in time.
  public var time: Int64?
  public var hasPassed: Bool { time != nil }

  init(vector: UInt32, isTried: Bool = true, time: Int64? = nil) {
    self.vector = vector
    self.isTried = isTried
    self.time = time
  }

  /// How long to wait for one answer, ms.
  private static let patience: Int32 = 1000
  /// After so many vectors without an answer the next ones would have none either.
  private static let unansweredLimit = 3
  /// For all of them together, ns.
  private static let time: Int64 = 5_000_000_000

  /// Tries each vector that nobody has. One that somebody opens meanwhile is left out.
  static func all(of connection: VFIOConnection) throws(LineError) -> [VFIOSelfTest] {
    var results: [VFIOSelfTest] = []
    var unanswered = 0
    let end = zirq_clock_monotonic() + time
    // The next one is opened before the last is closed, for with none open all of them are disabled.
    var open: OpenVector?
    for vector in connection.idleVectors {
      guard unanswered < unansweredLimit, zirq_clock_monotonic() < end else {
        results.append(VFIOSelfTest(vector: vector, isTried: false))
        continue
      }
      do throws(LineError) {
        open = try OpenVector(vector, of: connection)
      } catch {
        switch error.step {
        case .vfio(.claimVector) where error.errno == .resourceBusy: continue
        case .vfio(.enableFewer):
          results.append(VFIOSelfTest(vector: vector, isTried: false))
          continue
        default: throw error
        }
      }
      let time = try open?.timeOfLoopback(within: patience)
      if time == nil { unanswered += 1 }
      results.append(VFIOSelfTest(vector: vector, time: time))
    }
    return results
  }

  /// A vector that is open for the test.
  private struct OpenVector: ~Copyable {
    private let vector: UInt32
    private let connection: VFIOConnection
    private let event: VFIOEvent

    init(_ vector: UInt32, of connection: VFIOConnection) throws(LineError) {
      let event: VFIOEvent
      do throws(Errno) { event = try VFIOEvent() } catch { throw connection.error(.trigger, error) }
      try connection.open(vector, event: event.descriptor, thread: nil)
      self.vector = vector
      self.connection = connection
      self.event = event
    }

    /// ns; nil when no answer comes.
    ///
    /// - Parameter patience: ms.
    func timeOfLoopback(within patience: Int32) throws(LineError) -> Int64? {
      let start = zirq_clock_monotonic()
      try connection.trigger(vector)
      return event.isSignaled(within: patience) ? zirq_clock_monotonic() - start : nil
    }

    deinit { connection.close(vector) }
  }
}
