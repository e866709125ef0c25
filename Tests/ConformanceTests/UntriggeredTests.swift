import CZircon
import TestDaemon
import Testing

/// When ZX_VIRTUAL_INTERRUPT_UNTRIGGERED is set and when it is cleared. `TransitionTests` has each single step.
@Suite("ZX_VIRTUAL_INTERRUPT_UNTRIGGERED")
struct UntriggeredTests {
  private let untriggered = ZX_VIRTUAL_INTERRUPT_UNTRIGGERED

  private func isUntriggered(_ interrupt: zx_handle_t) -> Bool {
    signals(interrupt) & untriggered != 0
  }

  @Test("zx_interrupt_create: a new virtual interrupt asserts UNTRIGGERED, a physical one never does")
  func created() throws {
    let virtual = try Object.virtualInterrupt()
    #expect(signals(virtual.handle) == untriggered)
    let physical = try PhysicalInterrupt(.level)
    #expect(signals(physical.handle) == 0)
    #expect(zx_interrupt_destroy(physical.handle) == ZX_OK)
    #expect(signals(physical.handle) == 0)
  }

  @Test("zx_interrupt_trigger: clears UNTRIGGERED, and fails without touching it")
  func trigger() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_interrupt_trigger(interrupt.handle, 1, 1) == ZX_ERR_INVALID_ARGS)
    #expect(isUntriggered(interrupt.handle))
    #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
    #expect(!isUntriggered(interrupt.handle))
  }

  @Test("zx_interrupt_wait: sets UNTRIGGERED when it is about to block, and not when it returns at once")
  func wait() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_OK)
    #expect(!isUntriggered(interrupt.handle))
    let handle = interrupt.handle
    let call = BlockedCall { zx_interrupt_wait(handle, nil) }
    #expect(zx_object_wait_one(interrupt.handle, untriggered, patience, nil) == ZX_OK)
    #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
    #expect(try call.returned() == ZX_OK)
    #expect(!isUntriggered(interrupt.handle))
  }

  @Test("zx_interrupt_ack: sets UNTRIGGERED when it is OK, even of an interrupt that nobody has triggered")
  func ack() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_ERR_BAD_STATE)
    #expect(!isUntriggered(interrupt.handle))
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(try next(port) != nil)
    #expect(!isUntriggered(interrupt.handle))
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(isUntriggered(interrupt.handle))
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    #expect(isUntriggered(interrupt.handle))
  }

  @Test("zx_interrupt_bind: neither BIND nor UNBIND touches UNTRIGGERED, and no packet's reading does")
  func bindAndUnbind() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(unbind(interrupt, port) == ZX_OK)
    #expect(isUntriggered(interrupt.handle))
    #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(!isUntriggered(interrupt.handle))
    #expect(unbind(interrupt, port) == ZX_OK)
    #expect(!isUntriggered(interrupt.handle))
  }

  @Test("zx_interrupt_destroy: sets UNTRIGGERED, whatever it answers")
  func destroy() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
    #expect(try next(port) != nil)
    #expect(!isUntriggered(interrupt.handle))
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_ERR_NOT_FOUND)
    #expect(isUntriggered(interrupt.handle))
    #expect(ConformanceTests.trigger(interrupt) == ZX_ERR_CANCELED)
    #expect(isUntriggered(interrupt.handle))
  }

  @Test("zx_interrupt_ack: that delivers at once strobes UNTRIGGERED: who waits is told, and it reads clear afterwards")
  func strobe() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let watcher = try Object.port(0)
    #expect(bind(interrupt, port, key: 1) == ZX_OK)
    #expect(ConformanceTests.trigger(interrupt, at: 1) == ZX_OK)
    #expect(try next(port)?.key == 1)
    #expect(ConformanceTests.trigger(interrupt, at: 2) == ZX_OK)
    #expect(watch(interrupt, watcher, key: 2, for: untriggered) == ZX_OK)
    #expect(watch(interrupt, watcher, key: 3, for: untriggered, ZX_WAIT_ASYNC_EDGE) == ZX_OK)
    #expect(try next(watcher) == nil)
    #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    for key in [3, 2] as [UInt64] {
      let packet = try #require(try next(watcher))
      #expect(packet.key == key)
      #expect(packet.signal.trigger == untriggered)
      #expect(packet.signal.observed == untriggered)
    }
    #expect(!isUntriggered(interrupt.handle))
    #expect(try next(port)?.interrupt.timestamp == 2)
  }

  @Test("zx_interrupt_ack: its strobe wakes a thread in zx_object_wait_one for UNTRIGGERED")
  func strobeWakes() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
    let handle = interrupt.handle
    let wait = BlockedCall { zx_object_wait_one(handle, ZX_VIRTUAL_INTERRUPT_UNTRIGGERED, infinite, nil) }
    // A strobe before the thread waits tells it nothing; each round strobes once more.
    try eventually {
      try wait.hasSettled()
      _ = try awaited(port)
      #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
      #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
      return wait.hasReturned ? true : nil
    }
    #expect(try wait.returned() == ZX_OK)
  }

  @Test("zx_object_wait_async: EDGE on UNTRIGGERED, asked for anew after each packet, tells of every ack")
  func edge() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let watcher = try Object.port(0)
    #expect(bind(interrupt, port) == ZX_OK)
    for round in 1...5 as ClosedRange<UInt64> {
      #expect(watch(interrupt, watcher, key: round, for: untriggered, ZX_WAIT_ASYNC_EDGE) == ZX_OK)
      #expect(try next(watcher) == nil)
      #expect(ConformanceTests.trigger(interrupt) == ZX_OK)
      #expect(try next(port) != nil)
      #expect(try next(watcher) == nil)
      #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
      #expect(try next(watcher)?.key == round)
    }
  }

  @Test("zx_object_wait_one: the driver's test idiom: trigger, wait for the packet's ack by UNTRIGGERED")
  func idiom() throws {
    let interrupt = try Object.virtualInterrupt()
    let driver = try interrupt.duplicate().release()
    let thread = BlockedCall { () -> zx_status_t in
      var port = ZX_HANDLE_INVALID
      guard zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &port) == ZX_OK else { return ZX_ERR_INTERNAL }
      defer { zx_handle_close_many([port, driver], 2) }
      var status = zx_interrupt_bind(driver, port, 0, ZX_INTERRUPT_BIND)
      var packet = zx_port_packet_t()
      if status == ZX_OK { status = zx_port_wait(port, infinite, &packet) }
      return status == ZX_OK ? zx_interrupt_ack(driver) : status
    }
    #expect(ConformanceTests.trigger(interrupt, at: zx_clock_get_boot()) == ZX_OK)
    #expect(zx_object_wait_one(interrupt.handle, untriggered, patience, nil) == ZX_OK)
    #expect(try thread.returned() == ZX_OK)
  }
}
