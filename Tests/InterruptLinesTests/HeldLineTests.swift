import Foundation
import Glibc
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("A line that interrupts too fast")
struct HeldLineTests {
  enum Way: CaseIterable { case ack, administrator }

  private let reports = Reports()

  private func simulated(_ device: SimulatedDevice, limit: UInt32) throws -> LineClient {
    let reports = reports
    return try LineClient { interrupt throws(LineError) in
      try device.open(
        vector: 0, for: interrupt, settings: LineSettings(stormLimitHz: limit), report: { reports.add($0) },
        released: {})
    }
  }

  private func device(_ mode: SimulatedDeviceSettings.Mode) -> SimulatedDevice {
    SimulatedDevice(SimulatedDeviceSettings(name: "blink", mode: mode))
  }

  @Test(
    "of level mode, whose device still asserts when it is acknowledged, is held masked, and goes on when it is released",
    arguments: Way.allCases)
  func level(_ way: Way) throws {
    let device = device(.level)
    let client = try simulated(device, limit: 10)
    _ = device.raise(vector: 0)
    for _ in 0..<10_000 where try !client.line.isHeld {
      _ = try client.nextPacket()
      // Not silenced: it asserts again before the acknowledgement.
      _ = device.raise(vector: 0)
      try client.ack()
    }
    let line = try client.line
    #expect(line.isHeld)
    #expect(client.hasNoPacket)
    #expect(reports.all.count == 1)
    #expect(reports.all.first?.isStorm == true)
    #expect(!line.hasEnded)

    switch way {
    case .ack: try client.ack()
    case .administrator: line.release()
    }
    #expect(!line.isHeld)
    // What was raised while it was held.
    _ = try client.nextPacket()
    try client.ack()
    #expect(!line.isHeld)
    try client.closeInterrupt()
  }

  @Test("of level mode is left alone when its device is silenced each time, and without a limit", arguments: [0, 10])
  func silenced(limit: UInt32) throws {
    let device = device(.level)
    let client = try simulated(device, limit: limit)
    for _ in 0..<500 {
      _ = device.raise(vector: 0)
      _ = try client.nextPacket()
      try client.ack()
    }
    #expect(try !client.line.isHeld)
    #expect(reports.all.isEmpty)
    try client.closeInterrupt()
  }

  @Test(
    "of edge mode, whose client does not acknowledge, is held masked until it does, and loses no interrupt by it",
    arguments: Way.allCases)
  func edge(_ way: Way) throws {
    let device = device(.edge)
    let client = try simulated(device, limit: 10)
    _ = device.raise(vector: 0)
    _ = try client.nextPacket()
    _ = device.raise(vector: 0, count: 200)
    #expect(try reports.waitForNext().isStorm)
    let line = try client.line
    #expect(line.isHeld)
    let total = line.counts.total
    _ = device.raise(vector: 0, count: 5)
    if way == .administrator { line.release() }
    // The one that was pending, then the one that was raised while the line was held.
    try client.ack()
    _ = try client.nextPacket()
    try client.ack()
    if way == .ack {
      #expect(!line.isHeld)
      _ = try client.nextPacket()
      #expect(line.counts.total == total + 1)
    }
    #expect(!line.isHeld)
    try client.closeInterrupt()
  }

  @Test("of edge mode is left alone while its client acknowledges")
  func acknowledged() throws {
    let device = device(.edge)
    let client = try simulated(device, limit: 10)
    for _ in 0..<500 {
      _ = device.raise(vector: 0)
      _ = try client.nextPacket()
      try client.ack()
    }
    #expect(reports.all.isEmpty)
    try client.closeInterrupt()
  }

  @Test("of a UIO driver that masks no messages is masked by a write, and looks at its device once more when released")
  func message() throws {
    let fake = try FakeNode()
    let reports = reports
    let client = try LineClient { interrupt throws(LineError) in
      try UIOLine(
        .fake, node: fake.takeNode(), rearm: .irqcontrol, isLevel: false, for: interrupt,
        settings: LineSettings(stormLimitHz: 10), report: { reports.add($0) }, released: {})
    }
    for total in 1...200 as ClosedRange<UInt32> { fake.interrupt(total: total) }
    #expect(fake.nextWrite() == 0)
    #expect(try reports.waitForNext().isStorm)
    let line = try client.line
    // Those that were on their way when it was masked.
    while line.counts.total < 200 { sched_yield() }
    _ = try client.nextPacket()
    try client.ack()
    #expect(line.isHeld)
    // The pending one, and at most one more if the thread was slow.
    while line.isHeld {
      _ = try client.nextPacket()
      try client.ack()
    }
    #expect(fake.nextWrite() == 1)
    _ = try client.nextPacket()
    try client.closeInterrupt()
  }

  @Test(
    "on PCI is held where the status register shows that the device asserts, and only there", arguments: [true, false])
  func statusRegister(asserts: Bool) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "zirq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory.appending(path: "device"), withIntermediateDirectories: true)
    let paths = UIODevicePaths(
      name: "pci:0000:00:04.0", node: "/dev/uio0", sysfs: directory.path, driver: "uio_pci_generic")
    let config = URL(filePath: paths.config)
    try Data([0x34, 0x12, 0xE8, 0x11, 0x07, 0x04, asserts ? 0x18 : 0x10, 0x00]).write(to: config)
    let fake = try FakeNode()
    let reports = reports
    let client = try LineClient { interrupt throws(LineError) in
      let node = fake.takeNode()
      let driver = UIODriver(named: paths.driver, usesMSI: false)
      return try UIOLine(
        paths, node: node, rearm: UIORearm.arming(node, driver: driver, chosen: .configSpace, paths: paths),
        isLevel: true, for: interrupt, settings: LineSettings(stormLimitHz: 10), report: { reports.add($0) },
        released: {})
    }
    let line = try client.line
    let file = try FileHandle(forUpdating: config)
    let command = { () throws -> UInt8 in
      try file.seek(toOffset: 5)
      return try #require(try file.read(upToCount: 1)?.first)
    }
    let rounds = asserts ? 10_000 : 300
    var total: UInt32 = 0
    while total < rounds, !line.isHeld {
      #expect(try command() == 0)
      // As the kernel's handler does.
      try file.seek(toOffset: 5)
      try file.write(contentsOf: [0x04])
      total += 1
      fake.interrupt(total: total)
      _ = try client.nextPacket()
      try client.ack()
    }
    #expect(line.isHeld == asserts)
    #expect(try command() == (asserts ? 0x04 : 0))
    #expect(reports.all.map(\.isStorm) == (asserts ? [true] : []))
    line.release()
    #expect(try command() == 0)
    try client.closeInterrupt()
    #expect(try command() == 0x04)
  }

  @Test("is detached like any other while it is held")
  func detach() throws {
    let device = device(.level)
    let client = try simulated(device, limit: 1)
    _ = device.raise(vector: 0)
    for _ in 0..<10_000 where try !client.line.isHeld {
      _ = try client.nextPacket()
      _ = device.raise(vector: 0)
      try client.ack()
    }
    let line = try client.line
    #expect(line.isHeld)
    line.detach()
    let rearms = line.counts.rearms
    line.release()
    #expect(line.counts.rearms == rearms)
    try client.closeInterrupt()
  }
}
