import CZircon
import TestDaemon
import Testing

@Suite("zx_interrupt_trigger")
struct TriggerTests {
  @Test("zx_interrupt_trigger: options other than 0 are INVALID_ARGS, and nothing is triggered")
  func options() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    for options in [1, 0x8000_0000, UInt32.max] {
      #expect(zx_interrupt_trigger(interrupt.handle, options, 1) == ZX_ERR_INVALID_ARGS)
    }
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_trigger: needs SIGNAL and nothing else")
  func rights() throws {
    let interrupt = try Object.virtualInterrupt()
    let other = try interrupt.without(ZX_RIGHT_SIGNAL)
    let signaler = try interrupt.duplicate(ZX_RIGHT_SIGNAL)
    #expect(trigger(other) == ZX_ERR_ACCESS_DENIED)
    #expect(trigger(signaler) == ZX_OK)
  }

  @Test("zx_interrupt_trigger: an interrupt that is not virtual answers BAD_STATE, destroyed or not")
  func physical() throws {
    let interrupt = try PhysicalInterrupt(.edge)
    #expect(trigger(interrupt.object) == ZX_ERR_BAD_STATE)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(trigger(interrupt.object) == ZX_ERR_BAD_STATE)
  }

  @Test("zx_interrupt_trigger: a destroyed interrupt answers CANCELED")
  func destroyed() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(trigger(interrupt) == ZX_ERR_CANCELED)
  }

  @Test(
    "zx_interrupt_trigger: the timestamp arrives as it was given, whatever the clock says",
    arguments: [0, 1, -1, zx_time_t.max, zx_time_t.min])
  func timestamp(_ timestamp: zx_time_t) throws {
    for options in [0, ZX_INTERRUPT_TIMESTAMP_MONO] {
      let interrupt = try Object.virtualInterrupt(options)
      let port = try Object.port()
      #expect(bind(interrupt, port) == ZX_OK)
      #expect(trigger(interrupt, at: timestamp) == ZX_OK)
      #expect(try next(port)?.interrupt.timestamp == timestamp)
    }
  }

  @Test("zx_interrupt_trigger: one is delivered and one is pending, each with its first timestamp; the rest are merged")
  func merged() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    for timestamp in 1...5 as ClosedRange<zx_time_t> { #expect(trigger(interrupt, at: timestamp) == ZX_OK) }
    #expect(try next(port)?.interrupt.timestamp == 1)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 2)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_trigger: while an acknowledged packet lies unread it adds none, and the next ack sends none")
  func acknowledgedUnread() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt, at: 1) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(trigger(interrupt, at: 2) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 1)
    #expect(try next(port) == nil)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_trigger: called by several threads at once, one delivers and the others are merged")
  func threads() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    let handle = interrupt.handle
    let calls = (1...8).map { stamp in BlockedCall { zx_interrupt_trigger(handle, 0, zx_time_t(stamp)) } }
    for call in calls { #expect(try call.returned() == ZX_OK) }
    #expect(try next(port)?.type == ZX_PKT_TYPE_INTERRUPT)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port)?.type == ZX_PKT_TYPE_INTERRUPT)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }
}
