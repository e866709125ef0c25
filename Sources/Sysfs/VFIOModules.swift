/// What VFIO's modules have been told.
public enum VFIOModules {
  /// Whether VFIO serves devices that no IOMMU translates for. Source: Linux, drivers/vfio, a parameter of the module
  /// vfio.
  public static func allowNoIOMMU(in files: SystemFiles) -> Bool {
    files.text("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode") == "Y"
  }

  /// Whether VFIO serves devices though their messages could be forged. Source: a parameter of vfio_iommu_type1.
  public static func allowUnsafeInterrupts(in files: SystemFiles) -> Bool {
    files.text("/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts") == "Y"
  }
}
