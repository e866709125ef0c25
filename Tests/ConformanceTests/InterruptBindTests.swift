import CZircon
import TestDaemon
import Testing

@Suite("zx_interrupt_bind")
struct InterruptBindTests {
  @Test("zx_interrupt_bind: options other than BIND and UNBIND are INVALID_ARGS")
  func options() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    for option in [2, 3, 0x8000_0000, UInt32.max] {
      #expect(zx_interrupt_bind(interrupt.handle, port.handle, 1, option) == ZX_ERR_INVALID_ARGS)
    }
    #expect(zx_interrupt_bind(interrupt.handle, port.handle, 1, ZX_INTERRUPT_BIND) == ZX_OK)
    #expect(zx_interrupt_bind(interrupt.handle, port.handle, 1, ZX_INTERRUPT_UNBIND) == ZX_OK)
  }

  @Test("zx_interrupt_bind: the interrupt's handle needs READ, the port's WRITE, and nothing else")
  func rights() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let unreadable = try interrupt.without(ZX_RIGHT_READ)
    let unwritable = try port.without(ZX_RIGHT_WRITE)
    #expect(bind(unreadable, port) == ZX_ERR_ACCESS_DENIED)
    #expect(bind(interrupt, unwritable) == ZX_ERR_ACCESS_DENIED)
    let reader = try interrupt.duplicate(ZX_RIGHT_READ)
    let writer = try port.duplicate(ZX_RIGHT_WRITE)
    #expect(bind(reader, writer) == ZX_OK)
    #expect(unbind(reader, writer) == ZX_OK)
  }

  @Test("zx_interrupt_bind: a port made without BIND_TO_INTERRUPT is WRONG_TYPE, to bind and to unbind")
  func otherPort() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port(0)
    #expect(bind(interrupt, port) == ZX_ERR_WRONG_TYPE)
    #expect(unbind(interrupt, port) == ZX_ERR_WRONG_TYPE)
  }

  @Test("zx_interrupt_bind: any key is legal, and interrupts may share one key and one port")
  func keys() throws {
    let port = try Object.port()
    for key in [0, 1, UInt64.max] {
      let first = try Object.virtualInterrupt()
      let second = try Object.virtualInterrupt()
      #expect(bind(first, port, key: key) == ZX_OK)
      #expect(bind(second, port, key: key) == ZX_OK)
      #expect(trigger(first, at: 1) == ZX_OK)
      #expect(trigger(second, at: 2) == ZX_OK)
      for timestamp in [1, 2] as [zx_time_t] {
        let packet = try #require(try next(port))
        #expect(packet.key == key)
        #expect(packet.interrupt.timestamp == timestamp)
      }
    }
  }

  @Test("zx_interrupt_bind: an interrupt that is bound is ALREADY_BOUND, whatever the port and the key")
  func alreadyBound() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let other = try Object.port()
    #expect(bind(interrupt, port, key: 1) == ZX_OK)
    #expect(bind(interrupt, port, key: 1) == ZX_ERR_ALREADY_BOUND)
    #expect(bind(interrupt, port, key: 2) == ZX_ERR_ALREADY_BOUND)
    #expect(bind(interrupt, other, key: 1) == ZX_ERR_ALREADY_BOUND)
  }

  @Test("zx_interrupt_bind: while a thread is in zx_interrupt_wait it is BAD_STATE")
  func waiting() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let handle = interrupt.handle
    let wait = BlockedCall { zx_interrupt_wait(handle, nil) }
    try SharedDaemon.connected.waitUntil(interrupt: basic(handle).koid, is: "waiting")
    #expect(bind(interrupt, port) == ZX_ERR_BAD_STATE)
    #expect(unbind(interrupt, port) == ZX_ERR_NOT_FOUND)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(try wait.returned() == ZX_OK)
  }

  @Test("zx_interrupt_bind: a destroyed interrupt answers CANCELED, bound or not")
  func destroyed() throws {
    let port = try Object.port()
    let bound = try Object.virtualInterrupt()
    let unbound = try Object.virtualInterrupt()
    #expect(bind(bound, port) == ZX_OK)
    for handle in [bound.handle, unbound.handle] {
      #expect(zx_interrupt_destroy(handle) == ZX_OK)
      #expect(zx_interrupt_bind(handle, port.handle, 1, ZX_INTERRUPT_BIND) == ZX_ERR_CANCELED)
    }
  }

  @Test("zx_interrupt_bind: an interrupt that was triggered before sends its packet at once, with the first timestamp")
  func triggered() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(trigger(interrupt, at: 11) == ZX_OK)
    #expect(trigger(interrupt, at: 12) == ZX_OK)
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 11)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_interrupt_bind: an interrupt that a wait has returned and nobody acknowledged sends nothing before its ack")
  func needAck() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(trigger(interrupt, at: 1) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_OK)
    #expect(trigger(interrupt, at: 2) == ZX_OK)
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(port)?.interrupt.timestamp == 2)
  }

  @Test("zx_interrupt_bind: UNBIND of an interrupt that is not bound, or bound to another port, is NOT_FOUND")
  func unbindNotFound() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let other = try Object.port()
    #expect(unbind(interrupt, port) == ZX_ERR_NOT_FOUND)
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(unbind(interrupt, other) == ZX_ERR_NOT_FOUND)
    #expect(unbind(interrupt, port) == ZX_OK)
    #expect(unbind(interrupt, port) == ZX_ERR_NOT_FOUND)
  }

  @Test("zx_interrupt_bind: UNBIND of a destroyed interrupt is CANCELED from its port, NOT_FOUND from another")
  func unbindDestroyed() throws {
    let bound = try Object.virtualInterrupt()
    let unbound = try Object.virtualInterrupt()
    let port = try Object.port()
    let other = try Object.port()
    #expect(bind(bound, port) == ZX_OK)
    #expect(zx_interrupt_destroy(bound.handle) == ZX_OK)
    #expect(zx_interrupt_destroy(unbound.handle) == ZX_OK)
    #expect(unbind(bound, port) == ZX_ERR_CANCELED)
    #expect(unbind(bound, other) == ZX_ERR_NOT_FOUND)
    #expect(unbind(unbound, port) == ZX_ERR_NOT_FOUND)
  }

  @Test("zx_interrupt_bind: a port is the object, not the handle, and UNBIND does not look at the key")
  func identity() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let duplicate = try port.duplicate()
    #expect(bind(interrupt, port, key: 5) == ZX_OK)
    #expect(zx_interrupt_bind(interrupt.handle, duplicate.handle, 99, ZX_INTERRUPT_UNBIND) == ZX_OK)
    #expect(bind(interrupt, duplicate, key: 5) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(try next(port)?.key == 5)
  }

  @Test("zx_interrupt_bind: UNBIND withdraws an unread packet and keeps it, for the next bind or wait")
  func unbindUnread() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let other = try Object.port()
    #expect(bind(interrupt, port, key: 1) == ZX_OK)
    #expect(trigger(interrupt, at: 21) == ZX_OK)
    #expect(trigger(interrupt, at: 22) == ZX_OK)
    #expect(unbind(interrupt, port) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(bind(interrupt, other, key: 2) == ZX_OK)
    #expect(try next(other)?.interrupt.timestamp == 21)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try next(other) == nil)

    #expect(trigger(interrupt, at: 23) == ZX_OK)
    #expect(unbind(interrupt, other) == ZX_OK)
    var timestamp: zx_time_t = 0
    #expect(zx_interrupt_wait(interrupt.handle, &timestamp) == ZX_OK)
    #expect(timestamp == 23)
  }

  @Test("zx_interrupt_bind: UNBIND of an interrupt acknowledged before its packet was read drops the packet")
  func unbindAcknowledged() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt, at: 1) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(unbind(interrupt, port) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test(
    "zx_interrupt_bind: UNBIND of a level interrupt in somebody's hands leaves its line masked until it is bound and acknowledged"
  )
  func unbindLevel() throws {
    let interrupt = try PhysicalInterrupt(.level)
    let port = try Object.port()
    #expect(bind(interrupt.object, port) == ZX_OK)
    try interrupt.fire()
    #expect(try awaited(port).type == ZX_PKT_TYPE_INTERRUPT)
    let armed = try interrupt.rearms()
    #expect(unbind(interrupt.object, port) == ZX_OK)
    #expect(bind(interrupt.object, port) == ZX_OK)
    #expect(try interrupt.rearms() == armed)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(try interrupt.rearms() == armed + 1)
  }

  @Test(
    "zx_interrupt_bind: an interrupt packet has the key, the type INTERRUPT, status OK, and zeros in its reserved fields"
  )
  func packet() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port, key: 0xFEED) == ZX_OK)
    #expect(trigger(interrupt, at: 0x1234) == ZX_OK)
    var packet = zx_port_packet_t()
    withUnsafeMutableBytes(of: &packet) { $0.copyBytes(from: repeatElement(0xAA, count: $0.count)) }
    #expect(zx_port_wait(port.handle, now, &packet) == ZX_OK)
    #expect(packet.key == 0xFEED)
    #expect(packet.type == ZX_PKT_TYPE_INTERRUPT)
    #expect(packet.status == ZX_OK)
    #expect(packet.user.u64 == (0x1234, 0, 0, 0))
  }
}
