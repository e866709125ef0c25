import Glibc

/// Where a UIO device is found.
public struct UIODevicePaths: Sendable, Hashable {
  /// The device's name, for people: "pci:0000:00:04.0".
  public var name: String
  /// "/dev/uio0"
  public var node: String
  /// "/sys/class/uio/uio0"
  public var sysfs: String

  public init(name: String, node: String, sysfs: String) {
    self.name = name
    self.node = node
    self.sysfs = sysfs
  }

  /// The PCI device's configuration space.
  var config: String { sysfs + "/device/config" }

  /// The name of the parent device's driver.
  var driver: String? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink(sysfs + "/device/driver", &target, target.count)
    guard length > 0 else { return nil }
    let path = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").last.map(String.init)
  }

  /// Whether message interrupts are switched on. igb_uio does so when its node is opened.
  var usesMSI: Bool { access(sysfs + "/device/msi_irqs", F_OK) == 0 }
}
