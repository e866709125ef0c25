import Glibc
import SystemPackage
import ZirconObjects

/// How long the machine's processors may take to wake up, as long as somebody asks for less than they would. Off an
/// interrupt's way; thread-safe.
///
/// The kernel keeps to what is written to /dev/cpu_dma_latency while the file stays open. Source: Linux,
/// Documentation/power/pm_qos_interface.rst.
public final class WakeupLatency: Sendable {
  public static let path = "/dev/cpu_dma_latency"

  /// The kernel's number is signed.
  public static let limit = UInt32(Int32.max)

  private let root: String
  private let state = Guarded(State())

  private struct State: ~Copyable {
    var lastID: UInt64 = 0
    /// Microseconds.
    var requests: [UInt64: UInt32] = [:]
    /// Open while there is a request.
    var file: OwnedDescriptor?

    mutating func apply(_ path: String) throws(Errno) {
      guard let least = requests.values.min() else {
        file = nil
        return
      }
      if file == nil { file = try OwnedDescriptor(writing: path) }
      var value = Int32(least)
      guard let descriptor = file?.rawValue, write(descriptor, &value, 4) == 4 else { throw Errno(rawValue: errno) }
    }
  }

  /// - Parameter root: put before the path; empty but in tests.
  public init(root: String = "") { self.root = root }

  /// The least that is asked for now, microseconds; nil when nobody asks.
  public var current: UInt32? { state.withLock { $0.requests.values.min() } }

  /// One who may ask. With its last reference its request ends.
  public func newRequest() -> Request {
    Request(
      self,
      id: state.withLock { state in
        state.lastID += 1
        return state.lastID
      })
  }

  public final class Request: Sendable {
    private let latency: WakeupLatency
    private let id: UInt64

    fileprivate init(_ latency: WakeupLatency, id: UInt64) {
      self.latency = latency
      self.id = id
    }

    deinit { try? latency.set(nil, for: id) }

    /// Asks for this, in microseconds, instead of what it asked for before; nil for nothing. 0 keeps the processors from
    /// sleeping at all.
    ///
    /// - Throws: what the system answers, `permissionDenied` for a file that is not the daemon's. Then it asks for what it
    ///   asked for before.
    public func set(_ microseconds: UInt32?) throws(Errno) { try latency.set(microseconds, for: id) }
  }

  private func set(_ microseconds: UInt32?, for id: UInt64) throws(Errno) {
    try state.withLock { state throws(Errno) in
      let before = state.requests[id]
      guard before != microseconds else { return }
      state.requests[id] = microseconds
      do throws(Errno) { try state.apply(root + Self.path) } catch {
        state.requests[id] = before
        if state.requests.isEmpty { state.file = nil }
        throw error
      }
    }
  }
}
