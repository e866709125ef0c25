import CZircon
import TestDaemon
import Testing

@Suite("A port, through the C library")
struct PortTests {
  let daemon = ClientBench.daemon
  let handles = Handles()

  private func user(_ key: UInt64) -> zx_port_packet_t {
    var packet = zx_port_packet_t()
    packet.key = key
    packet.user.u64 = (1, 2, 3, key)
    return packet
  }

  @Test("hands interrupts out before user packets, and user packets as they were queued")
  func order() throws {
    let port = try handles.port()
    let interrupt = try handles.virtual()
    #expect(zx_interrupt_bind(interrupt, port, 9, 0) == ZX_OK)
    var packet = user(1)
    #expect(zx_port_queue(port, &packet) == ZX_OK)
    packet = user(2)
    #expect(zx_port_queue(port, &packet) == ZX_OK)
    #expect(zx_interrupt_trigger(interrupt, 0, 42) == ZX_OK)
    var keys: [UInt64] = []
    while zx_port_wait(port, now, &packet) == ZX_OK {
      keys.append(packet.key)
      if packet.type == UInt32(ZX_PKT_TYPE_USER) { #expect(packet.user.u64 == (1, 2, 3, packet.key)) }
    }
    #expect(keys == [9, 1, 2])
  }

  @Test("answers TIMED_OUT at the deadline, not before, and takes no packet with it")
  func deadline() throws {
    let port = try handles.port(0)
    var packet = user(1)
    let deadline = zx_deadline_after(30_000_000)
    #expect(zx_port_wait(port, deadline, &packet) == ZX_ERR_TIMED_OUT)
    #expect(zx_clock_get_monotonic() >= deadline)
    #expect(zx_port_queue(port, &packet) == ZX_OK)
    #expect(zx_port_wait(port, 0, &packet) == ZX_OK)
    #expect(zx_port_wait(port, zx_time_t.min, &packet) == ZX_ERR_TIMED_OUT)
  }

  @Test("loses no packet in the race between a deadline and a packet")
  func race() throws {
    let port = try handles.port(0)
    var received = 0
    let rounds = 300
    let sender = BlockedCall {
      for key in 0..<rounds {
        var packet = zx_port_packet_t()
        packet.key = UInt64(key)
        guard zx_nanosleep(zx_deadline_after(200_000)) == ZX_OK, zx_port_queue(port, &packet) == ZX_OK else {
          return false
        }
      }
      return true
    }
    while received < rounds {
      var packet = zx_port_packet_t()
      let status = zx_port_wait(port, zx_deadline_after(200_000), &packet)
      if status == ZX_OK {
        #expect(packet.key == UInt64(received))
        received += 1
      } else {
        #expect(status == ZX_ERR_TIMED_OUT)
      }
    }
    #expect(try sender.returned())
  }

  @Test("wakes one of the threads that wait for each packet")
  func threads() throws {
    let port = try handles.port(0)
    let waiters = (0..<8).map { _ in
      BlockedCall {
        var packet = zx_port_packet_t()
        return zx_port_wait(port, infinite, &packet) == ZX_OK ? packet.key : UInt64.max
      }
    }
    for key in 0..<8 {
      var packet = user(UInt64(key))
      #expect(zx_port_queue(port, &packet) == ZX_OK)
    }
    #expect(try Set(waiters.map { try $0.returned() }) == Set(0..<8))
  }

  @Test("answers each wrong argument as Zircon does")
  func errors() throws {
    let port = try handles.port()
    let interrupt = try handles.virtual()
    let nothing = try handles.duplicate(port, 0)
    var packet = user(1)
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    #expect(zx_port_create(2, &handle) == ZX_ERR_INVALID_ARGS)
    #expect(zx_port_create(0, nil) == ZX_ERR_INVALID_ARGS)
    #expect(zx_port_queue(interrupt, &packet) == ZX_ERR_WRONG_TYPE)
    #expect(zx_port_queue(nothing, &packet) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_port_queue(nothing, nil) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_port_queue(port, nil) == ZX_ERR_INVALID_ARGS)
    #expect(zx_port_wait(interrupt, now, &packet) == ZX_ERR_WRONG_TYPE)
    #expect(zx_port_wait(nothing, now, &packet) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_port_wait(0, now, &packet) == ZX_ERR_BAD_HANDLE)
    #expect(zx_port_queue(port, &packet) == ZX_OK)
    #expect(zx_port_wait(port, now, nil) == ZX_ERR_INVALID_ARGS)
    #expect(zx_port_wait(port, now, &packet) == ZX_ERR_TIMED_OUT, "a null packet pointer loses the packet")
    #expect(zx_port_queue(port, &packet) == ZX_OK)
    #expect(zx_port_cancel_key(port, 0, packet.key) == ZX_OK)
    #expect(zx_port_cancel_key(port, 0, packet.key) == ZX_ERR_NOT_FOUND)
    #expect(zx_port_cancel(port, interrupt, 1) == ZX_ERR_NOT_FOUND)
  }
}

@Suite("Handles and information, through the C library")
struct HandleTests {
  let daemon = ClientBench.daemon
  let handles = Handles()

  @Test("zx_object_get_info fills in what Zircon's structures hold")
  func info() throws {
    let interrupt = try handles.virtual()
    _ = try handles.duplicate(interrupt, sameRights)
    var basic = zx_info_handle_basic_t()
    var actual = 9
    var available = 9
    let size = MemoryLayout<zx_info_handle_basic_t>.size
    #expect(zx_object_get_info(interrupt, UInt32(ZX_INFO_HANDLE_BASIC), &basic, size, &actual, &available) == ZX_OK)
    #expect(basic.type == UInt32(ZX_OBJ_TYPE_INTERRUPT))
    #expect(basic.rights == UInt32(ZX_DEFAULT_INTERRUPT_RIGHTS))
    #expect(basic.koid >= 1024 && basic.related_koid == 0)
    #expect(actual == 1 && available == 1)

    #expect(
      zx_object_get_info(interrupt, UInt32(ZX_INFO_HANDLE_BASIC), &basic, size - 1, &actual, &available)
        == ZX_ERR_BUFFER_TOO_SMALL)
    #expect(actual == 0 && available == 1)

    var info = zx_info_interrupt_t()
    #expect(zx_object_get_info(interrupt, UInt32(ZX_INFO_INTERRUPT), &info, 64, nil, nil) == ZX_OK)
    #expect(info.options == UInt32(ZX_INTERRUPT_VIRTUAL))
    var count = zx_info_handle_count_t()
    #expect(zx_object_get_info(interrupt, UInt32(ZX_INFO_HANDLE_COUNT), &count, 4, nil, nil) == ZX_OK)
    #expect(count.handle_count == 2)

    #expect(zx_object_get_info(interrupt, UInt32(ZX_INFO_HANDLE_VALID), nil, 0, nil, nil) == ZX_OK)
    #expect(zx_object_get_info(0, UInt32(ZX_INFO_HANDLE_VALID), nil, 0, nil, nil) == ZX_ERR_BAD_HANDLE)
    #expect(zx_object_get_info(0, 4242, nil, 0, nil, nil) == ZX_ERR_NOT_SUPPORTED)
    #expect(zx_object_get_info(try handles.port(), UInt32(ZX_INFO_INTERRUPT), &info, 4, nil, nil) == ZX_ERR_WRONG_TYPE)
  }

  @Test("zx_handle_close_many closes all it can and tells of the one it could not")
  func closeMany() throws {
    let port = try handles.port()
    let interrupt = try handles.virtual()
    #expect(zx_handle_close_many([port, 0, 0xFFFF_FFFB, interrupt], 4) == ZX_ERR_BAD_HANDLE)
    #expect(zx_handle_close(port) == ZX_ERR_BAD_HANDLE)
    #expect(zx_handle_close(interrupt) == ZX_ERR_BAD_HANDLE)
    #expect(zx_handle_close_many([0, 0], 2) == ZX_OK)
  }

  @Test("zx_handle_replace and zx_handle_duplicate narrow rights and never widen them")
  func rights() throws {
    let interrupt = try handles.virtual()
    let weak = try handles.duplicate(interrupt, UInt32(ZX_RIGHT_WAIT))
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    #expect(zx_handle_duplicate(weak, sameRights, &handle) == ZX_ERR_ACCESS_DENIED)
    #expect(zx_handle_duplicate(interrupt, UInt32(ZX_RIGHT_MANAGE_JOB), &handle) == ZX_ERR_INVALID_ARGS)
    #expect(zx_handle_replace(weak, UInt32(ZX_RIGHT_WRITE), &handle) == ZX_ERR_INVALID_ARGS)
    #expect(zx_handle_close(weak) == ZX_ERR_BAD_HANDLE)
    #expect(zx_interrupt_trigger(interrupt, 1, 0) == ZX_ERR_INVALID_ARGS)
    #expect(zx_interrupt_ack(interrupt) == ZX_ERR_BAD_STATE)
    #expect(zx_interrupt_create(0, 0, UInt32(ZX_INTERRUPT_VIRTUAL), nil) == ZX_ERR_INVALID_ARGS)
    #expect(zx_interrupt_create(0, 0, 0, &handle) == ZX_ERR_BAD_HANDLE)
  }
}
