import Sysfs

extension DriverChoice {
  /// What decides which driver a device of the inventory gets; nil for one that has none, and for one that the system
  /// wants back: to read its `driver_override` takes its lock, which whoever removes it holds.
  ///
  /// Source: Linux, drivers/pci/pci-sysfs.c, driver_override_show.
  public init?(of device: DeviceDescription) {
    guard !device.isRemoving, let bus = device.bus, let slot = device.slot, let sysfs = device.sysfs else { return nil }
    self.init(
      ofDevice: device.kind == .uio ? sysfs + "/device" : sysfs, bus: bus, slot: slot, mayBlock: false,
      in: SystemFiles())
  }
}
