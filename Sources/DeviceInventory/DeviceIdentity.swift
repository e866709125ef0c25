import Sysfs

/// One life of a device: from the binding of its driver to its end. Bound again, it is another.
struct DeviceIdentity: Hashable {
  /// What the kernel makes anew with each life: a UIO device's entry in its class, "/sys/class/uio/uio0"; a VFIO device's
  /// in its driver, "/sys/bus/pci/drivers/vfio-pci/0000:00:04.0". The name of a simulated device.
  var path: String
  /// Of that entry; of a simulated device the number of its life.
  var inode: UInt64

  /// Nil when there is no such device now.
  init?(_ path: String, in files: SystemFiles) {
    guard let inode = files.inode(path) else { return nil }
    self.path = path
    self.inode = inode
  }

  init(simulated name: String, generation: UInt64) {
    path = name
    inode = generation
  }
}
