/// What a kernel driver's name tells of it.
public struct KernelDriver: Sendable, Hashable {
  /// As it stands below /sys/bus/BUS/drivers, "vfio-pci".
  public let name: String

  public init(_ name: String) { self.name = name }

  /// Whether its devices are handed out by VFIO: vfio-pci, mlx5_vfio_pci, hisi-acc-vfio-pci, vfio-platform; each has it in
  /// its name.
  public var isVFIO: Bool { name.contains("vfio") }

  /// Whether it is one of those that make UIO nodes for any device that they are given: uio_pci_generic, igb_uio,
  /// uio_pdrv_genirq. The drivers of single cards, such as hilscher's, are not told by their names.
  public var isUIO: Bool { name.contains("uio") }

  /// Whether it does nothing but keep other drivers away. Source: Linux, drivers/pci/pci-stub.c.
  public var isStub: Bool { name == "pci-stub" }
}
