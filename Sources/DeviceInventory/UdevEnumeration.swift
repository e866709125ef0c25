import CUdev
import Glibc
import Sysfs

/// What libudev knows of devices.
enum UdevEnumeration {
  /// Whether udevd has applied its rules to a device, by its directory in sysfs. Before, its node may not have the owner
  /// that it is to have. Source: udev_device_get_is_initialized(3).
  static func isInitialized(_ sysfs: String) -> Bool {
    guard let udev = udev_new() else { return false }
    defer { udev_unref(udev) }
    guard let device = udev_device_new_from_syspath(udev, sysfs) else {
      SystemShortage.note(errno)
      return false
    }
    defer { udev_device_unref(device) }
    return udev_device_get_is_initialized(device) > 0
  }

  /// The kernel's names of the devices of a subsystem, "uio0". Whether udevd runs or not, for sysfs is what is read.
  static func names(subsystem: String = "uio") -> [String] {
    guard let udev = udev_new() else { return [] }
    defer { udev_unref(udev) }
    guard let enumeration = udev_enumerate_new(udev) else { return [] }
    defer { udev_enumerate_unref(enumeration) }
    guard udev_enumerate_add_match_subsystem(enumeration, subsystem) >= 0 else { return [] }
    let result = udev_enumerate_scan_devices(enumeration)
    guard result >= 0 else {
      SystemShortage.note(-result)
      return []
    }
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
