import CZircon
import TestDaemon
import Testing

@Suite("Events")
struct EventTests {
  let daemon = SharedDaemon.connected

  @Test("zx_event_create: the handle has the default rights, 0xD003, and the type EVENT; nothing is asserted")
  func create() throws {
    let event = try Object.event()
    let info = try basic(event.handle)
    #expect(info.type == ZX_OBJ_TYPE_EVENT)
    #expect(info.rights == 0xD003)
    #expect(ZX_DEFAULT_EVENT_RIGHTS == 0xD003)
    #expect(signals(event.handle) == 0)
  }

  @Test("zx_event_create: options other than 0 and a null out pointer are INVALID_ARGS")
  func arguments() {
    var handle = ZX_HANDLE_INVALID
    #expect(zx_event_create(1, &handle) == ZX_ERR_INVALID_ARGS)
    #expect(zx_event_create(0x8000_0000, &handle) == ZX_ERR_INVALID_ARGS)
    #expect(zx_event_create(0, nil) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_event_create: an event is no interrupt, no port and no resource")
  func otherType() throws {
    let event = try Object.event()
    let port = try Object.port()
    #expect(zx_interrupt_ack(event.handle) == ZX_ERR_WRONG_TYPE)
    #expect(queue(event, key: 1) == ZX_ERR_WRONG_TYPE)
    #expect(bind(event, port) == ZX_ERR_WRONG_TYPE)
  }
}
