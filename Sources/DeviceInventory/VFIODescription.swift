import InterruptLines
import Sysfs

extension DeviceDescription {
  /// Reads what sysfs says of a VFIO device; nil when it has gone.
  ///
  /// Source: Linux, drivers/vfio/ and Documentation/ABI/testing/sysfs-kernel-iommu_groups.
  ///
  /// - Parameter interrupts: the kind that the configuration chooses; nil for the best there is.
  init?(vfio place: VFIOPlace, at nodes: VFIONodes, interrupts wanted: InterruptKind?, in files: SystemFiles) {
    let aliases = nodes.all
    guard let node = aliases.first, DeviceNames.isUsable(place.name) else { return nil }
    self.init(
      name: place.name, aliases: aliases, kind: .vfio, node: node, sysfs: place.sysfs, driver: place.driver,
      slot: place.slot, pciID: PCIID.text(of: place.sysfs, in: files), trigger: .unknown, vectors: 1,
      regions: place.bus == "pci" ? Self.bars(place.sysfs, in: files) : [])
    iommuGroup = nodes.groupNumber
    // Of a device that is not on PCI nothing tells before it is opened.
    guard place.bus == "pci", let found = PCIInterrupts(ofDevice: place.sysfs, in: files) else { return }
    interruptCounts = found.counts
    if let wanted, found.counts[wanted] == nil { return }
    if wanted == nil && !found.knowsMessages { return }
    let kind = Self.chosen(wanted, of: found.counts)
    use(kind, vectors: kind.flatMap { found.counts[$0] } ?? 0)
    if kind == .intx {
      irq = files.number(place.sysfs + "/irq").map { UInt32(truncatingIfNeeded: $0) }.flatMap { $0 == 0 ? nil : $0 }
    }
  }

  /// What a device has that is open: there it is known.
  mutating func learn(_ opened: OpenedFacts) {
    interruptCounts = opened.interruptCounts
    use(opened.interrupts, vectors: opened.vectors)
    if opened.interrupts == .platform { trigger = opened.trigger }
    if regions.isEmpty { regions = opened.regions }
  }

  private mutating func use(_ kind: InterruptKind?, vectors count: UInt32) {
    interrupts = count == 0 ? nil : kind
    vectors = count
    trigger =
      switch interrupts {
      case .intx: .level
      case .msi, .msix: .edge
      case .platform: .unknown
      case nil: .none
      }
  }

  private static func chosen(_ wanted: InterruptKind?, of counts: [InterruptKind: UInt32]) -> InterruptKind? {
    let candidates = wanted.map { [$0] } ?? [.msix, .msi, .intx]
    return candidates.first { counts[$0, default: 0] > 0 }
  }
}

/// What was found out about a VFIO device when it was opened, and holds for this life of it.
struct OpenedFacts: Sendable {
  var interrupts: InterruptKind?
  var interruptCounts: [InterruptKind: UInt32]
  var vectors: UInt32
  var trigger: DeviceDescription.Trigger
  /// Without addresses, which VFIO does not tell.
  var regions: [DeviceDescription.Region]

  init(_ device: any OpenVFIODevice) {
    interrupts = device.interrupts
    interruptCounts = device.interruptCounts
    vectors = device.vectorCount
    let isLevel = Set((0..<device.vectorCount).map { device.isLevel($0) })
    trigger =
      switch (isLevel.count, isLevel.first) {
      case (0, _): .none
      case (1, true?): .level
      case (1, _): .edge
      default: .unknown
      }
    regions = device.regions.filter { $0.size > 0 }.map {
      DeviceDescription.Region(
        index: $0.index, name: "region\($0.index)", kind: $0.isPort ? .port : .memory, address: 0, size: $0.size,
        offset: 0)
    }
  }
}
