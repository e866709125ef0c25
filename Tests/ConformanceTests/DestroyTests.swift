import CZircon
import Testing

@Suite("zx_interrupt_destroy")
struct DestroyTests {
  @Test("zx_interrupt_destroy: needs no right")
  func rights() throws {
    let interrupt = try Object.virtualInterrupt()
    let powerless = try interrupt.duplicate(ZX_RIGHT_NONE)
    #expect(zx_interrupt_destroy(powerless.handle) == ZX_OK)
    #expect(trigger(interrupt) == ZX_ERR_CANCELED)
  }

  @Test("zx_interrupt_destroy: the handle stays valid, and destroying again is OK")
  func again() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(try basic(interrupt.handle).type == ZX_OBJ_TYPE_INTERRUPT)
  }

  @Test("zx_interrupt_destroy: an unbound interrupt is OK in whatever state")
  func unbound() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_OK)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
  }

  @Test("zx_interrupt_destroy: an unread packet is withdrawn from the port, and it is OK")
  func unread() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_destroy: a packet that was read and not acknowledged makes it NOT_FOUND, once")
  func read() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(try next(port)?.type == ZX_PKT_TYPE_INTERRUPT)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_ERR_NOT_FOUND)
    #expect(trigger(interrupt) == ZX_ERR_CANCELED)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_destroy: an interrupt bound after its wait, and so never queued, is NOT_FOUND")
  func neverQueued() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_OK)
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_ERR_NOT_FOUND)
  }

  @Test("zx_interrupt_destroy: a line interrupts no more, and its vector is free")
  func line() throws {
    let interrupt = try PhysicalInterrupt(.level)
    let port = try Object.port()
    #expect(bind(interrupt.object, port) == ZX_OK)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    let vector = interrupt.vector.number
    let resource = interrupt.resource.handle
    let successor = try Object { zx_interrupt_create(resource, vector, 0, $0) }
    #expect(bind(successor, port, key: 2) == ZX_OK)
    try interrupt.fire()
    #expect(try awaited(port).key == 2)
    #expect(try next(port) == nil)
  }
}
