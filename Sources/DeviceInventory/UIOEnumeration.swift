import CUdev

/// The devices of a subsystem, through libudev: whether udevd runs or not, for sysfs is what is read.
enum UIOEnumeration {
  /// The kernel's names, "uio0".
  static func names(subsystem: String = "uio") -> [String] {
    guard let udev = udev_new() else { return [] }
    defer { udev_unref(udev) }
    guard let enumeration = udev_enumerate_new(udev) else { return [] }
    defer { udev_enumerate_unref(enumeration) }
    guard udev_enumerate_add_match_subsystem(enumeration, subsystem) >= 0,
      udev_enumerate_scan_devices(enumeration) >= 0
    else { return [] }
    var names: [String] = []
    var entry = udev_enumerate_get_list_entry(enumeration)
    while let current = entry {
      if let path = udev_list_entry_get_name(current),
        let name = String(cString: path).split(separator: "/").last
      {
        names.append(String(name))
      }
      entry = udev_list_entry_get_next(current)
    }
    return names
  }
}
