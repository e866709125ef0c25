import CZircon
import TestDaemon
import Testing

@Suite("zx_interrupt_wait")
struct WaitTests {
  private func blocked(on interrupt: zx_handle_t) throws -> BlockedCall<Outcome> {
    let wait = BlockedCall {
      var timestamp: zx_time_t = -1
      let status = zx_interrupt_wait(interrupt, &timestamp)
      return Outcome(status: status, timestamp: timestamp)
    }
    try SharedDaemon.connected.waitUntil(interrupt: basic(interrupt).koid, is: "waiting")
    return wait
  }

  struct Outcome: Equatable {
    var status: zx_status_t
    var timestamp: zx_time_t
  }

  @Test("zx_interrupt_wait: blocks until the interrupt is triggered, and stores the timestamp")
  func blocks() throws {
    let interrupt = try Object.virtualInterrupt()
    let wait = try blocked(on: interrupt.handle)
    #expect(trigger(interrupt, at: 77) == ZX_OK)
    #expect(try wait.returned() == Outcome(status: ZX_OK, timestamp: 77))
  }

  @Test("zx_interrupt_wait: a waiting thread is woken by a trigger with timestamp 0 too")
  func zero() throws {
    let interrupt = try Object.virtualInterrupt()
    let wait = try blocked(on: interrupt.handle)
    #expect(trigger(interrupt, at: 0) == ZX_OK)
    #expect(try wait.returned() == Outcome(status: ZX_OK, timestamp: 0))
  }

  @Test("zx_interrupt_wait: an interrupt that was triggered before returns at once, and the first timestamp wins")
  func atOnce() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(trigger(interrupt, at: 3) == ZX_OK)
    #expect(trigger(interrupt, at: 4) == ZX_OK)
    var timestamp: zx_time_t = 0
    #expect(zx_interrupt_wait(interrupt.handle, &timestamp) == ZX_OK)
    #expect(timestamp == 3)
    let wait = try blocked(on: interrupt.handle)
    #expect(trigger(interrupt, at: 5) == ZX_OK)
    #expect(try wait.returned() == Outcome(status: ZX_OK, timestamp: 5))
  }

  @Test("zx_interrupt_wait: what was triggered while the last one was being handled is returned by the next call")
  func pending() throws {
    let interrupt = try Object.virtualInterrupt()
    var timestamp: zx_time_t = 0
    for trigger in [1, 2, 3] as [zx_time_t] {
      #expect(zx_interrupt_trigger(interrupt.handle, 0, trigger) == ZX_OK)
      if trigger == 1 { #expect(zx_interrupt_wait(interrupt.handle, &timestamp) == ZX_OK) }
    }
    #expect(zx_interrupt_wait(interrupt.handle, &timestamp) == ZX_OK)
    #expect(timestamp == 2)
  }

  @Test("zx_interrupt_wait: the timestamp's pointer may be null")
  func nullTimestamp() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_OK)
  }

  @Test("zx_interrupt_wait: needs WAIT and nothing else")
  func rights() throws {
    let interrupt = try Object.virtualInterrupt()
    let other = try interrupt.without(ZX_RIGHT_WAIT)
    let waiter = try interrupt.duplicate(ZX_RIGHT_WAIT)
    #expect(zx_interrupt_wait(other.handle, nil) == ZX_ERR_ACCESS_DENIED)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(zx_interrupt_wait(waiter.handle, nil) == ZX_OK)
  }

  @Test("zx_interrupt_wait: a bound interrupt answers BAD_STATE, destroyed or not")
  func bound() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    #expect(bind(interrupt, port) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_ERR_BAD_STATE)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_ERR_BAD_STATE)
  }

  @Test("zx_interrupt_wait: a second waiting thread gets BAD_STATE, and the first one waits on")
  func second() throws {
    let interrupt = try Object.virtualInterrupt()
    let wait = try blocked(on: interrupt.handle)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_ERR_BAD_STATE)
    #expect(trigger(interrupt, at: 9) == ZX_OK)
    #expect(try wait.returned() == Outcome(status: ZX_OK, timestamp: 9))
  }

  @Test("zx_interrupt_wait: a destroyed interrupt answers CANCELED")
  func destroyed() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_ERR_CANCELED)
  }

  @Test("zx_interrupt_wait: zx_interrupt_destroy wakes a waiting thread with CANCELED, and stores no timestamp")
  func destroyWakes() throws {
    let interrupt = try Object.virtualInterrupt()
    let wait = try blocked(on: interrupt.handle)
    #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
    #expect(try wait.returned() == Outcome(status: ZX_ERR_CANCELED, timestamp: -1))
  }

  @Test("zx_interrupt_wait: closing one of several handles wakes nobody, closing the last one wakes with CANCELED")
  func closing() throws {
    let interrupt = try Object.virtualInterrupt()
    let last = try interrupt.duplicate()
    let wait = try blocked(on: interrupt.handle)
    let closed = interrupt.close()
    #expect(closed == ZX_OK)
    #expect(trigger(last, at: 6) == ZX_OK)
    #expect(try wait.returned() == Outcome(status: ZX_OK, timestamp: 6))

    let second = try blocked(on: last.handle)
    let closedLast = last.close()
    #expect(closedLast == ZX_OK)
    #expect(try second.returned() == Outcome(status: ZX_ERR_CANCELED, timestamp: -1))
  }

  @Test("zx_interrupt_wait: entering the call again acknowledges, so that a level line is armed only then")
  func level() throws {
    let interrupt = try PhysicalInterrupt(.level)
    try interrupt.fire()
    #expect(zx_interrupt_wait(interrupt.handle, nil) == ZX_OK)
    let armed = try interrupt.rearms()
    let wait = try blocked(on: interrupt.handle)
    #expect(try interrupt.rearms() == armed + 1)
    try interrupt.fire()
    #expect(try wait.returned().status == ZX_OK)
    #expect(try interrupt.rearms() == armed + 1)
  }
}
