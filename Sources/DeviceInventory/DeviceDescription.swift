import InterruptLines

/// What is known of a device without opening it.
public struct DeviceDescription: Sendable, Hashable {
  /// The stable name: "pci:0000:00:04.0", "platform:41200000.gpio", "uio:NAME" or "sim:NAME".
  public var name: String
  /// Other names that open it: "uio:uio_pci_generic", "/dev/uio0". A name that several devices share opens none of them.
  public var aliases: [String]
  public var kind: Kind
  /// Counts the lives of devices with this name, from 1: a device that has gone and come back is another.
  public var generation: UInt64 = 1
  /// Whether the system wants the device back. Nothing of it is read any more, and it cannot be opened.
  public var isRemoving = false
  /// The device node, "/dev/uio0" or "/dev/vfio/1"; nil for a simulated device.
  public var node: String?
  /// The directory in sysfs: of the UIO device, "/sys/class/uio/uio0"; under VFIO of the device itself,
  /// "/sys/bus/pci/devices/0000:00:04.0". Nil for a simulated device.
  public var sysfs: String?
  /// The kernel driver that serves the parent device.
  public var driver: String?
  /// The driver's own name and version for the UIO device: sysfs `name`, `version`.
  public var uioName: String?
  public var version: String?
  /// The PCI address ("0000:00:04.0") or the platform device's name.
  public var slot: String?
  /// "1234:11e8" for a PCI device.
  public var pciID: String?
  /// Linux's number of the interrupt, and how the kernel says it triggers.
  public var irq: UInt32?
  public var trigger: Trigger
  /// The number of interrupts it has: vectors `0 ..< vectors`. Under VFIO, of the kind in `interrupts`.
  public var vectors: UInt32
  /// Which of its interrupts a VFIO device uses or would use; nil for one that has none, and for others.
  public var interrupts: InterruptKind?
  /// How many there are of each kind, as far as is known; for VFIO devices.
  public var interruptCounts: [InterruptKind: UInt32] = [:]
  /// The IOMMU group's number, for VFIO devices.
  public var iommuGroup: UInt32?
  public var regions: [Region]
  /// The kernel's count of events since the driver bound: sysfs `event`. Unsigned 32 bits, wraps.
  public var events: UInt32?

  public enum Kind: String, Sendable, Hashable, Codable { case uio, vfio, simulated }

  public enum Trigger: String, Sendable, Hashable, Codable { case level, edge, unknown, none }

  /// One range of registers. Source: Linux, sysfs maps/mapK and portio/portK of a UIO device.
  public struct Region: Sendable, Hashable, Codable {
    /// The index that `zirq_region_map` takes: UIO's map number, or the number of the BAR.
    public var index: UInt32
    public var name: String
    public var kind: Kind
    /// Physical address, or the first port.
    public var address: UInt64
    /// Bytes.
    public var size: UInt64
    /// Where the registers start inside the first page, bytes.
    public var offset: UInt64

    public enum Kind: String, Sendable, Hashable, Codable { case memory, port }

    public init(index: UInt32, name: String, kind: Kind, address: UInt64, size: UInt64, offset: UInt64) {
      self.index = index
      self.name = name
      self.kind = kind
      self.address = address
      self.size = size
      self.offset = offset
    }
  }

  public init(
    name: String, aliases: [String] = [], kind: Kind, node: String? = nil, sysfs: String? = nil, driver: String? = nil,
    uioName: String? = nil, version: String? = nil, slot: String? = nil, pciID: String? = nil, irq: UInt32? = nil,
    trigger: Trigger, vectors: UInt32, regions: [Region] = [], events: UInt32? = nil
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
    self.vectors = vectors
    self.regions = regions
    self.events = events
  }

  /// The bus that the device is on, "pci" or "platform"; nil for any other.
  var bus: String? {
    guard let slot else { return nil }
    return ["pci", "platform"].first { bus in ([name] + aliases).contains("\(bus):\(slot)") }
  }
}
