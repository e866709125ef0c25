import DriverBinding
import Foundation
import Glibc
import Synchronization
import Sysfs

/// A copy of the parts of /sys, /proc and /etc that binding reads, and a kernel that does with a write to them what Linux
/// does. Source: Linux, drivers/base/bus.c, unbind_store and drivers_probe_store; drivers/pci/pci-driver.c,
/// pci_match_device.
final class Machine: Sendable {
  let directory: URL
  /// The drivers that there are as modules, not loaded yet.
  let modules: Set<String>
  /// Devices that a driver's probe refuses: "0000:00:04.0 uio_pci_generic".
  let refused: Mutex<Set<String>> = Mutex([])
  /// What the kernel's own match gives a device.
  let native: Mutex<[String: String]> = Mutex([:])
  /// Every write, as "path: text".
  let writes: Mutex<[String]> = Mutex([])
  /// Files that cannot be written, with the errno.
  let locked: Mutex<[String: Int32]> = Mutex([:])

  init(drivers: [String] = ["uio_pci_generic", "vfio-pci"], modules: Set<String> = []) throws {
    self.modules = modules
    directory = FileManager.default.temporaryDirectory.appending(path: "zirq-machine-\(UUID().uuidString)")
    try write("sys/bus/pci/drivers_probe", "")
    try write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority")
    try write("proc/self/mountinfo", "20 1 254:1 / / rw - ext4 /dev/vda1 rw")
    for driver in drivers { addDriver(driver) }
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  var files: SystemFiles { SystemFiles(root: directory.path) }

  var binding: DriverBinding {
    let root = directory.path + "/"
    return DriverBinding(
      files: files,
      hand: KernelHand(
        write: { [self] path, text in take(String(path.dropFirst(root.count)), text) },
        loadModule: { [self] name in
          guard modules.contains(name) else { return false }
          addDriver(name)
          return true
        }))
  }

  // MARK: What there is

  func addDriver(_ name: String) {
    try? FileManager.default.createDirectory(at: at("sys/bus/pci/drivers/\(name)"), withIntermediateDirectories: true)
  }

  /// - Parameters:
  ///   - pin: of the INTx line, 1 for A; 0 for none.
  ///   - driver: the kernel's own, bound now.
  ///   - headerType: 1 for a bridge between PCI buses; with 0x80, one of several functions.
  @discardableResult
  func addFunction(
    _ slot: String, driver: String? = nil, pin: UInt8 = 1, deviceClass: String = "0x00ff00", headerType: UInt8 = 0,
    group: Int? = nil
  ) throws -> String {
    let path = "sys/devices/pci0000:00/\(slot)"
    var header = [UInt8](repeating: 0, count: 64)
    header[0x0e] = headerType
    header[0x3d] = pin
    try write("\(path)/class", deviceClass)
    try write("\(path)/driver_override", "(null)")
    try Data(header).write(to: at("\(path)/config"))
    try link("sys/bus/pci/devices/\(slot)", to: path)
    if let group {
      try link("sys/kernel/iommu_groups/\(group)/devices/\(slot)", to: path)
      try link("\(path)/iommu_group", to: "sys/kernel/iommu_groups/\(group)")
    }
    if let driver {
      addDriver(driver)
      native.withLock { $0[slot] = driver }
      try link("\(path)/driver", to: "sys/bus/pci/drivers/\(driver)")
    }
    return path
  }

  func addInterface(_ name: String, of parent: String, flags: String) throws {
    try write("\(parent)/net/\(name)/flags", flags)
    try link("sys/class/net/\(name)", to: "\(parent)/net/\(name)")
  }

  func addDisk(_ name: String, at path: String, number: String, holders: [String] = []) throws {
    try write("\(path)/\(name)/dev", number)
    for holder in holders { try write("\(path)/\(name)/holders/\(holder)", "") }
    try link("sys/class/block/\(name)", to: "\(path)/\(name)")
  }

  /// - Parameter node: what its descriptor 7 is of.
  func addProcess(_ pid: Int, _ command: String, opened node: String) throws {
    try write("proc/\(pid)/comm", command)
    let descriptors = at("proc/\(pid)/fd")
    try FileManager.default.createDirectory(at: descriptors, withIntermediateDirectories: true)
    for (number, target) in [("0", "/dev/null"), ("3", "anon_inode:[eventpoll]"), ("7", node)] {
      try FileManager.default.createSymbolicLink(
        atPath: descriptors.appending(path: number).path, withDestinationPath: target)
    }
  }

  func write(_ path: String, _ text: String) throws {
    let file = at(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: file)
  }

  func driver(of slot: String) -> String? { files.linkName("/sys/bus/pci/devices/\(slot)/driver") }
  func override(of slot: String) -> String? { files.text("/sys/bus/pci/devices/\(slot)/driver_override") }

  // MARK: What the kernel does

  private func take(_ path: String, _ text: String) -> Int32 {
    writes.withLock { $0.append("\(path): \(text.replacing("\n", with: "\\n"))") }
    if let errno = locked.withLock({ $0[path] }) { return errno }
    let parts = path.split(separator: "/")
    switch parts.last {
    case "drivers_probe": return probe(text)
    case "unbind":
      guard driver(of: text) == String(parts[parts.count - 2]) else { return ENODEV }
      return remove("sys/bus/pci/devices/\(text)/driver") ? 0 : EIO
    case "driver_override":
      // An empty write never reaches the attribute; a newline clears it.
      guard !text.isEmpty else { return 0 }
      let value = text == "\n" ? "(null)" : text
      return (try? write(path, value)) == nil ? EIO : 0
    default: return ENOENT
    }
  }

  private func probe(_ slot: String) -> Int32 {
    let device = "sys/bus/pci/devices/\(slot)"
    guard files.exists("/" + device) else { return ENODEV }
    guard driver(of: slot) == nil else { return 0 }
    let override = override(of: slot)
    let chosen = override == "(null)" ? native.withLock { $0[slot] } : override
    guard let chosen, files.exists("/sys/bus/pci/drivers/\(chosen)"),
      !refused.withLock({ $0.contains("\(slot) \(chosen)") })
    else { return 0 }
    return (try? link("\(device)/driver", to: "sys/bus/pci/drivers/\(chosen)")) == nil ? EIO : 0
  }

  private func remove(_ path: String) -> Bool { unlink(at(path).path) == 0 }

  private func at(_ path: String) -> URL { directory.appending(path: path) }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createDirectory(at: at(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: at(path).path, withDestinationPath: at(target).path)
  }
}
