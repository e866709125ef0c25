import CZircon
import TestDaemon
import Testing

@Suite("Handles")
struct HandleTests {
  let daemon = SharedDaemon.connected

  private func isValid(_ handle: zx_handle_t) -> Bool {
    zx_object_get_info(handle, ZX_INFO_HANDLE_VALID, nil, 0, nil, nil) == ZX_OK
  }

  /// A handle that nobody closes in the test's stead.
  private func loose() throws -> zx_handle_t { try Object.virtualInterrupt().release() }

  // MARK: zx_handle_close

  @Test("zx_handle_close: ZX_HANDLE_INVALID is OK")
  func closeInvalid() {
    #expect(zx_handle_close(ZX_HANDLE_INVALID) == ZX_OK)
  }

  @Test("zx_handle_close: a handle names nothing once it is closed, and closing it again is BAD_HANDLE")
  func closeTwice() throws {
    let handle = try loose()
    #expect(zx_handle_close(handle) == ZX_OK)
    #expect(!isValid(handle))
    #expect(zx_handle_close(handle) == ZX_ERR_BAD_HANDLE)
  }

  @Test("zx_handle_close: the two low bits of every handle are set, and a value without them is BAD_HANDLE")
  func fixedBits() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let event = try Object.event()
    for handle in [interrupt.handle, port.handle, event.handle] {
      #expect(handle & ZX_HANDLE_FIXED_BITS_MASK == ZX_HANDLE_FIXED_BITS_MASK)
      for bits in 0..<ZX_HANDLE_FIXED_BITS_MASK {
        #expect(zx_handle_close(handle & ~ZX_HANDLE_FIXED_BITS_MASK | bits) == ZX_ERR_BAD_HANDLE)
      }
      #expect(isValid(handle))
    }
  }

  @Test("zx_handle_close: closing the last handle to an interrupt withdraws its packet")
  func closeInterrupt() throws {
    let port = try Object.port()
    let interrupt = try Object.virtualInterrupt()
    let other = try interrupt.duplicate()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    let closed = interrupt.close()
    #expect(closed == ZX_OK)
    #expect(zx_interrupt_ack(other.handle) == ZX_OK)
    #expect(trigger(other) == ZX_OK)
    let closedLast = other.close()
    #expect(closedLast == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_handle_close: closing the last handle to an interrupt whose packet was read, and not acknowledged, is OK")
  func closeUnacknowledged() throws {
    let port = try Object.port()
    let interrupt = try Object.virtualInterrupt()
    #expect(bind(interrupt, port, key: 1) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(try next(port)?.key == 1)
    #expect(trigger(interrupt) == ZX_OK)
    let closed = interrupt.close()
    #expect(closed == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_handle_close: closing the last handle to a port leaves its interrupts bound, for good")
  func closePort() throws {
    let interrupt = try Object.virtualInterrupt()
    do {
      let port = try Object.port()
      #expect(bind(interrupt, port) == ZX_OK)
    }
    let other = try Object.port()
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_ERR_BAD_STATE)
    #expect(bind(interrupt, other) == ZX_ERR_ALREADY_BOUND)
    #expect(unbind(interrupt, other) == ZX_ERR_NOT_FOUND)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
  }

  @Test("zx_handle_close: closing a port does not wake who waits on it; an interrupt that is bound still does")
  func closePortWaiting() throws {
    let packet = try eventually { () -> zx_port_packet_t? in
      let interrupt = try Object.virtualInterrupt()
      let port = try Object.port()
      #expect(bind(interrupt, port, key: 31) == ZX_OK)
      let handle = port.handle
      let wait = BlockedCall {
        var packet = zx_port_packet_t()
        let status = zx_port_wait(handle, infinite, &packet)
        return (status, packet)
      }
      try wait.hasSettled()
      let closed = port.close()
      #expect(closed == ZX_OK)
      #expect(trigger(interrupt, at: 32) == ZX_OK)
      let (status, packet) = try wait.returned()
      if status == ZX_ERR_BAD_HANDLE { return nil }
      #expect(status == ZX_OK)
      return packet
    }
    #expect(packet.key == 31)
    #expect(packet.interrupt.timestamp == 32)
  }

  @Test("zx_handle_close: wakes a thread in zx_object_wait_one on that handle with CANCELED and HANDLE_CLOSED")
  func closeWaitOne() throws {
    try canceled { zx_handle_close($0) }
  }

  @Test("zx_handle_close: a wait through another handle to the same object goes on")
  func closeOther() throws {
    let event = try Object.event()
    let other = try event.duplicate()
    let handle = event.handle
    let wait = BlockedCall {
      var observed: zx_signals_t = 0
      let status = zx_object_wait_one(handle, ZX_USER_SIGNAL_0, infinite, &observed)
      return (status, observed)
    }
    try wait.hasSettled()
    let closed = other.close()
    #expect(closed == ZX_OK)
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    let (status, observed) = try wait.returned()
    #expect(status == ZX_OK)
    #expect(observed == ZX_USER_SIGNAL_0)
  }

  @Test("zx_handle_close: an async wait through that handle ends without a packet, and packets that are queued stay")
  func closeAsync() throws {
    let event = try Object.event()
    let port = try Object.port()
    let watched = try event.duplicate()
    #expect(watch(watched, port, key: 1, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(watch(watched, port, key: 2, for: ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    let closed = watched.close()
    #expect(closed == ZX_OK)
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(try keys(port) == [1])
  }

  // MARK: zx_handle_close_many

  @Test("zx_handle_close_many: closes all it can, passes over zeros, and one that names nothing makes it BAD_HANDLE")
  func closeMany() throws {
    let handles = try [loose(), ZX_HANDLE_INVALID, loose()]
    #expect(zx_handle_close_many(handles, handles.count) == ZX_OK)
    for handle in handles { #expect(!isValid(handle)) }
    let others = try [loose(), 0x4000_0000, loose()]
    #expect(zx_handle_close_many(others, others.count) == ZX_ERR_BAD_HANDLE)
    for handle in others { #expect(!isValid(handle)) }
  }

  @Test("zx_handle_close_many: no handles are OK, a null array of some is INVALID_ARGS")
  func closeNone() {
    #expect(zx_handle_close_many(nil, 0) == ZX_OK)
    #expect(zx_handle_close_many(nil, 1) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_handle_close_many: a handle that stands there twice is BAD_HANDLE the second time")
  func closeManyTwice() throws {
    let handle = try loose()
    #expect(zx_handle_close_many([handle, handle], 2) == ZX_ERR_BAD_HANDLE)
    #expect(!isValid(handle))
  }

  // MARK: zx_handle_duplicate

  @Test("zx_handle_duplicate: SAME_RIGHTS or some of the handle's rights, none included; more is INVALID_ARGS")
  func duplicateRights() throws {
    let interrupt = try Object.virtualInterrupt()
    let same = try interrupt.duplicate(ZX_RIGHT_SAME_RIGHTS)
    #expect(try basic(same.handle).rights == ZX_DEFAULT_INTERRUPT_RIGHTS)
    for rights in [ZX_RIGHT_NONE, ZX_RIGHT_WAIT] {
      let fewer = try interrupt.duplicate(rights)
      #expect(try basic(fewer.handle).rights == rights)
    }
    var handle = ZX_HANDLE_INVALID
    for rights in [ZX_RIGHT_EXECUTE, ZX_RIGHT_WAIT | ZX_RIGHT_MAP, ZX_RIGHT_SAME_RIGHTS | ZX_RIGHT_WAIT, UInt32.max] {
      #expect(zx_handle_duplicate(interrupt.handle, rights, &handle) == ZX_ERR_INVALID_ARGS)
    }
    let narrow = try interrupt.duplicate(ZX_RIGHT_DUPLICATE | ZX_RIGHT_WAIT)
    #expect(zx_handle_duplicate(narrow.handle, ZX_RIGHT_READ, &handle) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_handle_duplicate: needs DUPLICATE")
  func duplicateRight() throws {
    let interrupt = try Object.virtualInterrupt().without(ZX_RIGHT_DUPLICATE)
    var handle = ZX_HANDLE_INVALID
    #expect(zx_handle_duplicate(interrupt.handle, ZX_RIGHT_SAME_RIGHTS, &handle) == ZX_ERR_ACCESS_DENIED)
  }

  @Test("zx_handle_duplicate: the new handle has another value and names the same object")
  func duplicateObject() throws {
    let port = try Object.port()
    let other = try port.duplicate()
    #expect(port.handle != other.handle)
    #expect(try basic(port.handle).koid == basic(other.handle).koid)
    #expect(queue(port, key: 3) == ZX_OK)
    #expect(try next(other)?.key == 3)
  }

  @Test("zx_handle_duplicate: with a null out pointer it is INVALID_ARGS, and no handle is left")
  func duplicateNull() throws {
    let port = try Object.port()
    #expect(zx_handle_duplicate(port.handle, ZX_RIGHT_SAME_RIGHTS, nil) == ZX_ERR_INVALID_ARGS)
    #expect(try handleCount(port.handle) == 1)
  }

  // MARK: zx_handle_replace

  @Test("zx_handle_replace: needs no right, gives a new value, and the old one names nothing")
  func replace() throws {
    let old = try Object.virtualInterrupt().duplicate(ZX_RIGHT_WAIT).release()
    let replaced = try Object { zx_handle_replace(old, ZX_RIGHT_SAME_RIGHTS, $0) }
    #expect(replaced.handle != old)
    #expect(!isValid(old))
    #expect(try basic(replaced.handle).rights == ZX_RIGHT_WAIT)
  }

  @Test("zx_handle_replace: the rights may be fewer; more are INVALID_ARGS, and the handle is closed all the same")
  func replaceRights() throws {
    let old = try loose()
    let replaced = try Object { zx_handle_replace(old, ZX_RIGHT_READ, $0) }.release()
    #expect(try basic(replaced).rights == ZX_RIGHT_READ)
    var handle = ZX_HANDLE_INVALID
    #expect(zx_handle_replace(replaced, ZX_RIGHT_READ | ZX_RIGHT_WRITE, &handle) == ZX_ERR_INVALID_ARGS)
    #expect(!isValid(replaced))
  }

  @Test("zx_handle_replace: a handle that names nothing is BAD_HANDLE")
  func replaceBad() {
    var handle = ZX_HANDLE_INVALID
    #expect(zx_handle_replace(ZX_HANDLE_INVALID, ZX_RIGHT_SAME_RIGHTS, &handle) == ZX_ERR_BAD_HANDLE)
  }

  @Test("zx_handle_replace: a thread that waits on the old value gets CANCELED and HANDLE_CLOSED")
  func replaceWaitOne() throws {
    try canceled { old in
      var new = ZX_HANDLE_INVALID
      let status = zx_handle_replace(old, ZX_RIGHT_SAME_RIGHTS, &new)
      zx_handle_close(new)
      return status
    }
  }

  @Test("zx_handle_replace: an async wait through the old value ends without a packet")
  func replaceAsync() throws {
    let event = try Object.event()
    let port = try Object.port()
    let old = try event.duplicate().release()
    #expect(zx_object_wait_async(old, port.handle, 1, ZX_USER_SIGNAL_0, 0) == ZX_OK)
    let new = try Object { zx_handle_replace(old, ZX_RIGHT_SAME_RIGHTS, $0) }
    #expect(zx_object_signal(new.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try next(port) == nil)
  }

  @Test("zx_handle_replace: the object lives on when its only handle is replaced")
  func replaceOnly() throws {
    let port = try Object.port()
    let old = try loose()
    #expect(zx_interrupt_bind(old, port.handle, 4, ZX_INTERRUPT_BIND) == ZX_OK)
    #expect(zx_interrupt_trigger(old, 0, 5) == ZX_OK)
    let new = try Object { zx_handle_replace(old, ZX_RIGHT_SAME_RIGHTS, $0) }
    #expect(try next(port)?.key == 4)
    #expect(zx_interrupt_ack(new.handle) == ZX_OK)
  }

  /// A thread waits on a handle, which something ends.
  private func canceled(_ end: (zx_handle_t) -> zx_status_t) throws {
    let observed = try eventually { () -> zx_signals_t? in
      let event = try Object.event()
      #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_2) == ZX_OK)
      let watched = try event.duplicate().release()
      let wait = BlockedCall {
        var observed: zx_signals_t = 0
        let status = zx_object_wait_one(watched, ZX_USER_SIGNAL_0, infinite, &observed)
        return (status, observed)
      }
      try wait.hasSettled()
      #expect(end(watched) == ZX_OK)
      let (status, observed) = try wait.returned()
      if status == ZX_ERR_BAD_HANDLE { return nil }
      #expect(status == ZX_ERR_CANCELED)
      return observed
    }
    #expect(observed == ZX_SIGNAL_HANDLE_CLOSED | ZX_USER_SIGNAL_2)
  }
}

/// The handles to an object.
func handleCount(_ handle: zx_handle_t) throws -> UInt32 {
  var info = zx_info_handle_count_t()
  let size = MemoryLayout<zx_info_handle_count_t>.size
  try #require(zx_object_get_info(handle, ZX_INFO_HANDLE_COUNT, &info, size, nil, nil) == ZX_OK)
  return info.handle_count
}
