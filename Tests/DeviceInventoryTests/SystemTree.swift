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

  func path(_ path: String) -> String { directory.appending(path: path).path }

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
    try #require(mkfifo(self.path(path), 0o600) == 0)
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

  /// A PCI function under VFIO, in a group of its own.
  ///
  /// - Parameters:
  ///   - config: its configuration space, as much of it as the reader may see.
  ///   - hasNode: whether the kernel makes a node for each device.
  func addVFIO(
    _ slot: String, driver: String = "vfio-pci", group: Int, isNoIOMMU: Bool = false, hasGroups: Bool = true,
    hasNode: Bool = false, config: [UInt8] = ConfigurationSpace().bytes
  ) throws {
    let device = try addPCI(slot, driver: driver, irq: 20)
    try link("sys/bus/pci/devices/\(slot)", to: device)
    try link("sys/bus/pci/drivers/\(driver)/\(slot)", to: device)
    try link("sys/bus/pci/drivers/\(driver)/module", to: "sys/module/vfio_pci")
    try write("sys/bus/pci/drivers/\(driver)/bind", "")
    try Data(config).write(to: directory.appending(path: "\(device)/config"))
    try write("sys/kernel/iommu_groups/\(group)/type", "DMA")
    if isNoIOMMU { try write("sys/kernel/iommu_groups/\(group)/name", "vfio-noiommu") }
    try link("\(device)/iommu_group", to: "sys/kernel/iommu_groups/\(group)")
    if hasGroups { try write("sys/class/vfio/\(isNoIOMMU ? "noiommu-" : "")\(group)/dev", "243:0") }
    try write("\(device)/vfio-dev/vfio\(group)/uevent", "")
    if hasNode { try write("\(device)/vfio-dev/vfio\(group)/dev", "511:0") }
  }

  func writeConfiguration(_ bytes: [UInt8], of slot: String) throws {
    try Data(bytes).write(to: directory.appending(path: "sys/devices/pci0000:00/\(slot)/config"))
  }

  func addVFIOPlatform(_ name: String, group: Int) throws {
    let device = try addPlatform(name, driver: "vfio-platform")
    try link("sys/bus/platform/devices/\(name)", to: device)
    try link("sys/bus/platform/drivers/vfio-platform/\(name)", to: device)
    try link("\(device)/iommu_group", to: "sys/kernel/iommu_groups/\(group)")
    try write("sys/class/vfio/\(group)/dev", "243:0")
  }

  /// The driver's link, which goes first when a device is unbound, and comes anew when it is bound.
  func unbindVFIO(_ slot: String, driver: String = "vfio-pci") throws {
    let link = "sys/bus/pci/drivers/\(driver)/\(slot)"
    // Its number must not come to be the next one's.
    try FileManager.default.moveItem(
      at: directory.appending(path: link), to: directory.appending(path: "unbound-\(UUID().uuidString)"))
  }

  func bindVFIO(_ slot: String, driver: String = "vfio-pci") throws {
    try link("sys/bus/pci/drivers/\(driver)/\(slot)", to: "sys/devices/pci0000:00/\(slot)")
  }

  func changeDriver(of slot: String, to driver: String) throws {
    let device = "sys/devices/pci0000:00/\(slot)"
    try remove("\(device)/driver")
    try link("\(device)/driver", to: "sys/bus/pci/drivers/\(driver)")
  }

  /// As if the driver were bound again: the entry is another, its name the same.
  func rebind(_ kernelName: String) throws {
    let entry = directory.appending(path: "sys/class/uio/\(kernelName)")
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: entry.path)
    try FileManager.default.moveItem(at: entry, to: directory.appending(path: "unbound-\(UUID().uuidString)"))
    try FileManager.default.createSymbolicLink(atPath: entry.path, withDestinationPath: target)
  }

  /// The device goes, its entry in the class with it.
  func removeUIO(_ kernelName: String) throws {
    try remove("sys/class/uio/\(kernelName)")
    try remove("dev/\(kernelName)")
  }
}

/// The configuration space of a PCI function. Source: PCI Local Bus Specification 3.0, 6.1 and 6.8.
struct ConfigurationSpace {
  var bytes = [UInt8](repeating: 0, count: 256)

  /// - Parameters:
  ///   - msi: a power of two; 0 for none.
  ///   - msix: 0 for none.
  init(pin: UInt8 = 1, msi: Int = 0, msix: Int = 0) {
    bytes[0] = 0x34
    bytes[0x3D] = pin
    var last = 0x34
    func add(_ id: UInt8, at place: Int, control: Int) {
      bytes[6] |= 0x10
      bytes[last] = UInt8(place)
      bytes[place] = id
      bytes[place + 2] = UInt8(control & 0xFF)
      bytes[place + 3] = UInt8(control >> 8)
      last = place + 1
    }
    // Power management, for one that does not count.
    add(0x01, at: 0x40, control: 3)
    if msi > 0 { add(0x05, at: 0x50, control: msi.trailingZeroBitCount << 1) }
    if msix > 0 { add(0x11, at: 0x70, control: msix - 1) }
  }

  /// What is seen without CAP_SYS_ADMIN.
  var header: [UInt8] { Array(bytes.prefix(64)) }
}
