/// The devices that the IOMMU cannot keep apart, which VFIO hands out together or not at all.
public struct IOMMUGroup: Sendable, Hashable {
  public struct Member: Sendable, Hashable {
    public var slot: String
    public var driver: String?
    public var isBridge: Bool

    /// Whether the group can be opened with this member in it: it has no driver, one of VFIO's, or one that promises not
    /// to let it do DMA.
    ///
    /// Source: Linux, drivers/vfio/vfio.c, vfio_dev_viable; since 5.19, `driver_managed_dma`.
    public var isHarmless: Bool {
      guard let driver, !isBridge else { return true }
      return driver.contains("vfio") || driver == "pci-stub" || driver == "pcieport"
    }
  }

  public var number: String
  public var members: [Member]

  /// Nil for a device that is in none: no IOMMU translates for it.
  public init?(ofDevice sysfs: String, in files: SystemFiles) {
    guard let number = files.linkName(sysfs + "/iommu_group") else { return nil }
    self.number = number
    let directory = sysfs + "/iommu_group/devices"
    members = files.entries(directory).map { slot in
      Member(
        slot: slot, driver: files.linkName("\(directory)/\(slot)/driver"),
        // The base class of bridges.
        isBridge: files.text("\(directory)/\(slot)/class")?.hasPrefix("0x06") ?? false)
    }
  }

  /// Those that keep this device from being used by VFIO.
  public func obstacles(to slot: String) -> [Member] { members.filter { $0.slot != slot && !$0.isHarmless } }
}
