import CZircon
import TestDaemon
import Testing

/// Each row of errors in the manual page of `zx_interrupt_bind`, through the C library from a running daemon.
@Suite("zx_interrupt_bind")
struct BindTests {
  let daemon = ClientBench.daemon
  let handles = Handles()

  private func bind(_ interrupt: zx_handle_t, _ port: zx_handle_t, key: UInt64 = 1, options: UInt32 = 0) -> zx_status_t
  {
    zx_interrupt_bind(interrupt, port, key, options)
  }

  @Test("ZX_ERR_BAD_HANDLE: a handle is not valid")
  func badHandle() throws {
    #expect(bind(ZX_HANDLE_INVALID, try handles.port()) == ZX_ERR_BAD_HANDLE)
    #expect(bind(try handles.virtual(), ZX_HANDLE_INVALID) == ZX_ERR_BAD_HANDLE)
    let closed = try handles.port()
    zx_handle_close(closed)
    #expect(bind(try handles.virtual(), closed) == ZX_ERR_BAD_HANDLE)
  }

  @Test("ZX_ERR_WRONG_TYPE: a handle is of another type, or the port was not made for interrupts")
  func wrongType() throws {
    let port = try handles.port()
    let interrupt = try handles.virtual()
    #expect(bind(port, port) == ZX_ERR_WRONG_TYPE)
    #expect(bind(interrupt, interrupt) == ZX_ERR_WRONG_TYPE)
    #expect(bind(interrupt, try handles.port(0)) == ZX_ERR_WRONG_TYPE)
    #expect(bind(try handles.resource("sim:edge"), port) == ZX_ERR_WRONG_TYPE)
  }

  @Test("ZX_ERR_CANCELED: the interrupt has been destroyed")
  func canceled() throws {
    let interrupt = try handles.virtual()
    #expect(zx_interrupt_destroy(interrupt) == ZX_OK)
    #expect(bind(interrupt, try handles.port()) == ZX_ERR_CANCELED)
  }

  @Test("ZX_ERR_BAD_STATE: a thread is waiting for the interrupt")
  func badState() throws {
    let interrupt = try handles.virtual()
    let wait = Blocked { zx_interrupt_wait(interrupt, nil) }
    try daemon.waitUntil(interrupt: koid(interrupt), is: "waiting")
    #expect(bind(interrupt, try handles.port()) == ZX_ERR_BAD_STATE)
    #expect(zx_interrupt_destroy(interrupt) == ZX_OK)
    #expect(try wait.value() == ZX_ERR_CANCELED)
  }

  @Test("ZX_ERR_ACCESS_DENIED: the interrupt's handle lacks READ, or the port's lacks WRITE")
  func accessDenied() throws {
    let interrupt = try handles.virtual()
    let port = try handles.port()
    let noRead = try handles.duplicate(interrupt, UInt32(ZX_DEFAULT_INTERRUPT_RIGHTS & ~ZX_RIGHT_READ))
    let noWrite = try handles.duplicate(port, UInt32(ZX_DEFAULT_PORT_RIGHTS & ~ZX_RIGHT_WRITE))
    #expect(bind(noRead, port) == ZX_ERR_ACCESS_DENIED)
    #expect(bind(interrupt, noWrite) == ZX_ERR_ACCESS_DENIED)
  }

  @Test("ZX_ERR_ALREADY_BOUND: the interrupt is bound, to whatever port with whatever key")
  func alreadyBound() throws {
    let interrupt = try handles.virtual()
    let port = try handles.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(bind(interrupt, port) == ZX_ERR_ALREADY_BOUND)
    #expect(bind(interrupt, try handles.port(), key: 2) == ZX_ERR_ALREADY_BOUND)
  }

  @Test("ZX_ERR_INVALID_ARGS: the options are neither bind nor unbind, whatever the handles")
  func invalidArgs() throws {
    #expect(bind(try handles.virtual(), try handles.port(), options: 2) == ZX_ERR_INVALID_ARGS)
    #expect(bind(ZX_HANDLE_INVALID, ZX_HANDLE_INVALID, options: UInt32.max) == ZX_ERR_INVALID_ARGS)
  }

  @Test("ZX_INTERRUPT_UNBIND takes the interrupt off its port, with the packet that nobody has read")
  func unbind() throws {
    let interrupt = try handles.virtual()
    let port = try handles.port()
    #expect(bind(interrupt, port, options: UInt32(ZX_INTERRUPT_UNBIND)) == ZX_ERR_NOT_FOUND)
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(zx_interrupt_trigger(interrupt, 0, 77) == ZX_OK)
    #expect(bind(interrupt, port, options: UInt32(ZX_INTERRUPT_UNBIND)) == ZX_OK)
    var packet = zx_port_packet_t()
    #expect(zx_port_wait(port, now, &packet) == ZX_ERR_TIMED_OUT)
    var timestamp: zx_time_t = 0
    #expect(zx_interrupt_wait(interrupt, &timestamp) == ZX_OK)
    #expect(timestamp == 77)
  }
}
