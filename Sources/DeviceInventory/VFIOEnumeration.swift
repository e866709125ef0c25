import InterruptLines
import Sysfs

/// Where a device is that VFIO serves.
struct VFIOPlace: Hashable, Sendable {
  /// "pci" or "platform".
  var bus: String
  /// The device's name on it: "0000:00:04.0".
  var slot: String
  /// "vfio-pci", or one of its variants.
  var driver: String

  /// The stable name.
  var name: String { "\(bus):\(slot)" }
  var sysfs: String { "/sys/bus/\(bus)/devices/\(slot)" }
  /// The driver's link to the device, which is made when they are bound.
  var binding: String { "/sys/bus/\(bus)/drivers/\(driver)/\(slot)" }
}

/// The devices that VFIO serves. Found through their drivers: of a device itself nothing is read here, for while one is
/// being removed some of its files hold up whoever reads them (Linux: device_lock).
enum VFIOEnumeration {
  static func places(in files: SystemFiles) -> [VFIOPlace] {
    ["pci", "platform"].flatMap { bus in
      let drivers = "/sys/bus/\(bus)/drivers"
      return files.entries(drivers).filter { KernelDriver($0).isVFIO }.flatMap { driver in
        files.entries("\(drivers)/\(driver)").filter { slot in
          slot != "module" && !files.linkParts("\(drivers)/\(driver)/\(slot)").isEmpty
        }.map { VFIOPlace(bus: bus, slot: $0, driver: driver) }
      }
    }
  }
}
