import Sysfs

/// Vendor and device of a PCI function.
enum PCIID {
  /// "1234:11e8"; nil for what is not on PCI.
  ///
  /// - Parameter sysfs: the function's directory.
  static func text(of sysfs: String, in files: SystemFiles) -> String? {
    guard let vendor = files.text(sysfs + "/vendor"), let device = files.text(sysfs + "/device") else { return nil }
    return "\(vendor.dropFirst(2)):\(device.dropFirst(2))"
  }
}
