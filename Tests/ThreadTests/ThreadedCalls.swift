import Testing

/// The calls that threads make here, answered with Zircon's statuses: by the objects in this process, which the thread
/// sanitizer sees whole, or by the C library and a daemon. A call that waits blocks its thread.
protocol ThreadedCalls: Sendable {
  func event() -> UInt32
  func virtualInterrupt() -> UInt32
  func port() -> UInt32
  func duplicate(_ handle: UInt32) -> UInt32
  func close(_ handle: UInt32) -> Int32

  func bind(_ interrupt: UInt32, _ port: UInt32, key: UInt64) -> Int32
  func unbind(_ interrupt: UInt32, _ port: UInt32) -> Int32
  func trigger(_ interrupt: UInt32, _ timestamp: Int64) -> Int32
  func ack(_ interrupt: UInt32) -> Int32
  func destroy(_ interrupt: UInt32) -> Int32
  func wait(_ interrupt: UInt32) -> (status: Int32, timestamp: Int64)
  /// How many interrupts were merged into one already pending.
  func merged(_ interrupt: UInt32) -> Int

  /// Queues a user packet that carries a value.
  func queue(_ port: UInt32, key: UInt64, _ value: UInt64) -> Int32
  /// Takes a packet; unless it polls, waits for one.
  func take(_ port: UInt32, polls: Bool) -> (status: Int32, packet: Packet)

  func signal(_ handle: UInt32, clear: UInt32, set: UInt32) -> Int32
  func waitOne(_ handle: UInt32, _ signals: UInt32, polls: Bool) -> (status: Int32, observed: UInt32)
  func waitMany(_ items: [(handle: UInt32, signals: UInt32)]) -> (status: Int32, pending: [UInt32])
  func waitAsync(_ handle: UInt32, _ port: UInt32, key: UInt64, _ signals: UInt32, edge: Bool) -> Int32
}

/// What a port hands out.
struct Packet: Hashable, Sendable {
  var key: UInt64 = 0
  var type: UInt32 = 0
  /// The first eight bytes of what it carries; an interrupt's timestamp.
  var value: UInt64 = 0
}

/// Where the calls go, for the tests' names.
enum Place: CaseIterable, CustomTestStringConvertible {
  case objects
  case library

  func calls() -> any ThreadedCalls {
    switch self {
    case .objects: CallsOnObjects()
    case .library: CallsThroughLibrary()
    }
  }

  /// How often to do what a frame's way to the daemon and back makes slow: a race has to be met to be seen.
  func times(_ count: Int) -> Int {
    switch self {
    case .objects:
      #if THREAD_SANITIZER
        count
      #else
        count * 25
      #endif
    case .library: count
    }
  }

  var testDescription: String {
    switch self {
    case .objects: "on the objects"
    case .library: "through the C library"
    }
  }
}
