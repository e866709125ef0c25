import CLinuxInterrupt
import SystemPackage

/// The address space of the devices that this process has opened by their own nodes, with nothing in it, and the file of
/// the IOMMU that it belongs to.
///
/// One for all of them: the devices of an IOMMU group must have the file in common, else the kernel answers the second one
/// with EPERM, and the space as well, else with EINVAL. Source: Linux, drivers/iommu/iommufd/device.c,
/// iommufd_device_bind, iommufd_hw_pagetable_attach; drivers/iommu/iommu.c, iommu_device_claim_dma_owner.
final class VFIOAddressSpace: Sendable {
  static let all = SharedFiles<VFIOAddressSpace>()

  private let iommu: OwnedDescriptor
  private let number: UInt32

  /// - Parameter device: for whose sake, in error messages.
  init(_ path: String, for device: VFIODevicePaths) throws(LineError) {
    let iommu = try device.opening(.openIOMMU, path: path) { zirq_vfio_open(path, &$0) }
    var number: UInt32 = 0
    try device.attempt(.isolate, path: path) { zirq_vfio_space_create(iommu.rawValue, &number) }
    self.iommu = iommu
    self.number = number
  }

  /// Puts a device into it, which from now on answers to its calls.
  ///
  /// - Parameter node: the device's own, at `path`.
  func take(_ node: Int32, path: String, of device: VFIODevicePaths) throws(LineError) {
    try device.attempt(.bindIOMMU, path: path) { zirq_vfio_device_bind(node, iommu.rawValue) }
    try device.attempt(.isolate, path: path) { zirq_vfio_device_attach(node, number) }
  }
}
