import CZircon
import Testing

@Suite("Canceling what waits for a port")
struct PortCancelTests {
  private func signal(_ event: borrowing Object, _ signals: zx_signals_t = ZX_USER_SIGNAL_0) -> zx_status_t {
    zx_object_signal(event.handle, 0, signals)
  }

  // MARK: zx_port_cancel

  @Test("zx_port_cancel: ends the async waits of that source handle with that key; nothing to end is NOT_FOUND")
  func cancel() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(zx_port_cancel(port.handle, event.handle, 1) == ZX_ERR_NOT_FOUND)
    #expect(watch(event, port, key: 1, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(event, port, key: 1, for: ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(watch(event, port, key: 2, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(zx_port_cancel(port.handle, event.handle, 1) == ZX_OK)
    #expect(zx_port_cancel(port.handle, event.handle, 1) == ZX_ERR_NOT_FOUND)
    #expect(signal(event, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(try keys(port) == [2])
  }

  @Test("zx_port_cancel: removes the packets that such waits have queued")
  func cancelQueued() throws {
    let port = try Object.port()
    let event = try Object.event()
    #expect(signal(event) == ZX_OK)
    for key in [1, 2, 1] as [UInt64] { #expect(watch(event, port, key: key, for: ZX_USER_SIGNAL_0) == ZX_OK) }
    #expect(zx_port_cancel(port.handle, event.handle, 1) == ZX_OK)
    #expect(try keys(port) == [2])
  }

  @Test("zx_port_cancel: leaves what was asked for through another handle to the same source, or for another port")
  func cancelOthers() throws {
    let port = try Object.port()
    let other = try Object.port()
    let event = try Object.event()
    let duplicate = try event.duplicate()
    #expect(watch(duplicate, port, key: 1, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(event, other, key: 1, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(zx_port_cancel(port.handle, event.handle, 1) == ZX_ERR_NOT_FOUND)
    #expect(signal(event) == ZX_OK)
    #expect(try keys(port) == [1])
    #expect(try keys(other) == [1])
  }

  @Test("zx_port_cancel: leaves the packets of users and of interrupts")
  func cancelPackets() throws {
    let port = try Object.port()
    let interrupt = try Object.virtualInterrupt()
    #expect(bind(interrupt, port, key: 1) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(queue(port, key: 1) == ZX_OK)
    #expect(zx_port_cancel(port.handle, interrupt.handle, 1) == ZX_ERR_NOT_FOUND)
    #expect(try keys(port) == [1, 1])
  }

  @Test("zx_port_cancel: the port's handle needs WRITE, the source's WAIT, which a port and a resource never have")
  func cancelRights() throws {
    let port = try Object.port()
    let event = try Object.event()
    let resource = try Object.resource("sim:conformance-edge")
    let unwritable = try port.without(ZX_RIGHT_WRITE)
    let unwaitable = try event.without(ZX_RIGHT_WAIT)
    let writable = try port.duplicate(ZX_RIGHT_WRITE)
    let waitable = try event.duplicate(ZX_RIGHT_WAIT)
    #expect(zx_port_cancel(unwritable.handle, event.handle, 1) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_port_cancel(port.handle, unwaitable.handle, 1) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_port_cancel(port.handle, port.handle, 1) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_port_cancel(port.handle, resource.handle, 1) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_port_cancel(writable.handle, waitable.handle, 1) == ZX_ERR_NOT_FOUND)
  }

  // MARK: zx_port_cancel_key

  @Test("zx_port_cancel_key: ends the async waits with the key, of whatever source; nothing to end is NOT_FOUND")
  func cancelKey() throws {
    let port = try Object.port()
    let event = try Object.event()
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_port_cancel_key(port.handle, 0, 1) == ZX_ERR_NOT_FOUND)
    for key in [1, 2] as [UInt64] {
      #expect(watch(event, port, key: key, for: ZX_USER_SIGNAL_0) == ZX_OK)
      #expect(watch(interrupt, port, key: key, for: ZX_USER_SIGNAL_0) == ZX_OK)
    }
    #expect(zx_port_cancel_key(port.handle, 0, 1) == ZX_OK)
    #expect(zx_port_cancel_key(port.handle, 0, 1) == ZX_ERR_NOT_FOUND)
    #expect(signal(event) == ZX_OK)
    #expect(signal(interrupt) == ZX_OK)
    #expect(try keys(port) == [2, 2])
  }

  @Test("zx_port_cancel_key: removes the packets of signals and of users with the key, and leaves those of interrupts")
  func cancelKeyQueued() throws {
    let port = try Object.port()
    let event = try Object.event()
    let interrupt = try Object.virtualInterrupt()
    #expect(bind(interrupt, port, key: 1) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(signal(event) == ZX_OK)
    for key in [1, 2] as [UInt64] {
      #expect(queue(port, key: key) == ZX_OK)
      #expect(watch(event, port, key: key, for: ZX_USER_SIGNAL_0) == ZX_OK)
    }
    #expect(zx_port_cancel_key(port.handle, 0, 1) == ZX_OK)
    let first = try #require(try next(port))
    #expect(first.type == ZX_PKT_TYPE_INTERRUPT)
    #expect(try keys(port) == [2, 2])
    #expect(zx_port_cancel_key(port.handle, 0, 1) == ZX_ERR_NOT_FOUND)
  }

  @Test("zx_port_cancel_key: leaves what waits for another port")
  func cancelKeyOthers() throws {
    let port = try Object.port()
    let other = try Object.port()
    let event = try Object.event()
    #expect(watch(event, other, key: 1, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(zx_port_cancel_key(port.handle, 0, 1) == ZX_ERR_NOT_FOUND)
    #expect(signal(event) == ZX_OK)
    #expect(try keys(other) == [1])
  }

  @Test("zx_port_cancel_key: options other than 0 are INVALID_ARGS, and the handle needs WRITE")
  func cancelKeyArguments() throws {
    let port = try Object.port()
    #expect(queue(port, key: 1) == ZX_OK)
    #expect(zx_port_cancel_key(port.handle, 1, 1) == ZX_ERR_INVALID_ARGS)
    let unwritable = try port.without(ZX_RIGHT_WRITE)
    #expect(zx_port_cancel_key(unwritable.handle, 0, 1) == ZX_ERR_ACCESS_DENIED)
    let writable = try port.duplicate(ZX_RIGHT_WRITE)
    #expect(zx_port_cancel_key(writable.handle, 0, 1) == ZX_OK)
  }
}
