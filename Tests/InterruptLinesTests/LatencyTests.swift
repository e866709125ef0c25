import Glibc
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("The latencies of a line")
struct LatencyTests {
  @Test(
    "are counted in the first bucket whose bound is not less",
    arguments: [
      (-5, 0), (0, 0), (1, 0), (1024, 0), (1025, 1), (2048, 1), (2049, 2), (1 << 30, 20), (1 << 30 + 1, 21), (.max, 21),
    ] as [(Int64, Int)])
  func buckets(duration: Int64, bucket: Int) {
    let histogram = LatencyHistogram()
    histogram.record(duration)
    var expected = LatencyCounts()
    expected.buckets[bucket] = 1
    expected.sum = UInt64(max(0, duration))
    #expect(histogram.snapshot == expected)
  }

  @Test("add up, and have as many buckets as bounds and one")
  func addition() {
    var counts = LatencyCounts()
    #expect(counts.buckets.count == LatencyCounts.bounds.count + 1)
    #expect(LatencyCounts.bounds.first == 1024 && LatencyCounts.bounds.last == 1 << 30)
    counts.buckets[1] = 2
    counts.sum = 3
    counts += counts
    #expect(counts.buckets[1] == 4 && counts.sum == 6)
  }
}

@Suite("A line counts")
struct DeliveryCountTests {
  private func client(of device: SimulatedDevice) throws -> LineClient {
    try LineClient { interrupt throws(LineError) in
      try device.open(vector: 0, for: interrupt, settings: LineSettings(), report: { _ in }, released: {})
    }
  }

  /// The line's thread counts when the client has its packet already.
  private func waitUntil(_ isSo: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while !isSo() {
      try #require(ContinuousClock.now < deadline, "it never came to be")
      sched_yield()
    }
  }

  private func count(_ latency: LatencyCounts) -> UInt64 { latency.buckets.reduce(0, +) }

  @Test(
    "how long a client is kept that waits, and how long each interrupt takes to be acknowledged",
    arguments: [.level, .edge] as [SimulatedDeviceSettings.Mode])
  func latencies(_ mode: SimulatedDeviceSettings.Mode) throws {
    let device = SimulatedDevice(SimulatedDeviceSettings(name: "s", mode: mode))
    let client = try client(of: device)
    let line = try client.line
    for round in 1...3 as ClosedRange<UInt64> {
      _ = try client.nextPacket { _ = device.raise(vector: 0) }
      try waitUntil { count(line.latencies.delivery) == round }
      #expect(count(line.latencies.ack) == round - 1)
      try client.ack()
      #expect(count(line.latencies.ack) == round)
      // Nothing to acknowledge.
      try client.ack()
      #expect(count(line.latencies.ack) == round)
    }
    #expect(line.latencies.ack.sum >= line.latencies.delivery.sum)
    try client.closeInterrupt()
  }

  @Test("no delivery of a packet that nobody waited for, but its acknowledgement")
  func queued() throws {
    let device = SimulatedDevice(SimulatedDeviceSettings(name: "s", mode: .edge))
    let client = try client(of: device)
    let line = try client.line
    _ = device.raise(vector: 0)
    try waitUntil { line.counts.delivered == 1 }
    try waitUntil { !client.hasNoPacket }
    try client.ack()
    #expect(count(line.latencies.ack) == 1)
    _ = try client.nextPacket { _ = device.raise(vector: 0) }
    try waitUntil { count(line.latencies.delivery) > 0 }
    #expect(count(line.latencies.delivery) == 1)
    try client.closeInterrupt()
  }

  @Test("wake-ups that are merged into one that waits for an acknowledgement")
  func merged() throws {
    let device = SimulatedDevice(SimulatedDeviceSettings(name: "s", mode: .edge))
    let client = try client(of: device)
    let line = try client.line
    for wakeup in 1...4 as ClosedRange<UInt64> {
      _ = device.raise(vector: 0)
      try waitUntil { line.counts.delivered == wakeup }
    }
    // One is delivered, one pending.
    try waitUntil { line.counts.merged == 2 }
    try client.closeInterrupt()
  }
}
