import CZircon
import Glibc
import TestDaemon
import Testing

/// What a driver sees of a device's interrupts, through the C library from a running daemon.
@Suite("A driver", .serialized)
struct DeliveryTests {
  let daemon = ClientBench.daemon
  let handles = Handles()

  private func monotonic() -> zx_time_t { zx_clock_get_monotonic() }

  private func bound(_ device: String, vector: UInt32 = 0, key: UInt64 = 5, to port: zx_handle_t) throws -> zx_handle_t
  {
    let interrupt = try handles.interrupt(device, vector: vector)
    try #require(zx_interrupt_bind(interrupt, port, key, 0) == ZX_OK)
    return interrupt
  }

  @Test("gets a packet with the bind key and the time of the interrupt, and nothing else in it")
  func packet() throws {
    let port = try handles.port()
    _ = try bound("sim:level", to: port)
    let before = monotonic()
    try daemon.trigger("sim:level")
    var packet = zx_port_packet_t()
    #expect(zx_port_wait(port, infinite, &packet) == ZX_OK)
    #expect(packet.key == 5)
    #expect(packet.type == UInt32(ZX_PKT_TYPE_INTERRUPT))
    #expect(packet.status == ZX_OK)
    #expect(packet.interrupt.timestamp >= before && packet.interrupt.timestamp <= monotonic())
    #expect(packet.interrupt.reserved0 == 0 && packet.interrupt.reserved1 == 0 && packet.interrupt.reserved2 == 0)
  }

  @Test(
    "gets no second packet before the ack, and at once on ack what has come meanwhile", arguments: ["level", "edge"])
  func ackDelivers(_ mode: String) throws {
    let port = try handles.port()
    let interrupt = try bound("sim:\(mode)", to: port)
    var packet = zx_port_packet_t()
    try daemon.trigger("sim:\(mode)")
    #expect(zx_port_wait(port, infinite, &packet) == ZX_OK)
    let first = packet.interrupt.timestamp

    try daemon.trigger("sim:\(mode)", count: 3)
    #expect(zx_port_wait(port, zx_deadline_after(20_000_000), &packet) == ZX_ERR_TIMED_OUT)

    #expect(zx_interrupt_ack(interrupt) == ZX_OK)
    #expect(zx_port_wait(port, infinite, &packet) == ZX_OK)
    #expect(packet.interrupt.timestamp > first)

    #expect(zx_interrupt_ack(interrupt) == ZX_OK)
    #expect(zx_port_wait(port, zx_deadline_after(20_000_000), &packet) == ZX_ERR_TIMED_OUT)
  }

  @Test("gets an interrupt that was raised before it opened the device")
  func spentBeforeOpen() throws {
    try daemon.trigger("sim:level")
    let port = try handles.port()
    let interrupt = try bound("sim:level", to: port)
    var packet = zx_port_packet_t()
    #expect(zx_port_wait(port, infinite, &packet) == ZX_OK)
    #expect(zx_interrupt_ack(interrupt) == ZX_OK)
    try daemon.trigger("sim:level")
    #expect(zx_port_wait(port, infinite, &packet) == ZX_OK)
  }

  @Test("that takes nothing has its line held, which whoever monitors the daemon is told")
  func storm() throws {
    let interrupt = try bound("sim:storm", to: handles.port())
    let monitor = try UnixConnection(daemon.controlSocket)
    try monitor.send(Array(#"{"method":"io.zirq.Control.Monitor","more":true}"#.utf8) + [0])
    var events = ""
    func wait(for words: String) {
      while !(events.hasSuffix("\0") && events.contains(words)) {
        let more = monitor.receive(atMost: 4096)
        guard !more.isEmpty else {
          Issue.record("the monitor ends after \(events)")
          return
        }
        events += String(decoding: more, as: UTF8.self)
      }
    }
    wait(for: #""kind":"ready""#)
    // One that is delivered, and then more than its limit that are not.
    try daemon.trigger("sim:storm")
    var stats = zirq_interrupt_stats_t()
    while zirq_interrupt_get_stats(interrupt, &stats) == ZX_OK, stats.total == 0 { sched_yield() }
    try daemon.trigger("sim:storm", count: 30)
    wait(for: #""kind":"storm""#)
    let storm = try #require(events.split(separator: "\0").first { $0.contains(#""kind":"storm""#) })
    #expect(storm.contains(#""device":"sim:storm""#) && storm.contains(#""vector":0"#))
    #expect(storm.contains(#""pid":\#(getpid())"#))
  }

  @Test("tells a device's vectors apart by their keys on one port")
  func vectors() throws {
    let port = try handles.port()
    let interrupts = try (0..<4).map { try bound("sim:bank", vector: UInt32($0), key: 100 + UInt64($0), to: port) }
    for vector in [2, 0, 3, 1, 1, 2] {
      try daemon.trigger("sim:bank", vector: vector)
      var packet = zx_port_packet_t()
      #expect(zx_port_wait(port, infinite, &packet) == ZX_OK)
      #expect(packet.key == 100 + UInt64(vector))
      #expect(zx_interrupt_ack(interrupts[vector]) == ZX_OK)
    }
  }

  @Test("loses nothing and gets nothing twice from a device that keeps on interrupting")
  func clock() throws {
    let port = try handles.port()
    let interrupt = try bound("sim:clock", to: port)
    var last: zx_time_t = 0
    for _ in 0..<100 {
      var packet = zx_port_packet_t()
      try #require(zx_port_wait(port, infinite, &packet) == ZX_OK)
      #expect(packet.interrupt.timestamp > last)
      last = packet.interrupt.timestamp
      #expect(zx_interrupt_ack(interrupt) == ZX_OK)
    }
    var stats = zirq_interrupt_stats_t()
    #expect(zirq_interrupt_get_stats(interrupt, &stats) == ZX_OK)
    #expect(stats.total >= 100 && stats.delivered >= 100 && stats.total == stats.delivered + stats.missed)
  }

  @Test("re-arms a level line by each ack, and the counts say so")
  func stats() throws {
    let port = try handles.port()
    let interrupt = try bound("sim:level", to: port)
    for _ in 0..<3 {
      try daemon.trigger("sim:level")
      var packet = zx_port_packet_t()
      try #require(zx_port_wait(port, infinite, &packet) == ZX_OK)
      try #require(zx_interrupt_ack(interrupt) == ZX_OK)
    }
    var stats = zirq_interrupt_stats_t()
    #expect(zirq_interrupt_get_stats(interrupt, &stats) == ZX_OK)
    #expect(stats.total == 3)
    #expect(stats.rearms == 4)
    #expect(zirq_interrupt_get_stats(port, &stats) == ZX_ERR_WRONG_TYPE)
  }

  @Test("can use zx_interrupt_wait instead of a port: it blocks, and acknowledges when it is called again")
  func wait() throws {
    let interrupt = try handles.interrupt("sim:level")
    for _ in 0..<3 {
      let wait = BlockedCall {
        var timestamp: zx_time_t = 0
        return zx_interrupt_wait(interrupt, &timestamp) == ZX_OK ? timestamp : -1
      }
      try daemon.waitUntil(interrupt: koid(interrupt), is: "waiting")
      let before = monotonic()
      try daemon.trigger("sim:level")
      #expect(try wait.returned() >= before)
    }
  }

  @Test("is woken by zx_interrupt_destroy, and by closing the last handle")
  func destroy() throws {
    var interrupt = zx_handle_t(ZX_HANDLE_INVALID)
    for isClosed in [false, true] {
      try #require(zx_interrupt_create(handles.resource("sim:edge"), 0, 0, &interrupt) == ZX_OK)
      let handle = interrupt
      let wait = BlockedCall { zx_interrupt_wait(handle, nil) }
      try daemon.waitUntil(interrupt: koid(handle), is: "waiting")
      #expect((isClosed ? zx_handle_close(handle) : zx_interrupt_destroy(handle)) == ZX_OK)
      #expect(try wait.returned() == ZX_ERR_CANCELED)
      if !isClosed { #expect(zx_handle_close(handle) == ZX_OK) }
    }
  }

  @Test("owns the vector it has opened: nobody else gets it until the last handle is closed")
  func exclusive() throws {
    let resource = try handles.resource("sim:level")
    var first = zx_handle_t(ZX_HANDLE_INVALID)
    var second = zx_handle_t(ZX_HANDLE_INVALID)
    #expect(zx_interrupt_create(resource, 0, 0, &first) == ZX_OK)
    #expect(zx_interrupt_create(resource, 0, 0, &second) == ZX_ERR_ALREADY_BOUND)
    #expect(zx_interrupt_create(resource, 1, 0, &second) == ZX_ERR_OUT_OF_RANGE)
    #expect(zx_handle_close(first) == ZX_OK)
    #expect(zx_interrupt_create(resource, 0, 0, &second) == ZX_OK)
    handles.keep(second)
  }

  @Test("cannot trigger hardware, nor be mistaken for a client of a device that it may not open")
  func refusals() throws {
    let interrupt = try handles.interrupt("sim:edge")
    #expect(zx_interrupt_trigger(interrupt, 0, 1) == ZX_ERR_BAD_STATE)
    var resource = zx_handle_t(ZX_HANDLE_INVALID)
    #expect(zirq_device_open("sim:secret", &resource) == ZX_ERR_ACCESS_DENIED)
    #expect(zirq_device_open("sim:nothing", &resource) == ZX_ERR_NOT_FOUND)
    #expect(zirq_device_open("", &resource) == ZX_ERR_NOT_FOUND)
    var address: UnsafeMutableRawPointer?
    var size = 0
    #expect(zirq_region_map(try handles.resource("sim:edge"), 0, &address, &size) != ZX_OK)
  }

  @Test("sees the devices there are, and which it may open")
  func list() throws {
    var devices: UnsafeMutablePointer<zirq_device_t>?
    var count = 0
    #expect(zirq_device_list(&devices, &count) == ZX_OK)
    defer { zirq_device_list_free(devices) }
    var allowed: [String: Bool] = [:]
    for index in 0..<count {
      guard let device = devices?[index] else { continue }
      let name = withUnsafeBytes(of: device.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      allowed[name] = device.flags & UInt32(ZIRQ_DEVICE_ALLOWED) != 0
    }
    #expect(allowed["sim:level"] == true)
    #expect(allowed["sim:secret"] == false)
    #expect(allowed.count >= 7)
  }
}
