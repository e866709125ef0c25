import Foundation
import Glibc
import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("The way a UIO device is armed")
struct ChosenRearmTests {
  private let directory: URL
  private let paths: UIODevicePaths

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "zirq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory.appending(path: "device"), withIntermediateDirectories: true)
    paths = UIODevicePaths(name: "uio:card", node: "/dev/uio0", sysfs: directory.path, driver: "uio_pdrv_genirq")
  }

  private func makePCI() throws {
    try Data([0, 0, 0, 0, 0x07, 0x04, 0x10, 0x00]).write(to: URL(filePath: paths.config))
  }

  /// Arms a device whose driver answers the write with this errno, 0 for none.
  private func arm(
    _ node: UIONode, driver: String? = "uio_pdrv_genirq", chosen: RearmPath?, answer: Int32 = 0,
    wrote: () -> Void = {}
  ) throws(LineError) -> RearmPath {
    try UIORearm.arming(
      node, driver: UIODriver(named: driver, usesMSI: false), chosen: chosen, paths: paths
    ) { () throws(Errno) in
      wrote()
      if answer != 0 { throw Errno(rawValue: answer) }
    }.path
  }

  @Test(
    "is the driver's answer to the first write, and what is known of the driver when it takes none",
    arguments: [
      ("uio_pdrv_genirq", 0, .irqcontrol), ("netx", 0, .irqcontrol), ("netx", ENOSYS, .client),
      ("uio_pci_generic", ENOSYS, .configSpace), ("uio_pci_generic", 0, .irqcontrol), ("uio_pci_sva", ENOSYS, .none),
      ("someone's own", ENOSYS, .client),
    ] as [(String, Int32, RearmPath)])
  func found(_ driver: String, _ answer: Int32, _ path: RearmPath) throws {
    try makePCI()
    #expect(try arm(FakeNode().takeNode(), driver: driver, chosen: nil, answer: answer) == path)
  }

  @Test("is refused for a device that has no interrupt, and for one that has gone, whoever chooses")
  func refused() throws {
    let node = try FakeNode().takeNode()
    for chosen in [nil, RearmPath.irqcontrol] {
      #expect(throws: LineError(device: paths.name, path: paths.node, step: .arm, errno: .ioError)) {
        try arm(node, chosen: chosen, answer: EIO)
      }
      #expect(throws: LineError(device: paths.name, path: paths.node, step: .arm, errno: .invalidArgument)) {
        try arm(node, chosen: chosen, answer: EINVAL)
      }
    }
  }

  @Test(
    "finds out that a device has no interrupt without a write, where the choice is not to write",
    arguments: [RearmPath.client, .none, .configSpace])
  func noInterrupt(_ chosen: RearmPath) throws {
    try makePCI()
    // Polls as a node without an interrupt does.
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    let node = UIONode(OwnedDescriptor(owning: ends[1]))
    #expect(throws: LineError(device: paths.name, path: paths.node, step: .arm, errno: .ioError)) {
      try arm(node, chosen: chosen)
    }
  }

  @Test(
    "writes to the node only where it is chosen to", arguments: [RearmPath.irqcontrol, .configSpace, .client, .none])
  func chosen(_ chosen: RearmPath) throws {
    try makePCI()
    var writes = 0
    #expect(try arm(FakeNode().takeNode(), chosen: chosen) { writes += 1 } == chosen)
    #expect(writes == (chosen == .irqcontrol ? 1 : 0))
    let command = try Data(contentsOf: URL(filePath: paths.config))[5]
    #expect(command == (chosen == .configSpace ? 0x00 : 0x04))
  }

  @Test(
    "cannot be chosen against what the device is, and the sentence says what can",
    arguments: [
      (.configSpace, 0, "not a PCI device, so Rearm=config-space cannot work; let it be auto"),
      (.irqcontrol, ENOSYS, "takes no writes to the node (ENOSYS), so Rearm=irqcontrol cannot work; let it be auto"),
      (.unmask, 0, "Rearm=unmask is no way to re-arm a UIO device"),
    ] as [(RearmPath, Int32, String)])
  func impossible(_ chosen: RearmPath, _ answer: Int32, _ words: String) throws {
    let node = try FakeNode().takeNode()
    do throws(LineError) {
      _ = try arm(node, chosen: chosen, answer: answer)
      Issue.record("it was armed")
    } catch {
      #expect(error.step == .chosenRearm(chosen))
      #expect("\(error)".contains(words), "\(error)")
      #expect(error.status == .notSupported)
      #expect(!error.isGone)
    }
  }

  @Test("as its client's affair leaves the node alone for the line's whole life", arguments: [RearmPath.client, .none])
  func untouched(_ chosen: RearmPath) throws {
    let fake = try FakeNode()
    let paths = paths
    let settings = LineSettings(rearm: chosen, stormLimitHz: 1)
    let client = try LineClient { interrupt throws(LineError) in
      let node = fake.takeNode()
      let driver = UIODriver(named: nil, usesMSI: false)
      return try UIOLine(
        paths, node: node, rearm: UIORearm.arming(node, driver: driver, chosen: chosen, paths: paths),
        isLevel: driver.masksItself(rearmedBy: chosen), for: interrupt, settings: settings,
        report: { Issue.record("\($0)") }, released: {})
    }
    for total in 1...5 as ClosedRange<UInt32> {
      fake.interrupt(total: total)
      _ = try client.nextPacket()
      try client.ack()
    }
    let line = try client.line
    #expect(line.isLevel == (chosen == .client))
    #expect(line.counts == LineCounts(total: 5, delivered: 5, rearms: 0, delta: 1))
    #expect(!line.isHeld)
    try client.closeInterrupt()
    #expect(fake.writesUntilClosed().isEmpty)
  }
}
