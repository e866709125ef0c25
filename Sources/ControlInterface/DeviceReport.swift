/// A device as the control socket tells it: `type Device` of `io.zirq.Control`, where each field is explained.
public struct DeviceReport: Codable, Equatable, Sendable {
  public var name: String
  public var aliases: [String]
  public var kind: Kind
  public var node: String?
  public var sysfs: String?
  public var driver: String?
  public var uioName: String?
  public var version: String?
  public var slot: String?
  public var pciID: String?
  public var irq: Int?
  public var trigger: TriggerMode
  public var rearm: String?
  public var vectors: Int
  public var regions: [RegionReport]
  public var events: Int?
  public var allowed: Bool
  public var lines: [LineReport]
  public var generation: Int
  public var removing: Bool
  public var interrupts: InterruptKind?
  public var interruptCounts: [InterruptCountReport]
  public var iommuGroup: Int?
  public var timestamps: String
  public var driverOverride: String?
  public var driverctl: String?

  public enum Kind: String, Codable, CaseIterable, Sendable { case uio, vfio, simulated }

  public enum TriggerMode: String, Codable, Sendable { case level, edge, unknown, none }

  public init(
    name: String, aliases: [String] = [], kind: Kind, node: String? = nil, sysfs: String? = nil, driver: String? = nil,
    uioName: String? = nil, version: String? = nil, slot: String? = nil, pciID: String? = nil, irq: Int? = nil,
    trigger: TriggerMode, rearm: String? = nil, vectors: Int, regions: [RegionReport] = [], events: Int? = nil,
    allowed: Bool, lines: [LineReport] = [], generation: Int = 1, removing: Bool = false,
    interrupts: InterruptKind? = nil, interruptCounts: [InterruptCountReport] = [], iommuGroup: Int? = nil,
    timestamps: String = "wakeup", driverOverride: String? = nil, driverctl: String? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.kind = kind
    self.node = node
    self.sysfs = sysfs
    self.driver = driver
    self.uioName = uioName
    self.version = version
    self.slot = slot
    self.pciID = pciID
    self.irq = irq
    self.trigger = trigger
    self.rearm = rearm
    self.vectors = vectors
    self.regions = regions
    self.events = events
    self.allowed = allowed
    self.lines = lines
    self.generation = generation
    self.removing = removing
    self.interrupts = interrupts
    self.interruptCounts = interruptCounts
    self.iommuGroup = iommuGroup
    self.timestamps = timestamps
    self.driverOverride = driverOverride
    self.driverctl = driverctl
  }

  enum CodingKeys: String, CodingKey {
    case name, aliases, kind, node, sysfs, driver, version, slot, irq, trigger, rearm, vectors, regions, events
    case allowed, lines, generation, removing, interrupts, timestamps, driverctl
    case uioName = "uio_name"
    case pciID = "pci_id"
    case interruptCounts = "interrupt_counts"
    case iommuGroup = "iommu_group"
    case driverOverride = "driver_override"
  }
}

/// `type InterruptKind` of `io.zirq.Control`.
public enum InterruptKind: String, Codable, Sendable { case intx, msi, msix, platform }

/// `type InterruptCount` of `io.zirq.Control`.
public struct InterruptCountReport: Codable, Equatable, Sendable {
  public var kind: InterruptKind
  public var count: Int

  public init(kind: InterruptKind, count: Int) {
    self.kind = kind
    self.count = count
  }
}

/// `type Region` of `io.zirq.Control`.
public struct RegionReport: Codable, Equatable, Sendable {
  public var index: Int
  public var name: String
  public var kind: Kind
  public var address: Int
  /// Bytes.
  public var size: Int
  /// Bytes.
  public var offset: Int

  public enum Kind: String, Codable, Sendable { case memory, port }

  public init(index: Int, name: String, kind: Kind, address: Int, size: Int, offset: Int) {
    self.index = index
    self.name = name
    self.kind = kind
    self.address = address
    self.size = size
    self.offset = offset
  }
}
