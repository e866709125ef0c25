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
  ///   - mayBlock: whether the override of a device that VFIO serves is read. That takes the device's lock, which whoever
  ///     removes it holds for as long as somebody has it open.
  public init(ofDevice device: String, bus: String, slot: String, mayBlock: Bool, in files: SystemFiles) {
    // Nothing is there to be read without the lock that tells whether a removal has begun; this is there until its end.
    if mayBlock || !files.exists(device + "/vfio-dev") {
      // What was never set reads "(null)": Linux, drivers/pci/pci-sysfs.c, driver_override_show.
      override = files.text(device + "/driver_override").flatMap { $0.isEmpty || $0 == "(null)" ? nil : $0 }
    }
    driverctl = files.text(Self.driverctlFile(bus: bus, slot: slot)).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Source: driverctl, which keeps one file for each device, named by bus and slot, with the driver's name in it.
  public static func driverctlFile(bus: String, slot: String) -> String { "/etc/driverctl.d/\(bus)-\(slot)" }
}
