import CLinuxInterrupt
import SystemPackage

/// An IOMMU group in a container of its own, shared by the devices of the group that this process has open: the kernel
/// lets a group be opened once.
///
/// Source: Linux, Documentation/driver-api/vfio.rst; drivers/vfio/group.c, container.c.
final class VFIOGroup: Sendable {
  /// The open groups of this process, by their nodes.
  static let all = SharedFiles<VFIOGroup>()

  private let path: String
  private let container: OwnedDescriptor
  private let group: OwnedDescriptor

  /// - Parameter device: for whose sake, in error messages.
  init(_ path: String, for device: VFIODevicePaths) throws(LineError) {
    let containerPath = "/dev/vfio/vfio"
    let container = try device.opening(.openContainer, path: containerPath) {
      zirq_vfio_container_open(containerPath, &$0)
    }
    let group = try device.opening(.openGroup, path: path) { zirq_vfio_open(path, &$0) }
    var isViable = false
    try device.attempt(.checkGroup, path: path) { zirq_vfio_group_viable(group.rawValue, &isViable) }
    try device.attempt(.checkGroup, path: path) { isViable ? 0 : Errno.notPermitted.rawValue }
    try device.attempt(.joinContainer, path: path) { zirq_vfio_group_join(group.rawValue, container.rawValue) }
    try device.attempt(.setIOMMU, path: path) { zirq_vfio_container_set_iommu(container.rawValue, device.isNoIOMMU) }
    self.path = path
    self.container = container
    self.group = group
  }

  func open(_ device: VFIODevicePaths) throws(LineError) -> OwnedDescriptor {
    try device.opening(.getDevice, path: path) { zirq_vfio_group_device(group.rawValue, device.slot, &$0) }
  }
}
