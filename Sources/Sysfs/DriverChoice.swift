/// What decides which driver the kernel gives to a device. Reads only.
public struct DriverChoice: Sendable, Hashable {
  /// The only driver that the kernel will bind: sysfs `driver_override`; nil when any may.
  public var override: String?
  /// The driver that driverctl gives the device at each boot; "none" when it is to have none.
  public var driverctl: String?

  /// - Parameters:
  ///   - device: the device's directory in sysfs, "/sys/bus/pci/devices/0000:03:00.0".
  ///   - bus: "pci", "platform".
  ///   - slot: the device's name on it.
  ///   - mayBlock: whether the override is read of a device that VFIO serves, or may be waiting for. That takes the device's
  ///     lock, which whoever removes it holds for as long as somebody has it open.
  public init(ofDevice device: String, bus: String, slot: String, mayBlock: Bool, in files: SystemFiles) {
    if mayBlock || !Self.mayBeRemoved(fromVFIO: device, in: files) {
      // What was never set reads "(null)": Linux, drivers/pci/pci-sysfs.c, driver_override_show.
      override = files.text(device + "/driver_override").flatMap { $0.isEmpty || $0 == "(null)" ? nil : $0 }
    }
    driverctl = files.text(Self.driverctlFile(bus: bus, slot: slot)).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether VFIO has the device, or may be waiting for somebody to let go of it.
  ///
  /// Nothing that can be read without the lock tells whether a removal has begun. Before Linux 6.6 this entry of the device
  /// is there until the removal's end; since then it goes first, as the driver's link does, and that of the group stays
  /// (drivers/vfio/vfio_main.c, vfio_unregister_group_dev). A kernel without groups leaves nothing to go by but that no
  /// driver has the device.
  private static func mayBeRemoved(fromVFIO device: String, in files: SystemFiles) -> Bool {
    if files.exists(device + "/vfio-dev") { return true }
    if let group = IOMMUGroup(ofDevice: device, in: files), files.exists("/sys/class/vfio/\(group.nodeName)") {
      return true
    }
    return files.exists("/sys/class/vfio-dev") && !files.exists("/sys/class/vfio")
      && files.link(device + "/driver") == nil
  }

  /// Source: driverctl, which keeps one file for each device, named by bus and slot, with the driver's name in it.
  public static func driverctlFile(bus: String, slot: String) -> String { "/etc/driverctl.d/\(bus)-\(slot)" }
}
