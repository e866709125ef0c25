import CZircon
import Testing

@Suite("zx_object_wait_async")
struct WaitAsyncTests {
  private func signal(_ object: borrowing Object, _ signals: zx_signals_t, clear: zx_signals_t = 0) -> zx_status_t {
    zx_object_signal(object.handle, clear, signals)
  }

  @Test(
    "zx_object_wait_async: queues one SIGNAL_ONE packet: key, status OK, trigger, all that is observed, count 1, zeros")
  func packet() throws {
    for options in [0, ZX_PORT_BIND_TO_INTERRUPT] {
      let port = try Object.port(options)
      let event = try Object.event()
      #expect(watch(event, port, key: 0xABCD, for: ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1) == ZX_OK)
      #expect(try next(port) == nil)
      #expect(signal(event, ZX_USER_SIGNAL_5) == ZX_OK)
      #expect(try next(port) == nil)
      #expect(signal(event, ZX_USER_SIGNAL_1) == ZX_OK)
      let packet = try #require(try next(port))
      #expect(packet.key == 0xABCD)
      #expect(packet.type == ZX_PKT_TYPE_SIGNAL_ONE)
      #expect(packet.status == ZX_OK)
      #expect(packet.signal.trigger == ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1)
      #expect(packet.signal.observed == ZX_USER_SIGNAL_1 | ZX_USER_SIGNAL_5)
      #expect(packet.signal.count == 1)
      #expect(packet.signal.timestamp == 0)
      #expect(packet.signal.reserved1 == 0)
    }
  }

  @Test("zx_object_wait_async: each call is worth one packet")
  func once() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(watch(event, port, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signal(event, 0, clear: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try keys(port) == [1])
  }

  @Test("zx_object_wait_async: a signal that is active already fires at once")
  func level() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(event, port, key: 1, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(event, port, key: 2, for: ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(try keys(port) == [1])
  }

  @Test("zx_object_wait_async: a packet stays when the signal is cleared before it is read")
  func cleared() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(watch(event, port, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signal(event, 0, clear: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try next(port)?.signal.observed == ZX_USER_SIGNAL_0)
  }

  @Test("zx_object_wait_async: for no signal it never fires")
  func nothing() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(watch(event, port, for: 0) == ZX_OK)
    #expect(signal(event, ZX_USER_SIGNAL_ALL | ZX_EVENT_SIGNALED) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(zx_port_cancel(port.handle, event.handle, 1) == ZX_OK)
  }

  @Test("zx_object_wait_async: EDGE does not look at what is active, and fires when a signal becomes active anew")
  func edge() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(event, port, for: ZX_USER_SIGNAL_0, ZX_WAIT_ASYNC_EDGE) == ZX_OK)
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(signal(event, 0, clear: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try next(port) == nil)
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try next(port)?.signal.observed == ZX_USER_SIGNAL_0)
  }

  @Test("zx_object_wait_async: EDGE on a signal that is active fires when any other one becomes active")
  func edgeTrap() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(event, port, for: ZX_USER_SIGNAL_0, ZX_WAIT_ASYNC_EDGE) == ZX_OK)
    #expect(signal(event, ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(try next(port)?.signal.observed == ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1)
  }

  @Test(
    "zx_object_wait_async: TIMESTAMP is when the signal came, by the monotonic clock; BOOT_TIMESTAMP by the boot clock")
  func timestamps() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(watch(event, port, for: ZX_USER_SIGNAL_0, ZX_WAIT_ASYNC_TIMESTAMP) == ZX_OK)
    let before = zx_clock_get_monotonic()
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    let after = zx_clock_get_monotonic()
    let timestamp = try #require(try next(port)).signal.timestamp
    #expect(before <= timestamp && timestamp <= after)

    let bootBefore = zx_clock_get_boot()
    #expect(watch(event, port, for: ZX_USER_SIGNAL_0, ZX_WAIT_ASYNC_BOOT_TIMESTAMP) == ZX_OK)
    let bootAfter = zx_clock_get_boot()
    let boot = try #require(try next(port)).signal.timestamp
    #expect(bootBefore <= boot && boot <= bootAfter)
  }

  @Test("zx_object_wait_async: EDGE and one timestamp may be combined; both timestamps and other bits are INVALID_ARGS")
  func options() throws {
    let port = try Object.port()
    let event = try Object.event()
    let (stamp, boot, edge) = (ZX_WAIT_ASYNC_TIMESTAMP, ZX_WAIT_ASYNC_BOOT_TIMESTAMP, ZX_WAIT_ASYNC_EDGE)
    for options in [0, stamp, boot, edge, stamp | edge, boot | edge] {
      #expect(watch(event, port, for: ZX_USER_SIGNAL_0, options) == ZX_OK)
    }
    for options in [stamp | boot, stamp | boot | edge, 8, 0x8000_0000, UInt32.max] {
      #expect(watch(event, port, for: ZX_USER_SIGNAL_0, options) == ZX_ERR_INVALID_ARGS)
    }
  }

  @Test("zx_object_wait_async: of several waits on one object the newest is served first")
  func newestFirst() throws {
    let port = try Object.port()
    let event = try Object.event()
    for key in 0...6 as ClosedRange<UInt64> { #expect(watch(event, port, key: key, for: ZX_USER_SIGNAL_0) == ZX_OK) }
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try keys(port) == [6, 5, 4, 3, 2, 1, 0])
  }

  @Test(
    "zx_object_wait_async: needs WAIT on the object and WRITE on the port; a port, a resource and a VMAR have no WAIT")
  func rights() throws {
    let port = try Object.port()
    let event = try Object.event()
    let resource = try Object.resource("sim:conformance-edge")
    #expect(watch(try event.without(ZX_RIGHT_WAIT), port, for: 0) == ZX_ERR_ACCESS_DENIED)
    #expect(watch(event, try port.without(ZX_RIGHT_WRITE), for: 0) == ZX_ERR_ACCESS_DENIED)
    for handle in [port.handle, resource.handle, zx_vmar_root_self()] {
      #expect(zx_object_wait_async(handle, port.handle, 1, 0, 0) == ZX_ERR_ACCESS_DENIED)
    }
    let waitable = try event.duplicate(ZX_RIGHT_WAIT)
    #expect(watch(waitable, try port.duplicate(ZX_RIGHT_WRITE), for: 0) == ZX_OK)
  }

  @Test("zx_object_wait_async: its packets do not count in the port's limit")
  func limit() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    for key in 0..<100 as Range<UInt64> { #expect(watch(event, port, key: key, for: ZX_USER_SIGNAL_0) == ZX_OK) }
    var queued = 0
    while queue(port, key: 1000) == ZX_OK { queued += 1 }
    #expect(queued == 4097)
    #expect(watch(event, port, key: 100, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try keys(port).filter { $0 <= 100 }.count == 101)
  }

  @Test("zx_object_wait_async: closing the last handle to the port ends its waits")
  func portClosed() throws {
    let event = try Object.event()
    do {
      let port = try Object.port()
      #expect(watch(event, port, for: ZX_USER_SIGNAL_0) == ZX_OK)
    }
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    let port = try Object.port()
    #expect(watch(event, port, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try keys(port) == [1])
  }

  @Test("zx_object_wait_async: of two ports that watch one object, each gets its packet")
  func twoPorts() throws {
    let first = try Object.port()
    let second = try Object.port()
    let event = try Object.event()
    #expect(watch(event, first, key: 1, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(event, second, key: 2, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signal(event, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try keys(first) == [1])
    #expect(try keys(second) == [2])
  }
}
