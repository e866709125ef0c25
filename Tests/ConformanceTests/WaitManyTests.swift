import CZircon
import TestDaemon
import Testing

@Suite("zx_object_wait_many")
struct WaitManyTests {
  let daemon = SharedDaemon.connected

  private func item(_ object: borrowing Object, _ signals: zx_signals_t) -> zx_wait_item_t {
    zx_wait_item_t(handle: object.handle, waitfor: signals, pending: 0xAAAA)
  }

  private func signal(_ object: borrowing Object, _ signals: zx_signals_t) -> zx_status_t {
    zx_object_signal(object.handle, 0, signals)
  }

  @Test("zx_object_wait_many: returns when one object matches, and every item tells all that its object asserts")
  func matches() throws {
    let first = try Object.event()
    let second = try Object.event()
    let interrupt = try Object.virtualInterrupt()
    #expect(signal(first, ZX_USER_SIGNAL_7) == ZX_OK)
    #expect(signal(second, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1) == ZX_OK)
    var items = [item(first, ZX_USER_SIGNAL_0), item(second, ZX_USER_SIGNAL_0), item(interrupt, 0)]
    #expect(zx_object_wait_many(&items, items.count, now) == ZX_OK)
    #expect(
      items.map(\.pending) == [
        ZX_USER_SIGNAL_7, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1, ZX_VIRTUAL_INTERRUPT_UNTRIGGERED,
      ])
  }

  @Test("zx_object_wait_many: blocks until one of the objects asserts what is asked of it")
  func blocks() throws {
    let first = try Object.event()
    let second = try Object.event()
    let handles = (first.handle, second.handle)
    let wait = BlockedCall {
      var items = [
        zx_wait_item_t(handle: handles.0, waitfor: ZX_USER_SIGNAL_0, pending: 0),
        zx_wait_item_t(handle: handles.1, waitfor: ZX_USER_SIGNAL_1, pending: 0),
      ]
      let status = zx_object_wait_many(&items, items.count, infinite)
      return (status, items.map(\.pending))
    }
    try wait.hasSettled()
    #expect(signal(second, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signal(second, ZX_USER_SIGNAL_1) == ZX_OK)
    let (status, pending) = try wait.returned()
    #expect(status == ZX_OK)
    #expect(pending == [0, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1])
  }

  @Test("zx_object_wait_many: is TIMED_OUT at the deadline, and every item tells what its object asserts")
  func timedOut() throws {
    let first = try Object.event()
    let second = try Object.event()
    #expect(signal(second, ZX_USER_SIGNAL_2) == ZX_OK)
    var items = [item(first, ZX_USER_SIGNAL_0), item(second, ZX_USER_SIGNAL_0)]
    let deadline = zx_deadline_after(20_000_000)
    #expect(zx_object_wait_many(&items, items.count, deadline) == ZX_ERR_TIMED_OUT)
    #expect(zx_clock_get_monotonic() >= deadline)
    #expect(items.map(\.pending) == [0, ZX_USER_SIGNAL_2])
  }

  @Test("zx_object_wait_many: of no items it sleeps until the deadline, and is TIMED_OUT")
  func none() {
    let deadline = zx_deadline_after(20_000_000)
    #expect(zx_object_wait_many(nil, 0, deadline) == ZX_ERR_TIMED_OUT)
    #expect(zx_clock_get_monotonic() >= deadline)
    #expect(zx_object_wait_many(nil, 0, now) == ZX_ERR_TIMED_OUT)
  }

  @Test("zx_object_wait_many: 64 items are the most, one more is OUT_OF_RANGE")
  func limit() throws {
    #expect(ZX_WAIT_MANY_MAX_ITEMS == 64)
    let event = try Object.event()
    let last = try Object.event()
    #expect(signal(event, ZX_USER_SIGNAL_3) == ZX_OK)
    #expect(signal(last, ZX_USER_SIGNAL_0) == ZX_OK)
    var items = Array(repeating: item(event, ZX_USER_SIGNAL_0), count: 63) + [item(last, ZX_USER_SIGNAL_0)]
    #expect(zx_object_wait_many(&items, items.count, infinite) == ZX_OK)
    #expect(items.map(\.pending) == Array(repeating: ZX_USER_SIGNAL_3, count: 63) + [ZX_USER_SIGNAL_0])
    items.append(item(event, ZX_USER_SIGNAL_0))
    #expect(zx_object_wait_many(&items, items.count, now) == ZX_ERR_OUT_OF_RANGE)
    #expect(zx_object_wait_many(&items, Int.max, now) == ZX_ERR_OUT_OF_RANGE)
  }

  @Test("zx_object_wait_many: a null array of some items is INVALID_ARGS")
  func null() {
    #expect(zx_object_wait_many(nil, 1, now) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_object_wait_many: items are looked at in order, the first that fails decides, and nothing is written")
  func order() throws {
    let event = try Object.event()
    let port = try Object.port()
    let invalid = zx_wait_item_t(handle: ZX_HANDLE_INVALID, waitfor: 0, pending: 0xAAAA)
    var items = [item(event, 0), item(port, 0), invalid]
    #expect(zx_object_wait_many(&items, items.count, now) == ZX_ERR_ACCESS_DENIED)
    items.swapAt(1, 2)
    #expect(zx_object_wait_many(&items, items.count, now) == ZX_ERR_BAD_HANDLE)
    #expect(items.map(\.pending) == [0xAAAA, 0xAAAA, 0xAAAA])
    items = Array(repeating: item(event, 0), count: 20) + [item(port, 0)]
    #expect(zx_object_wait_many(&items, items.count, now) == ZX_ERR_ACCESS_DENIED)
  }

  @Test("zx_object_wait_many: one object may stand there twice")
  func twice() throws {
    let event = try Object.event()
    #expect(signal(event, ZX_USER_SIGNAL_1) == ZX_OK)
    var items = [item(event, ZX_USER_SIGNAL_0), item(event, ZX_USER_SIGNAL_1)]
    #expect(zx_object_wait_many(&items, items.count, now) == ZX_OK)
    #expect(items.map(\.pending) == [ZX_USER_SIGNAL_1, ZX_USER_SIGNAL_1])
  }

  @Test("zx_object_wait_many: closing one of the handles makes it CANCELED, with HANDLE_CLOSED in that item alone")
  func closed() throws {
    let pending = try eventually { () -> [zx_signals_t]? in
      let first = try Object.event()
      #expect(signal(first, ZX_USER_SIGNAL_6) == ZX_OK)
      let handles = (first.handle, try Object.event().release())
      let wait = BlockedCall {
        var items = [
          zx_wait_item_t(handle: handles.0, waitfor: ZX_USER_SIGNAL_0, pending: 0),
          zx_wait_item_t(handle: handles.1, waitfor: ZX_USER_SIGNAL_0, pending: 0),
        ]
        let status = zx_object_wait_many(&items, items.count, infinite)
        return (status, items.map(\.pending))
      }
      try wait.hasSettled()
      #expect(zx_handle_close(handles.1) == ZX_OK)
      let (status, pending) = try wait.returned()
      if status == ZX_ERR_BAD_HANDLE { return nil }
      #expect(status == ZX_ERR_CANCELED)
      return pending
    }
    #expect(pending == [ZX_USER_SIGNAL_6, ZX_SIGNAL_HANDLE_CLOSED])
  }
}
