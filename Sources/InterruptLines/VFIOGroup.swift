import CLinuxInterrupt
import SystemPackage
import ZirconObjects

/// An IOMMU group in a container of its own, shared by the devices of the group that this process has open: the kernel
/// lets a group be opened once. Closed with the last share.
///
/// Source: Linux, Documentation/driver-api/vfio.rst; drivers/vfio/group.c, container.c.
final class VFIOGroup: Sendable {
  private let path: String
  /// Nil once it is closed.
  private let files: Guarded<Files?>

  private struct Files: ~Copyable {
    let container: OwnedDescriptor
    let group: OwnedDescriptor
  }

  /// The open groups of this process, by their nodes. Held while one is opened or closed, so that whoever opens it next
  /// finds it open or free.
  private static let all = Guarded<[String: (group: VFIOGroup, shares: Int)]>([:])

  /// One device's part in a group.
  struct Share: ~Copyable, Sendable {
    private let group: VFIOGroup

    init(of path: String, for device: VFIODevicePaths) throws(LineError) {
      group = try VFIOGroup.all.withLock { all throws(LineError) in
        if let (group, shares) = all[path] {
          all[path] = (group, shares + 1)
          return group
        }
        let group = try VFIOGroup(path, for: device)
        all[path] = (group, 1)
        return group
      }
    }

    func open(_ device: VFIODevicePaths) throws(LineError) -> OwnedDescriptor {
      try group.files.withLock { files throws(LineError) in
        let descriptor = files?.group.rawValue ?? -1
        return try device.opening(.getDevice, path: group.path) {
          zirq_vfio_group_device(descriptor, device.slot, &$0)
        }
      }
    }

    deinit {
      VFIOGroup.all.withLock { all in
        let left = (all[group.path]?.shares ?? 1) - 1
        all[group.path] = left > 0 ? (group, left) : nil
        if left == 0 { group.files.withLock { $0 = nil } }
      }
    }
  }

  /// - Parameter device: for whose sake, in error messages.
  private init(_ path: String, for device: VFIODevicePaths) throws(LineError) {
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
    files = Guarded(Files(container: container, group: group))
  }
}
