import CZircon
import TestDaemon
import Testing

@Suite("zx_object_wait_one")
struct ObjectWaitOneTests {
  let daemon = SharedDaemon.connected

  @Test("zx_object_wait_one: returns at once when a signal asked for is active, and tells all that are")
  func active() throws {
    let event = try Object.event()
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_3 | ZX_EVENT_SIGNALED) == ZX_OK)
    var observed: zx_signals_t = 0
    #expect(zx_object_wait_one(event.handle, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1, now, &observed) == ZX_OK)
    #expect(observed == ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_3 | ZX_EVENT_SIGNALED)
  }

  @Test("zx_object_wait_one: blocks until a signal asked for becomes active, whatever else does")
  func becomesActive() throws {
    let event = try Object.event()
    let handle = event.handle
    let wait = BlockedCall {
      var observed: zx_signals_t = 0
      let status = zx_object_wait_one(handle, ZX_USER_SIGNAL_5, infinite, &observed)
      return (status, observed)
    }
    try wait.hasSettled()
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_4) == ZX_OK)
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_5) == ZX_OK)
    let (status, observed) = try wait.returned()
    #expect(status == ZX_OK)
    #expect(observed == ZX_USER_SIGNAL_4 | ZX_USER_SIGNAL_5)
  }

  @Test("zx_object_wait_one: is TIMED_OUT at the deadline and not before, and tells what is active")
  func timedOut() throws {
    let event = try Object.event()
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_1) == ZX_OK)
    var observed: zx_signals_t = 0
    let deadline = zx_deadline_after(20_000_000)
    #expect(zx_object_wait_one(event.handle, ZX_USER_SIGNAL_0, deadline, &observed) == ZX_ERR_TIMED_OUT)
    #expect(zx_clock_get_monotonic() >= deadline)
    #expect(observed == ZX_USER_SIGNAL_1)
  }

  @Test("zx_object_wait_one: for no signal it never matches, so with a past deadline it tells what is active")
  func poll() throws {
    let interrupt = try Object.virtualInterrupt()
    var observed: zx_signals_t = 0
    for deadline in [0, zx_time_t.min] {
      #expect(zx_object_wait_one(interrupt.handle, 0, deadline, &observed) == ZX_ERR_TIMED_OUT)
      #expect(observed == ZX_VIRTUAL_INTERRUPT_UNTRIGGERED)
    }
  }

  @Test("zx_object_wait_one: the pointer to what is observed may be null")
  func nullObserved() throws {
    let event = try Object.event()
    #expect(zx_object_wait_one(event.handle, ZX_USER_SIGNAL_0, now, nil) == ZX_ERR_TIMED_OUT)
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(zx_object_wait_one(event.handle, ZX_USER_SIGNAL_0, now, nil) == ZX_OK)
  }

  @Test(
    "zx_object_wait_one: needs WAIT, so a port, a resource and a VMAR are ACCESS_DENIED; what is observed stays as it was"
  )
  func rights() throws {
    let event = try Object.event()
    let port = try Object.port()
    let resource = try Object.resource("sim:conformance-edge")
    let other = try event.without(ZX_RIGHT_WAIT)
    for handle in [other.handle, port.handle, resource.handle, zx_vmar_root_self()] {
      var observed: zx_signals_t = 0x55
      #expect(zx_object_wait_one(handle, 0, now, &observed) == ZX_ERR_ACCESS_DENIED)
      #expect(observed == 0x55)
    }
    let waiter = try event.duplicate(ZX_RIGHT_WAIT)
    #expect(zx_object_wait_one(waiter.handle, 0, now, nil) == ZX_ERR_TIMED_OUT)
  }

  @Test("zx_object_wait_one: an interrupt that is triggered asserts nothing")
  func triggered() throws {
    let interrupt = try PhysicalInterrupt(.edge)
    let port = try Object.port()
    #expect(bind(interrupt.object, port) == ZX_OK)
    try interrupt.fire()
    #expect(try awaited(port).type == ZX_PKT_TYPE_INTERRUPT)
    #expect(signals(interrupt.handle) == 0)
  }

  @Test("zx_object_wait_one: several threads that wait for one object are all woken")
  func threads() throws {
    let event = try Object.event()
    let handle = event.handle
    let waits = (0..<4).map { _ in BlockedCall { zx_object_wait_one(handle, ZX_USER_SIGNAL_0, infinite, nil) } }
    for wait in waits { try wait.hasSettled() }
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    for wait in waits { #expect(try wait.returned() == ZX_OK) }
  }
}
