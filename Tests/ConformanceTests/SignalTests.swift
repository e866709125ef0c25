import CZircon
import TestDaemon
import Testing

@Suite("Signals")
struct SignalTests {
  let daemon = SharedDaemon.connected

  private static let system = (0..<24).map { UInt32(1) << $0 }

  @Test("zx_object_signal: clears first and asserts then")
  func clearFirst() throws {
    let event = try Object.event()
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(signals(event.handle) == ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1)
    #expect(zx_object_signal(event.handle, ZX_USER_SIGNAL_0, ZX_USER_SIGNAL_2) == ZX_OK)
    #expect(signals(event.handle) == ZX_USER_SIGNAL_1 | ZX_USER_SIGNAL_2)
    #expect(zx_object_signal(event.handle, ZX_USER_SIGNAL_1, ZX_USER_SIGNAL_1) == ZX_OK)
    #expect(signals(event.handle) == ZX_USER_SIGNAL_1 | ZX_USER_SIGNAL_2)
    #expect(zx_object_signal(event.handle, 0, 0) == ZX_OK)
    #expect(signals(event.handle) == ZX_USER_SIGNAL_1 | ZX_USER_SIGNAL_2)
  }

  @Test("zx_object_signal: all eight user signals of an interrupt can be set and cleared, virtual or not")
  func user() throws {
    let virtual = try Object.virtualInterrupt()
    let physical = try PhysicalInterrupt(.edge)
    for (handle, own) in [(virtual.handle, ZX_VIRTUAL_INTERRUPT_UNTRIGGERED), (physical.handle, 0)] {
      for bit in 24..<32 as Range<UInt32> {
        #expect(zx_object_signal(handle, 0, 1 << bit) == ZX_OK)
        #expect(signals(handle) == own | 1 << bit)
        #expect(zx_object_signal(handle, 1 << bit, 0) == ZX_OK)
        #expect(signals(handle) == own)
      }
    }
  }

  @Test("zx_object_signal: a signal of the system's in either mask is INVALID_ARGS, and nothing changes")
  func system() throws {
    let interrupt = try Object.virtualInterrupt()
    for signal in Self.system {
      #expect(zx_object_signal(interrupt.handle, signal, ZX_USER_SIGNAL_0) == ZX_ERR_INVALID_ARGS)
      #expect(zx_object_signal(interrupt.handle, 0, signal | ZX_USER_SIGNAL_0) == ZX_ERR_INVALID_ARGS)
    }
    #expect(signals(interrupt.handle) == ZX_VIRTUAL_INTERRUPT_UNTRIGGERED)
  }

  @Test("zx_object_signal: EVENT_SIGNALED is an event's own, and other signals of the system's are not")
  func event() throws {
    let event = try Object.event()
    for signal in Self.system {
      let expected = signal == ZX_EVENT_SIGNALED ? ZX_OK : ZX_ERR_INVALID_ARGS
      #expect(zx_object_signal(event.handle, 0, signal) == expected)
      #expect(zx_object_signal(event.handle, signal, 0) == expected)
    }
  }

  @Test("zx_object_signal: needs SIGNAL, which ports, resources and the VMAR never have")
  func rights() throws {
    let event = try Object.event()
    let port = try Object.port()
    let resource = try Object.resource("sim:conformance-edge")
    let other = try event.without(ZX_RIGHT_SIGNAL)
    for handle in [other.handle, port.handle, resource.handle, zx_vmar_root_self()] {
      #expect(zx_object_signal(handle, 0, ZX_USER_SIGNAL_0) == ZX_ERR_ACCESS_DENIED)
    }
    let signaler = try event.duplicate(ZX_RIGHT_SIGNAL)
    #expect(zx_object_signal(signaler.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
  }

  @Test("zx_object_signal: a destroyed interrupt can be signaled still")
  func destroyed() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(zx_object_signal(interrupt.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(signals(interrupt.handle) & ZX_USER_SIGNAL_ALL == ZX_USER_SIGNAL_0)
  }

  @Test("zx_object_signal_peer: needs SIGNAL_PEER, which nothing here has, whatever the masks")
  func peer() throws {
    let event = try Object.event()
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    for handle in [event.handle, interrupt.handle, port.handle] {
      #expect(zx_object_signal_peer(handle, 0, ZX_USER_SIGNAL_0) == ZX_ERR_ACCESS_DENIED)
      #expect(zx_object_signal_peer(handle, 1, 1) == ZX_ERR_ACCESS_DENIED)
    }
    #expect(zx_object_signal_peer(ZX_HANDLE_INVALID, 0, ZX_USER_SIGNAL_0) == ZX_ERR_BAD_HANDLE)
  }
}
