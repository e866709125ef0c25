import CZircon

/// The right to a device's interrupts and registers.
public struct Resource: ~Copyable, Sendable {
  public let handle: Handle

  /// Opens a device by one of its names: "uio:edu", "pci:0000:00:04.0", "sim:button", "/dev/uio0".
  ///
  /// - Throws: `Status.notFound` for a name that no device has, or several; `Status.accessDenied` when the daemon does
  ///   not give this user the device.
  public init(device name: String) throws(ZirqError) {
    var opened = ZX_HANDLE_INVALID
    try ZirqError.check(zirq_device_open(name, &opened))
    handle = Handle(owning: opened)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }
}
