import CZircon
import TestDaemon
import Testing

@Suite("Ports")
struct PortTests {
  let daemon = SharedDaemon.connected

  // MARK: zx_port_create

  @Test("zx_port_create: options other than 0 and BIND_TO_INTERRUPT are INVALID_ARGS")
  func options() throws {
    var handle = ZX_HANDLE_INVALID
    for options in [2, 3, 0x8000_0000, UInt32.max] {
      #expect(zx_port_create(options, &handle) == ZX_ERR_INVALID_ARGS)
    }
    for options in [0, ZX_PORT_BIND_TO_INTERRUPT] {
      let port = try Object.port(options)
      #expect(try basic(port.handle).type == ZX_OBJ_TYPE_PORT)
    }
  }

  @Test("zx_port_create: the handle has the default rights, 0x800F, without WAIT and SIGNAL")
  func rights() throws {
    let port = try Object.port()
    #expect(try basic(port.handle).rights == 0x800F)
    #expect(ZX_DEFAULT_PORT_RIGHTS == 0x800F)
  }

  @Test("zx_port_create: with a null out pointer it is INVALID_ARGS")
  func nullOut() {
    #expect(zx_port_create(0, nil) == ZX_ERR_INVALID_ARGS)
  }

  // MARK: zx_port_queue

  @Test("zx_port_queue: key, status and the 32 bytes arrive as they were sent, and the type becomes USER")
  func user() throws {
    for options in [0, ZX_PORT_BIND_TO_INTERRUPT] {
      let port = try Object.port(options)
      var packet = zx_port_packet_t()
      packet.key = 0x0123_4567_89AB_CDEF
      packet.type = ZX_PKT_TYPE_INTERRUPT
      packet.status = -7
      packet.user.u64 = (1, UInt64.max, 3, 0x8000_0000_0000_0000)
      #expect(zx_port_queue(port.handle, &packet) == ZX_OK)
      let received = try #require(try next(port))
      #expect(received.key == packet.key)
      #expect(received.type == ZX_PKT_TYPE_USER)
      #expect(received.status == -7)
      #expect(received.user.u64 == (1, UInt64.max, 3, 0x8000_0000_0000_0000))
    }
  }

  @Test("zx_port_queue: needs WRITE and nothing else")
  func queueRights() throws {
    let port = try Object.port()
    #expect(queue(try port.without(ZX_RIGHT_WRITE), key: 1) == ZX_ERR_ACCESS_DENIED)
    #expect(queue(try port.duplicate(ZX_RIGHT_WRITE), key: 2) == ZX_OK)
    #expect(try keys(port) == [2])
  }

  @Test("zx_port_queue: a null packet is INVALID_ARGS, after the handle has been looked at")
  func queueNull() throws {
    let port = try Object.port()
    #expect(zx_port_queue(port.handle, nil) == ZX_ERR_INVALID_ARGS)
    #expect(zx_port_queue(ZX_HANDLE_INVALID, nil) == ZX_ERR_BAD_HANDLE)
  }

  @Test("zx_port_queue: 4097 packets fit, then it is SHOULD_WAIT; packets of interrupts and signals still fit")
  func full() throws {
    let port = try Object.port()
    let interrupt = try Object.virtualInterrupt()
    #expect(bind(interrupt, port, key: 5000) == ZX_OK)
    var queued: UInt64 = 0
    while queue(port, key: queued) == ZX_OK { queued += 1 }
    #expect(queued == 4097)
    #expect(queue(port, key: 0) == ZX_ERR_SHOULD_WAIT)
    #expect(trigger(interrupt) == ZX_OK)
    #expect(watch(interrupt, port, key: 5001, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(zx_object_signal(interrupt.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(try keys(port) == [5000] + (0..<4097) + [5001])
    #expect(queue(port, key: 0) == ZX_OK)
  }

  // MARK: zx_port_wait

  @Test("zx_port_wait: needs READ and nothing else")
  func waitRights() throws {
    let port = try Object.port()
    var packet = zx_port_packet_t()
    #expect(queue(port, key: 1) == ZX_OK)
    let unreadable = try port.without(ZX_RIGHT_READ)
    #expect(zx_port_wait(unreadable.handle, now, &packet) == ZX_ERR_ACCESS_DENIED)
    let reader = try port.duplicate(ZX_RIGHT_READ)
    #expect(zx_port_wait(reader.handle, now, &packet) == ZX_OK)
  }

  @Test("zx_port_wait: packets of one kind come in the order in which they were queued")
  func order() throws {
    let port = try Object.port(0)
    for key in 1...5 as ClosedRange<UInt64> { #expect(queue(port, key: key) == ZX_OK) }
    #expect(try keys(port) == [1, 2, 3, 4, 5])
  }

  @Test("zx_port_wait: all packets of interrupts come before any of users and signals")
  func interruptsFirst() throws {
    let port = try Object.port()
    let event = try Object.event()
    let first = try Object.virtualInterrupt()
    let second = try Object.virtualInterrupt()
    #expect(bind(first, port, key: 10) == ZX_OK)
    #expect(bind(second, port, key: 20) == ZX_OK)
    #expect(queue(port, key: 1) == ZX_OK)
    #expect(watch(event, port, key: 2, for: ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(zx_object_signal(event.handle, 0, ZX_USER_SIGNAL_0) == ZX_OK)
    #expect(queue(port, key: 3) == ZX_OK)
    #expect(trigger(second) == ZX_OK)
    #expect(trigger(first) == ZX_OK)
    #expect(try keys(port) == [20, 10, 1, 2, 3])
  }

  @Test("zx_port_wait: an interrupt that its ack queues again goes behind those that are queued")
  func requeued() throws {
    let port = try Object.port()
    let first = try Object.virtualInterrupt()
    let second = try Object.virtualInterrupt()
    #expect(bind(first, port, key: 1) == ZX_OK)
    #expect(bind(second, port, key: 2) == ZX_OK)
    #expect(trigger(first) == ZX_OK)
    #expect(trigger(second) == ZX_OK)
    #expect(try next(port)?.key == 1)
    #expect(trigger(first) == ZX_OK)
    #expect(zx_interrupt_ack(first.handle) == ZX_OK)
    #expect(try keys(port) == [2, 1])
  }

  @Test("zx_port_wait: an interrupt that keeps coming is served before the packets of users, however long they wait")
  func starvation() throws {
    let port = try Object.port()
    let interrupt = try Object.virtualInterrupt()
    #expect(bind(interrupt, port, key: 1) == ZX_OK)
    #expect(queue(port, key: 2) == ZX_OK)
    #expect(trigger(interrupt) == ZX_OK)
    for _ in 0..<100 {
      #expect(try next(port)?.key == 1)
      #expect(trigger(interrupt) == ZX_OK)
      #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    }
    #expect(try keys(port) == [1, 2])
  }

  @Test("zx_port_wait: an empty port is TIMED_OUT at the deadline and not before")
  func timedOut() throws {
    let port = try Object.port()
    var packet = zx_port_packet_t()
    let deadline = zx_deadline_after(20_000_000)
    #expect(zx_port_wait(port.handle, deadline, &packet) == ZX_ERR_TIMED_OUT)
    #expect(zx_clock_get_monotonic() >= deadline)
  }

  @Test("zx_port_wait: with a deadline in the past a packet that is there is returned all the same")
  func past() throws {
    let port = try Object.port()
    var packet = zx_port_packet_t()
    for deadline in [0, zx_time_t.min, zx_clock_get_monotonic() - 1] {
      #expect(zx_port_wait(port.handle, deadline, &packet) == ZX_ERR_TIMED_OUT)
      #expect(queue(port, key: 8) == ZX_OK)
      #expect(zx_port_wait(port.handle, deadline, &packet) == ZX_OK)
      #expect(packet.key == 8)
    }
  }

  @Test("zx_port_wait: a null packet pointer is INVALID_ARGS, and the packet is lost")
  func waitNull() throws {
    let port = try Object.port()
    #expect(queue(port, key: 1) == ZX_OK)
    #expect(queue(port, key: 2) == ZX_OK)
    #expect(zx_port_wait(port.handle, now, nil) == ZX_ERR_INVALID_ARGS)
    #expect(try keys(port) == [2])
    #expect(zx_port_wait(port.handle, now, nil) == ZX_ERR_TIMED_OUT)
  }

  @Test("zx_port_wait: each packet wakes one thread")
  func oneThread() throws {
    let port = try Object.port()
    let handle = port.handle
    let waits = (0..<4).map { _ in
      BlockedCall {
        var packet = zx_port_packet_t()
        let status = zx_port_wait(handle, infinite, &packet)
        return status == ZX_OK ? packet.key : UInt64.max
      }
    }
    for wait in waits { try wait.hasSettled() }
    for key in 1...4 as ClosedRange<UInt64> { #expect(queue(port, key: key) == ZX_OK) }
    #expect(try waits.map { try $0.returned() }.sorted() == [1, 2, 3, 4])
    #expect(try next(port) == nil)
  }

  @Test("zx_port_wait: two threads may hold packets of two interrupts, never two of the same one before its ack")
  func twoThreads() throws {
    let port = try Object.port()
    let first = try Object.virtualInterrupt()
    let second = try Object.virtualInterrupt()
    #expect(bind(first, port, key: 1) == ZX_OK)
    #expect(bind(second, port, key: 2) == ZX_OK)
    for _ in 0..<3 {
      #expect(trigger(first) == ZX_OK)
      #expect(trigger(second) == ZX_OK)
    }
    let handle = port.handle
    let waits = (0..<2).map { _ in
      BlockedCall {
        var packet = zx_port_packet_t()
        let status = zx_port_wait(handle, infinite, &packet)
        return status == ZX_OK ? packet.key : UInt64.max
      }
    }
    #expect(try waits.map { try $0.returned() }.sorted() == [1, 2])
    #expect(try next(port) == nil)
  }

  @Test("zx_port_wait: a thread that waits for a packet that is withdrawn before it gets it goes on waiting")
  func withdrawn() throws {
    let port = try Object.port()
    let handle = port.handle
    for _ in 0..<50 {
      let wait = BlockedCall {
        var packet = zx_port_packet_t()
        let status = zx_port_wait(handle, infinite, &packet)
        return (status, packet.key)
      }
      let interrupt = try Object.virtualInterrupt()
      #expect(bind(interrupt, port, key: 1) == ZX_OK)
      #expect(trigger(interrupt) == ZX_OK)
      #expect(unbind(interrupt, port) == ZX_OK)
      #expect(queue(port, key: 2) == ZX_OK)
      let (status, key) = try wait.returned()
      #expect(status == ZX_OK)
      // The thread may have had the interrupt's packet before it was withdrawn; then the user's is left.
      let left = try keys(port)
      #expect((key == 2 && left == []) || (key == 1 && left == [2]))
    }
  }
}
