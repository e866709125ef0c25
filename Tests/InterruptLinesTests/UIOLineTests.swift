import Dispatch
import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("A UIO line")
struct UIOLineTests {
  private let fake: FakeNode
  private let reports = Reports()
  private let client: LineClient

  /// A level line whose driver takes writes.
  init() throws {
    let fake = try FakeNode()
    let reports = reports
    self.fake = fake
    client = try LineClient { interrupt throws(LineError) in
      let node = fake.takeNode()
      let driver = UIODriver(named: nil, usesMSI: false)
      return try UIOLine(
        .fake, node: node, rearm: UIORearm.arming(node, driver: driver, paths: .fake), isLevel: true, for: interrupt,
        settings: LineSettings(), report: { reports.add($0) },
        released: { reports.addRelease() })
    }
  }

  @Test("is armed once at open, then once for each acknowledgement")
  func arming() throws {
    #expect(fake.nextWrite() == 1)
    for total in 1...3 as ClosedRange<UInt32> {
      fake.interrupt(total: total)
      #expect(try client.nextPacket().type == .interrupt)
      try client.ack()
      #expect(fake.nextWrite() == 1)
    }
    #expect(try client.line.counts == LineCounts(total: 3, delivered: 3, rearms: 4, delta: 1))
    #expect(try client.line.rearmPath == .irqcontrol)
    try client.closeInterrupt()
  }

  @Test(
    "counts what the kernel counted between two reads as missed, across the wrap of 32 bits, and not before the first")
  func missedInterrupts() throws {
    for (total, missed) in [(4_294_967_290, 0), (4_294_967_291, 0), (4_294_967_295, 3), (0, 3), (4, 6)] {
      fake.interrupt(total: UInt32(total))
      _ = try client.nextPacket()
      try client.ack()
      #expect(try client.line.counts.missed == UInt64(missed), "\(total)")
    }
    #expect(try client.line.counts.delivered == 5)
    try client.closeInterrupt()
  }

  @Test("takes the time of an interrupt from CLOCK_MONOTONIC, after it came and before the client knew")
  func timestamp() throws {
    let before = Int64(DispatchTime.now().uptimeNanoseconds)
    fake.interrupt(total: 1)
    let timestamp = Int64(bitPattern: try client.nextPacket().payload.0)
    #expect(before...Int64(DispatchTime.now().uptimeNanoseconds) ~= timestamp)
    try client.closeInterrupt()
  }

  @Test("is left masked by detach, which also makes a late unmask harmless")
  func detach() throws {
    let line = try client.line
    line.detach()
    line.unmask()
    line.detach()
    #expect(fake.writesUntilClosed() == [1, 0])
    #expect(reports.releaseCount == 1)
    #expect(reports.all.isEmpty)
  }

  @Test("is masked and detached when the interrupt's last handle is closed")
  func closing() throws {
    try client.closeInterrupt()
    let writes = fake.writesUntilClosed()
    #expect(writes.first == 1)
    #expect(writes.last == 0)
    #expect(reports.releaseCount == 1)
  }

  @Test("ends with its device: the client learns of it, the operator is told once, and detach still works")
  func unplug() throws {
    fake.unplug()
    #expect(try client.nextPacket().status == Status.canceled.rawValue)
    #expect(try client.line.hasEnded)
    #expect(reports.all == [LineError(device: "pci:0000:00:04.0", path: "/dev/uio0", step: .wait, errno: .ioError)])
    let line = try client.line
    line.detach()
    #expect(reports.releaseCount == 1)
    try client.closeInterrupt()
  }

  @Test("stops whether its thread has just begun or has fired, and closes the node", arguments: [0, 1])
  func stopping(afterInterrupts count: UInt32) throws {
    for _ in 0..<100 {
      let fake = try FakeNode()
      let client = try LineClient { interrupt throws(LineError) in
        try UIOLine(
          .fake, node: fake.takeNode(), rearm: .irqcontrol, isLevel: false, for: interrupt, settings: LineSettings(),
          report: { Issue.record($0) }, released: {})
      }
      if count > 0 {
        fake.interrupt(total: 1)
        _ = try client.nextPacket()
      }
      try client.line.detach()
      #expect(fake.isClosed)
      #expect(client.hasNoPacket)
    }
    try client.closeInterrupt()
  }

  @Test("may be detached by two threads, and neither returns before the thread has ended")
  func concurrentDetach() throws {
    let line = try client.line
    DispatchQueue.concurrentPerform(iterations: 2) { _ in line.detach() }
    #expect(reports.releaseCount == 1)
    #expect(fake.isClosed)
    #expect(client.hasNoPacket)
  }
}

extension Issue {
  fileprivate static func record(_ error: LineError) { _ = record("\(error)") }
}
