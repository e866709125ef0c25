import CZircon
import Testing

/// The order in which the calls on ports look at their arguments. Source: Zircon, kernel/lib/syscalls/port.cc.
private enum PortCalls {
  static func port(_ workbench: Workbench) throws -> UInt64 {
    UInt64(try Kind.port.make(workbench))
  }

  static func event(_ workbench: Workbench) throws -> UInt64 {
    UInt64(try Kind.event.make(workbench))
  }

  // MARK: zx_port_create

  static let create = CheckedCall(
    right: [{ _ in 0 }, { _ in 1 }],
    mistakes: Mistake.values(0, rank: 10, "options", [2, 3, 0xFFFF_FFFF]) + Mistake.null(1, rank: 20)
  ) { zx_port_create($0.word(0), $0.pointer(1)) }

  // MARK: zx_port_queue

  static func full(_ workbench: Workbench) throws -> zx_handle_t {
    let port = try Kind.port.make(workbench)
    var packet = zx_port_packet_t()
    for _ in 0..<4097 { try #require(zx_port_queue(port, &packet) == ZX_OK) }
    return port
  }

  static let queue = CheckedCall(
    right: [port, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, .port, lacking: ZX_RIGHT_WRITE)
      + [
        .state(0, rank: 12, "the port is full and lacks the right", ZX_ERR_ACCESS_DENIED) {
          try $0.without(ZX_RIGHT_WRITE, full($0))
        }
      ] + Mistake.null(1, rank: 20, "the packet")
      + [.state(0, rank: 30, "the port is full", ZX_ERR_SHOULD_WAIT, full)]
  ) { zx_port_queue($0.handle(0), $0.pointer(1)) }

  // MARK: zx_port_wait

  /// An empty port is found before a null pointer, which is written to last.
  static let wait = CheckedCall(
    right: [
      { workbench in
        let port = try Kind.port.make(workbench)
        var packet = zx_port_packet_t()
        try #require(zx_port_queue(port, &packet) == ZX_OK)
        return UInt64(port)
      }, { _ in 1 },
    ],
    mistakes: Mistake.handles(0, rank: 10, .port, lacking: ZX_RIGHT_READ)
      + [.state(0, rank: 20, "the port is empty", ZX_ERR_TIMED_OUT) { try Kind.port.make($0) }]
      + Mistake.null(1, rank: 30, "the packet")
  ) { zx_port_wait($0.handle(0), now, $0.pointer(1)) }

  // MARK: zx_port_cancel

  static let cancel = CheckedCall(
    right: [port, event],
    mistakes: Mistake.handles(0, rank: 10, .port, lacking: ZX_RIGHT_WRITE)
      + Mistake.handles(1, rank: 20, nil, lacking: ZX_RIGHT_WAIT)
      + Mistake.unwaitable(1, rank: 22)
      + [.state(1, rank: 30, "nothing is there to cancel", ZX_ERR_NOT_FOUND) { try Kind.interrupt.make($0) }]
  ) { zx_port_cancel($0.handle(0), $0.handle(1), 1) }

  // MARK: zx_port_cancel_key

  static let cancelKey = CheckedCall(
    right: [port, { _ in 0 }],
    mistakes: Mistake.values(1, rank: 10, "options", [1, 0xFFFF_FFFF])
      + Mistake.handles(0, rank: 20, .port, lacking: ZX_RIGHT_WRITE)
      + [.state(0, rank: 30, "nothing is there to cancel", ZX_ERR_NOT_FOUND) { try Kind.port.make($0) }]
  ) { zx_port_cancel_key($0.handle(0), $0.word(1), 1) }

  // MARK: zx_object_wait_async

  /// Options come first, then the port, and the object last, whatever their places. Source: Zircon,
  /// kernel/lib/syscalls/object_wait.cc.
  static let waitAsync = CheckedCall(
    right: [event, port, { _ in 0 }],
    mistakes: Mistake.values(2, rank: 10, "options", [5, 8, 0xFFFF_FFFF])
      + Mistake.handles(1, rank: 20, .port, lacking: ZX_RIGHT_WRITE)
      + Mistake.handles(0, rank: 30, nil, lacking: ZX_RIGHT_WAIT)
      + Mistake.unwaitable(0, rank: 32)
  ) { zx_object_wait_async($0.handle(0), $0.handle(1), 1, 0, $0.word(2)) }
}

@Suite("The first of several mistakes: ports")
struct PortPrecedenceTests {
  @Test("zx_port_create: of several mistakes the kernel's first is reported", arguments: PortCalls.create.mistakes)
  func create(_ mistake: Mistake) throws { try PortCalls.create.check(mistake) }

  @Test("zx_port_queue: of several mistakes the kernel's first is reported", arguments: PortCalls.queue.mistakes)
  func queue(_ mistake: Mistake) throws { try PortCalls.queue.check(mistake) }

  @Test("zx_port_wait: of several mistakes the kernel's first is reported", arguments: PortCalls.wait.mistakes)
  func wait(_ mistake: Mistake) throws { try PortCalls.wait.check(mistake) }

  @Test("zx_port_cancel: of several mistakes the kernel's first is reported", arguments: PortCalls.cancel.mistakes)
  func cancel(_ mistake: Mistake) throws { try PortCalls.cancel.check(mistake) }

  @Test(
    "zx_port_cancel_key: of several mistakes the kernel's first is reported", arguments: PortCalls.cancelKey.mistakes)
  func cancelKey(_ mistake: Mistake) throws { try PortCalls.cancelKey.check(mistake) }

  @Test(
    "zx_object_wait_async: of several mistakes the kernel's first is reported", arguments: PortCalls.waitAsync.mistakes)
  func waitAsync(_ mistake: Mistake) throws { try PortCalls.waitAsync.check(mistake) }
}
