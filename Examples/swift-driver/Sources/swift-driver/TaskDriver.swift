import Zirq

/// A driver that is a task: it takes its interrupt's packets from a port, one after the other.
struct TaskDriver<Source: InterruptObject & ~Copyable>: ~Copyable, Sendable {
  private let port: Port
  private let interrupt: Source

  /// - Parameter interrupt: The device's, or a virtual one in a test.
  init(_ interrupt: consuming Source) throws(Status) {
    let port = try Port()
    try interrupt.bind(to: port, key: 0)
    self.port = port
    self.interrupt = interrupt
  }

  /// Serves the device until the task is canceled or the device has gone.
  func run(_ handle: (Instant) -> Void) async throws(Status) {
    for try await packet in port.packets {
      guard packet.status == .ok, case .interrupt(let time) = packet.content else { return }
      // Silence the device here, before the ack: a level line that still asserts would fire again at once.
      handle(time)
      try interrupt.ack()
    }
  }
}
