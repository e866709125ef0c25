import Foundation
import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

/// The way a device is armed, and the PCI command register; the file stands for sysfs' `config`.
@Suite("The re-arm of a UIO device")
struct RearmTests {
  private let directory: URL
  private let paths: UIODevicePaths

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "zirq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory.appending(path: "device"), withIntermediateDirectories: true)
    paths = UIODevicePaths(
      name: "pci:0000:00:04.0", node: "/dev/uio0", sysfs: directory.path, driver: "uio_pci_generic")
  }

  private func setCommand(_ command: [UInt8]) throws {
    try Data([0x34, 0x12, 0xE8, 0x11] + command + [0x10, 0x00]).write(to: URL(filePath: paths.config))
  }

  private var config: [UInt8] {
    get throws { try Array(Data(contentsOf: URL(filePath: paths.config))) }
  }

  @Test("changes INTx Disable of the command register and nothing else")
  func configSpace() throws {
    try setCommand([0x07, 0x05])
    let node = try FakeNode().takeNode()
    let rearm = try UIORearm(withoutIRQControl: UIODriver(named: paths.driver, usesMSI: false), paths: paths)
    #expect(rearm.path == .configSpace)
    try rearm.unmask(node, paths: paths)
    #expect(try config == [0x34, 0x12, 0xE8, 0x11, 0x07, 0x01, 0x10, 0x00])
    rearm.mask(node)
    #expect(try config == [0x34, 0x12, 0xE8, 0x11, 0x07, 0x05, 0x10, 0x00])
  }

  @Test("takes a command register of all ones for a device that has left the bus, and does not write")
  func deviceOffTheBus() throws {
    try setCommand([0xFF, 0xFF])
    let rearm = try UIORearm(withoutIRQControl: UIODriver(named: paths.driver, usesMSI: false), paths: paths)
    let node = try FakeNode().takeNode()
    do throws(LineError) {
      try rearm.unmask(node, paths: paths)
      Issue.record("a device that is not there was armed")
    } catch {
      #expect(error.isGone)
      #expect(error.status == .ioNotPresent)
    }
    rearm.mask(node)
    #expect(try config.dropFirst(4).prefix(2) == [0xFF, 0xFF])
  }

  @Test("ends the line when the device turns out to have left the bus, though its read still blocks")
  func endFoundByUnmask() throws {
    try setCommand([0x07, 0x04])
    let paths = paths
    let reports = Reports()
    let fake = try FakeNode()
    let client = try LineClient { interrupt throws(LineError) in
      try UIOLine(
        paths, node: fake.takeNode(),
        rearm: UIORearm(withoutIRQControl: UIODriver(named: paths.driver, usesMSI: false), paths: paths), isLevel: true,
        for: interrupt, settings: LineSettings(), report: { reports.add($0) }, released: { reports.addRelease() })
    }
    fake.interrupt(total: 1)
    _ = try client.nextPacket()
    try setCommand([0xFF, 0xFF])
    try client.ack()
    #expect(try client.nextPacket().status == Status.canceled.rawValue)
    #expect(reports.all.map(\.isGone) == [true])
    try client.closeInterrupt()
    #expect(reports.releaseCount == 1)
  }

  @Test(
    "is no longer this line's when its driver has left: the device may be another's by now",
    arguments: [0x00, 0x04] as [UInt8])
  func deviceOfAnother(_ highByte: UInt8) throws {
    try setCommand([0x07, 0x00])
    let paths = paths
    let fake = try FakeNode()
    let client = try LineClient { interrupt throws(LineError) in
      try UIOLine(
        paths, node: fake.takeNode(),
        rearm: UIORearm(withoutIRQControl: UIODriver(named: paths.driver, usesMSI: false), paths: paths), isLevel: true,
        for: interrupt, settings: LineSettings(), report: { _ in }, released: {})
    }
    let line = try client.line
    line.mask()
    #expect(try config[5] == 0x04)
    fake.unplug()
    #expect(try client.nextPacket().status == Status.canceled.rawValue)

    try setCommand([0x07, highByte])
    line.mask()
    #expect(try config[5] == highByte)
    line.unmask()
    #expect(try config[5] == highByte)
    #expect(line.counts.rearms == 1)
    line.detach()
    try client.closeInterrupt()
    #expect(try config[5] == highByte)
  }

  @Test("says which file is missing when config space cannot be opened")
  func noConfigFile() throws {
    let driver = UIODriver(named: "uio_pci_generic", usesMSI: false)
    #expect(throws: LineError(device: paths.name, path: paths.config, step: .openConfig, errno: .noSuchFileOrDirectory))
    {
      _ = try UIORearm(withoutIRQControl: driver, paths: paths).path
    }
  }
}
