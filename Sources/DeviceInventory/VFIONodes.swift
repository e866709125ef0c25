import Sysfs

/// Where a VFIO device can be opened. Source: Linux, drivers/vfio/group.c, device_cdev.c.
struct VFIONodes {
  var groupNumber: UInt32?
  /// "/dev/vfio/1", "/dev/vfio/noiommu-1"; nil where the kernel makes none.
  var group: String?
  /// "/dev/vfio/devices/vfio0"; nil where the kernel makes none.
  var cdev: String?
  var isNoIOMMU = false

  var all: [String] { [group, cdev].compactMap { $0 } }

  init(_ place: VFIOPlace, in files: SystemFiles) {
    if let found = IOMMUGroup(ofDevice: place.sysfs, in: files) {
      groupNumber = found.number
      isNoIOMMU = found.isNoIOMMU
      if files.exists("/sys/class/vfio/\(found.nodeName)") { group = found.node }
    }
    // Kernels without these nodes have the entry without its number.
    let child = files.entries(place.sysfs + "/vfio-dev").first { files.exists("\(place.sysfs)/vfio-dev/\($0)/dev") }
    cdev = child.map { "/dev/vfio/devices/\($0)" }
  }
}
