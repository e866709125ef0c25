import Glibc
import Sysfs

/// Where a UIO device is found.
public struct UIODevicePaths: Sendable, Hashable {
  /// The device's name, for people: "pci:0000:00:04.0".
  public var name: String
  /// "/dev/uio0"
  public var node: String
  /// "/sys/class/uio/uio0"
  public var sysfs: String
  /// The name of the driver that serves the parent device, if it has one.
  public var driver: String?

  public init(name: String, node: String, sysfs: String, driver: String?) {
    self.name = name
    self.node = node
    self.sysfs = sysfs
    self.driver = driver
  }

  /// The PCI device's configuration space.
  var config: String { sysfs + "/device/config" }

  /// What the kernel has counted since the driver bound; nil where it does not say.
  public var count: UInt32? {
    SystemFiles().number(sysfs + "/event").map { UInt32(truncatingIfNeeded: $0) }
  }

  /// The device's name to UIO, which its handler has as well.
  var handler: String? { SystemFiles().text(sysfs + "/name") }

  /// The kernel's number of its interrupt; nil when it is not to be found, or not unique. Some drivers switch messages on
  /// when the node is opened: so this is to be asked after that.
  var irq: UInt32? {
    let files = SystemFiles()
    if let message = files.entries(sysfs + "/device/msi_irqs").compactMap({ UInt32($0) }).min() { return message }
    if let wire = files.number(sysfs + "/device/irq"), wire > 0 { return UInt32(exactly: wire) }
    // A platform device's is not in sysfs.
    guard let handler else { return nil }
    let numbers = KernelInterrupts().numbers(ofHandler: handler)
    return numbers.count == 1 ? numbers[0] : nil
  }

  /// Whether message interrupts are switched on. igb_uio does so when its node is opened.
  var usesMSI: Bool { access(sysfs + "/device/msi_irqs", F_OK) == 0 }
}
