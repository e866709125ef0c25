/// The devices that the IOMMU cannot keep apart, which VFIO hands out together or not at all.
public struct IOMMUGroup: Sendable, Hashable {
  /// As it stands below /sys/kernel/iommu_groups.
  public var number: UInt32
  /// Whether VFIO has made the group up for a device that no IOMMU translates for.
  public var isNoIOMMU: Bool

  /// Nil for a device that is in none: no IOMMU translates for it.
  ///
  /// - Parameter sysfs: the device's directory.
  public init?(ofDevice sysfs: String, in files: SystemFiles) {
    guard let number = files.linkName(sysfs + "/iommu_group").flatMap({ UInt32($0) }) else { return nil }
    self.number = number
    isNoIOMMU = files.text("/sys/kernel/iommu_groups/\(number)/name") == "vfio-noiommu"
  }

  /// The name of the group's node and of its class device below /sys/class/vfio: "1", or "noiommu-1". Source: Linux,
  /// drivers/vfio/group.c, vfio_group_alloc.
  public var nodeName: String { isNoIOMMU ? "noiommu-\(number)" : "\(number)" }

  /// Where VFIO hands the group out: "/dev/vfio/1".
  public var node: String { "/dev/vfio/\(nodeName)" }

  /// What to do where there is no IOMMU.
  public static let howToHaveOne =
    "switch the IOMMU on in the firmware (VT-d, AMD-Vi, SMMU) and, for Intel, boot with intel_iommu=on, or use "
    + "uio_pci_generic for its INTx line, if it has one, or igb_uio"

  // MARK: Members

  /// One device of the group.
  public struct Member: Sendable, Hashable {
    /// Its name on its bus, "0000:03:00.0".
    public var slot: String
    /// What drives it; nil for no driver.
    public var driver: String?
    /// Whether it is a bridge to another bus. Those to ISA and to the host's memory, which have the class of bridges as
    /// well, are ordinary functions.
    public var isBridge: Bool

    /// Whether the group can be opened with this member in it: it has no driver, one of VFIO's, or one that does no DMA.
    ///
    /// Source: Linux, drivers/vfio/vfio.c, vfio_dev_viable and vfio_dev_driver_allowed, which goes by the header type;
    /// since 5.19, `driver_managed_dma` of the drivers that have it.
    public var isHarmless: Bool {
      guard let driver = driver.map({ KernelDriver($0) }), !isBridge else { return true }
      return driver.isVFIO || driver.isStub || driver.name == "pcieport"
    }
  }

  /// All devices of the group, by their names.
  public func members(in files: SystemFiles) -> [Member] {
    let directory = "/sys/kernel/iommu_groups/\(number)/devices"
    return files.entries(directory).map { slot in
      Member(
        slot: slot, driver: files.linkName("\(directory)/\(slot)/driver"),
        isBridge: PCIHeader(ofDevice: "\(directory)/\(slot)", in: files)?.isBridge ?? false)
    }
  }

  /// Those that keep this device from being used by VFIO.
  public func obstacles(to slot: String, in files: SystemFiles) -> [Member] {
    members(in: files).filter { $0.slot != slot && !$0.isHarmless }
  }
}

extension [IOMMUGroup.Member] {
  /// "0000:03:00.1 (snd_hda_intel), 0000:03:00.2 (xhci_hcd)".
  public var named: String { map { "\($0.slot) (\($0.driver ?? "no driver"))" }.joined(separator: ", ") }
}
