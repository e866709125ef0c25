import Glibc

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

  /// Whether message interrupts are switched on. igb_uio does so when its node is opened.
  var usesMSI: Bool { access(sysfs + "/device/msi_irqs", F_OK) == 0 }
}
