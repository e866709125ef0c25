import CZircon
import Testing

@Suite("zx_interrupt_ack")
struct AckTests {
  @Test("zx_interrupt_ack: an interrupt that is not bound answers BAD_STATE")
  func unbound() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_ERR_BAD_STATE)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_ERR_BAD_STATE)
  }

  @Test("zx_interrupt_ack: an interrupt that nobody has triggered is OK, and stays as it is")
  func idle() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(trigger(interrupt, at: 5) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 5)
  }

  @Test("zx_interrupt_ack: what was triggered since the packet was read is delivered now")
  func pending() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt, at: 1) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 1)
    #expect(trigger(interrupt, at: 2) == ZX_OK)
    #expect(trigger(interrupt, at: 3) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 2)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_ack: before the packet is read it is OK, and the packet stays")
  func unread() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt, at: 1) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 1)
  }

  @Test("zx_interrupt_ack: before the packet is read, with another pending, it is BAD_STATE and loses that one")
  func unreadAndPending() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt, at: 1) == ZX_OK)
    #expect(trigger(interrupt, at: 2) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_ERR_BAD_STATE)
    #expect(try next(port)?.interrupt.timestamp == 1)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_ack: a destroyed interrupt that was bound answers CANCELED, one that was not BAD_STATE")
  func destroyed() throws {
    let bound = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(bound, port) == ZX_OK)
    #expect(zx_interrupt_destroy(bound.handle) == ZX_OK)
    #expect(zx_interrupt_ack(bound.handle) == ZX_ERR_CANCELED)
    let unbound = try Object.virtualInterrupt()
    #expect(zx_interrupt_destroy(unbound.handle) == ZX_OK)
    #expect(zx_interrupt_ack(unbound.handle) == ZX_ERR_BAD_STATE)
  }

  @Test("zx_interrupt_ack: a level line is armed again, and interrupts at once if its device still asserts it")
  func level() throws {
    let interrupt = try PhysicalInterrupt(.level)
    let port = try Object.port()
    #expect(bind(interrupt.object, port) == ZX_OK)
    try interrupt.fire()
    #expect(try awaited(port).type == ZX_PKT_TYPE_INTERRUPT)
    try interrupt.fire()
    #expect(try next(port) == nil)
    let armed = try interrupt.rearms()
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try interrupt.rearms() == armed + 1)
    #expect(try awaited(port).type == ZX_PKT_TYPE_INTERRUPT)
  }

  @Test("zx_interrupt_ack: an edge line was never masked, so nothing is armed")
  func edge() throws {
    let interrupt = try PhysicalInterrupt(.edge)
    let port = try Object.port()
    #expect(bind(interrupt.object, port) == ZX_OK)
    try interrupt.fire()
    #expect(try awaited(port).type == ZX_PKT_TYPE_INTERRUPT)
    let armed = try interrupt.rearms()
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try interrupt.rearms() == armed)
  }
}
