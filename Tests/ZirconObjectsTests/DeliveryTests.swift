import Testing

@testable import ZirconObjects

/// What a line learns of its interrupts.
@Suite("A line is told")
struct DeliveryTests {
  private let line: RecordingLine
  private let interrupt: Interrupt
  private let port = Port.accepting()

  init() throws {
    let controller = RecordingController(isLevel: false)
    line = controller.line
    interrupt = try Interrupt(controller, vector: 0, mode: .default, options: [])
  }

  private var acknowledged: [Int64] { line.acknowledgements.withLock { $0 } }

  @Test("what becomes of each interrupt of a port, and which ones have been acknowledged")
  func bound() throws {
    try interrupt.bind(to: port, key: 1)
    #expect(interrupt.fire(at: 1) == .queued)
    #expect(interrupt.fire(at: 2) == .pending)
    #expect(interrupt.fire(at: 3) == .merged)
    #expect(port.wait(nil) != nil)
    #expect(acknowledged == [])
    // Acknowledges the first, and queues the second.
    try interrupt.ack()
    #expect(acknowledged == [1])
    #expect(port.wait(nil) != nil)
    try interrupt.ack()
    try interrupt.ack()
    #expect(acknowledged == [1, 2])
    #expect(port.wait(RecordingWaiter()) == nil)
    #expect(interrupt.fire(at: 4) == .handedOver)
    try? interrupt.destroy()
    #expect(interrupt.fire(at: 5) == .lost)
    #expect(acknowledged == [1, 2])
  }

  @Test("the same of an interrupt that is waited for by itself, where the next wait acknowledges")
  func unbound() throws {
    #expect(interrupt.fire(at: 1) == .queued)
    #expect(interrupt.fire(at: 2) == .merged)
    #expect(try interrupt.wait(RecordingWaiter()) == 1)
    #expect(interrupt.fire(at: 3) == .pending)
    #expect(acknowledged == [])
    #expect(try interrupt.wait(RecordingWaiter()) == 3)
    #expect(acknowledged == [1])
    #expect(try interrupt.wait(RecordingWaiter()) == nil)
    #expect(acknowledged == [1, 3])
    #expect(interrupt.fire(at: 4) == .handedOver)
  }

  @Test("nothing of a packet that went back into its interrupt")
  func unbind() throws {
    try interrupt.bind(to: port, key: 1)
    interrupt.fire(at: 1)
    try interrupt.unbind(from: port)
    #expect(acknowledged == [])
    try interrupt.bind(to: port, key: 1)
    try interrupt.ack()
    #expect(acknowledged == [1])
  }
}
