import CZircon
import Glibc
import TestDaemon
import Testing
import ZirconObjects

/// The daemon's own threads, which read the devices' interrupts, against those of the client.
@Suite("Several threads that drive one device", .serialized)
struct DeviceThreadTests {
  private let daemon = SharedDaemon.connected
  private let calls = CallsThroughLibrary()

  private struct Bound {
    let resource: zx_handle_t
    let port: zx_handle_t
    let interrupts: [zx_handle_t]
  }

  private func bound(_ device: String, vectors: Int) throws -> Bound {
    var resource = zx_handle_t(ZX_HANDLE_INVALID)
    try #require(zirq_device_open(device, &resource) == ZX_OK, "\(String(cString: zirq_error()))")
    let port = calls.port()
    let interrupts = try (0..<vectors).map { vector in
      var interrupt = zx_handle_t(ZX_HANDLE_INVALID)
      try #require(zx_interrupt_create(resource, UInt32(vector), 0, &interrupt) == ZX_OK)
      try #require(calls.bind(interrupt, port, key: UInt64(vector)) == 0)
      return interrupt
    }
    return Bound(resource: resource, port: port, interrupts: interrupts)
  }

  private func close(_ bound: Bound) {
    for handle in bound.interrupts + [bound.port, bound.resource] { #expect(calls.close(handle) == 0) }
  }

  private func statistics(_ interrupt: zx_handle_t) -> zirq_interrupt_stats_t {
    var statistics = zirq_interrupt_stats_t()
    #expect(zirq_interrupt_get_stats(interrupt, &statistics) == ZX_OK)
    return statistics
  }

  /// Takes and acknowledges packets in several threads while the body fires.
  ///
  /// - Returns: the keys of the packets that were taken.
  private func drive(_ bound: Bound, _ body: (Gathered<UInt64>) throws -> Void) throws -> [UInt64] {
    let stop = UInt64.max
    let taken = Gathered<UInt64>()
    let drivers = Crew()
    drivers.start(3) { [calls] _ in
      while true {
        let (status, packet) = calls.take(bound.port, polls: false)
        drivers.expect(status, .ok, from: "port_wait")
        if packet.key == stop || status != 0 { return }
        taken.add(packet.key)
        drivers.expect(calls.ack(bound.interrupts[Int(packet.key)]), .ok, from: "interrupt_ack")
      }
    }
    try body(taken)
    for _ in 0..<3 { #expect(calls.queue(bound.port, key: stop, 0) == 0) }
    try drivers.finish()
    return taken.all
  }

  @Test("get every interrupt of an edge device that the daemon has read, but for those that merge")
  func edge() throws {
    let bound = try bound("sim:model-bank", vectors: 8)
    defer { close(bound) }
    _ = try drive(bound) { taken in
      for round in 0..<20 {
        for vector in 0..<8 { try daemon.trigger("sim:model-bank", vector: (round + vector) % 8, count: 2) }
      }
      try daemon.waitUntil("every interrupt is read, and delivered or merged") {
        bound.interrupts.enumerated().allSatisfy { vector, interrupt in
          let seen = statistics(interrupt)
          let packets = taken.all.filter { $0 == UInt64(vector) }.count
          return seen.total == 40 && UInt64(packets) + seen.merged == seen.delivered
        }
      }
    }
  }

  @Test("re-arm a level line once for each packet, and for nothing else")
  func level() throws {
    let bound = try bound("sim:model-level", vectors: 1)
    defer { close(bound) }
    let armed = statistics(bound.interrupts[0]).rearms
    let packets = try drive(bound) { _ in
      for packet in 1...60 as ClosedRange<UInt64> {
        try daemon.trigger("sim:model-level")
        try daemon.waitUntil("the line is armed again") { statistics(bound.interrupts[0]).rearms - armed == packet }
      }
    }
    let seen = statistics(bound.interrupts[0])
    #expect(packets.count == 60)
    #expect(seen.total == 60 && seen.delivered == 60 && seen.merged == 0)
  }
}
