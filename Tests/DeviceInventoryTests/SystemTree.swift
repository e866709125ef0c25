import Foundation
import Sysfs
import Testing

@testable import DeviceInventory

/// A copy of the parts of /sys, /proc and /dev that the inventory reads, built by the test that needs it.
final class SystemTree: Sendable {
  let directory: URL
  var files: SystemFiles { SystemFiles(root: directory.path) }

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "zirq-tree-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func write(_ path: String, _ text: String) throws {
    let file = directory.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: file)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: directory.appending(path: path))
  }

  /// Puts a pipe in the place of a node: a line can be opened on it, and its reads block.
  func makePipe(_ path: String) throws {
    try remove(path)
    try #require(mkfifo(directory.appending(path: path).path, 0o600) == 0)
  }

  private func link(_ path: String, to target: String) throws {
    let link = directory.appending(path: path)
    try FileManager.default.createDirectory(at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: link.path, withDestinationPath: directory.appending(path: target).path)
  }

  /// A UIO device as it is registered beneath its parent.
  func addUIO(_ kernelName: String, name: String, version: String = "0.01.0", parent: String, event: Int = 0) throws {
    let device = "\(parent)/uio/\(kernelName)"
    try write("\(device)/name", name)
    try write("\(device)/version", version)
    try write("\(device)/event", "\(event)")
    try link("\(device)/device", to: parent)
    try link("sys/class/uio/\(kernelName)", to: device)
    try write("dev/\(kernelName)", "")
  }

  func addMap(_ index: Int, of kernelName: String, address: String, size: String, offset: String = "0x0") throws {
    let map = "sys/class/uio/\(kernelName)/maps/map\(index)"
    try write("\(map)/name", "registers")
    try write("\(map)/addr", address)
    try write("\(map)/size", size)
    try write("\(map)/offset", offset)
  }

  /// A PCI function with a BAR of memory, one of ports and a small one of memory.
  func addPCI(_ slot: String, driver: String, irq: Int) throws -> String {
    let parent = "sys/devices/pci0000:00/\(slot)"
    try write("\(parent)/vendor", "0x1234")
    try write("\(parent)/device", "0x11e8")
    try write("\(parent)/irq", "\(irq)")
    try write(
      "\(parent)/resource",
      """
      0x00000000fe900000 0x00000000fe9fffff 0x0000000000040200
      0x000000000000c000 0x000000000000c01f 0x0000000000040101
      0x0000000000000000 0x0000000000000000 0x0000000000000000
      0x00000000fea10100 0x00000000fea101ff 0x0000000000040200
      0x0000000000000000 0x0000000000000000 0x0000000000000000
      0x0000000000000000 0x0000000000000000 0x0000000000000000
      0x00000000fea00000 0x00000000fea0ffff 0x0000000000046200
      """)
    for bar in [0, 1, 3] { try write("\(parent)/resource\(bar)", "") }
    try link("\(parent)/subsystem", to: "sys/bus/pci")
    try link("\(parent)/driver", to: "sys/bus/pci/drivers/\(driver)")
    return parent
  }

  func addPlatform(_ name: String, driver: String) throws -> String {
    let parent = "sys/devices/platform/\(name)"
    try write("\(parent)/modalias", "")
    try link("\(parent)/subsystem", to: "sys/bus/platform")
    try link("\(parent)/driver", to: "sys/bus/platform/drivers/\(driver)")
    return parent
  }

  func addIRQ(_ number: Int, type: String, actions: String) throws {
    try write("sys/kernel/irq/\(number)/type", type)
    try write("sys/kernel/irq/\(number)/actions", actions)
  }

  /// As if the driver were bound again: the directory is another, its name the same.
  func rebind(_ kernelName: String) throws {
    let link = directory.appending(path: "sys/class/uio/\(kernelName)")
    let device = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: link.path))
    let old = directory.appending(path: "unbound-\(UUID().uuidString)")
    try FileManager.default.moveItem(at: device, to: old)
    try FileManager.default.copyItem(at: old, to: device)
  }
}
