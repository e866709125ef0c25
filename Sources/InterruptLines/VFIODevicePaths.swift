import SystemPackage

/// Where a device is found that a VFIO driver has.
public struct VFIODevicePaths: Sendable, Hashable {
  /// The device's name, for people: "pci:0000:00:04.0".
  public var name: String
  /// What its bus calls it, and its group gives it out by: "0000:00:04.0".
  public var slot: String
  /// Its IOMMU group: "/dev/vfio/1", or "/dev/vfio/noiommu-1".
  public var group: String?
  /// Its own node, "/dev/vfio/devices/vfio0"; nil where the kernel makes none.
  public var cdev: String?
  /// Whether no IOMMU stands between the device and memory.
  public var isNoIOMMU: Bool

  public init(name: String, slot: String, group: String?, cdev: String?, isNoIOMMU: Bool) {
    self.name = name
    self.slot = slot
    self.group = group
    self.cdev = cdev
    self.isNoIOMMU = isNoIOMMU
  }
}

extension VFIODevicePaths {
  /// - Parameter path: the file that was used.
  func error(_ step: VFIOStep, path: String, _ errno: Errno) -> LineError {
    LineError(device: name, path: path, step: .vfio(step), errno: errno)
  }

  /// Makes a call of the C shim, which answers 0 or an errno.
  func attempt(_ step: VFIOStep, path: String, _ call: () -> Int32) throws(LineError) {
    let result = call()
    guard result == 0 else { throw error(step, path: path, Errno(rawValue: result)) }
  }

  /// Makes one that opens a descriptor.
  func opening(
    _ step: VFIOStep, path: String, _ open: (_ descriptor: inout Int32) -> Int32
  ) throws(LineError) -> OwnedDescriptor {
    var descriptor: Int32 = -1
    try attempt(step, path: path) { open(&descriptor) }
    return OwnedDescriptor(owning: descriptor)
  }
}
