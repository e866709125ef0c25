import CZircon

/// What is known of a device that is open. Source: zirq_device_info().
public struct DeviceInfo: Hashable, Sendable {
  /// Counts the lives of devices with this name since the daemon started, from 1: one that has gone and come back is
  /// another.
  public var generation: UInt64
  public var kind: Kind
  public var interrupts: Interrupts
  /// The number of interrupts it has: vectors `0 ..< vectors`.
  public var vectors: UInt32
  /// The number of register regions it has.
  public var regions: UInt32
  /// Some vector of it has an interrupt.
  public var isClaimed: Bool
  /// Its line is level-triggered: masked from delivery until the ack.
  public var isLevel: Bool
  /// The system wants the device back.
  public var isRemoving: Bool
  /// Bus mastering is on: ``Resource/setBusMaster(_:)``.
  public var isBusMaster: Bool
  public var rearm: Rearm
  public var timestamps: Timestamps
  /// The number of its IOMMU group, whose devices the system hands out together; nil without one.
  public var iommuGroup: UInt32?

  /// How the system hands its interrupts out.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The number in `<zirq/zirq.h>`.
    public let rawValue: UInt32

    /// Any number; a newer daemon may know more kinds than there are here.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// By the daemon itself: there is no such hardware.
    public static let simulated = Kind(rawValue: ZIRQ_DEVICE_KIND_SIMULATED)
    public static let uio = Kind(rawValue: ZIRQ_DEVICE_KIND_UIO)
    public static let vfio = Kind(rawValue: ZIRQ_DEVICE_KIND_VFIO)
  }

  /// Which of its interrupts a device uses. Messages are never masked: each is an edge.
  public struct Interrupts: RawRepresentable, Hashable, Sendable {
    /// The number in `<zirq/zirq.h>`.
    public let rawValue: UInt32

    /// Any number; a newer daemon may know more than there are here.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Simulated, or its driver's affair, as under UIO.
    public static let unknown = Interrupts(rawValue: ZIRQ_INTERRUPTS_UNKNOWN)
    /// It has none.
    public static let none = Interrupts(rawValue: ZIRQ_INTERRUPTS_NONE)
    /// PCI's wire.
    public static let intx = Interrupts(rawValue: ZIRQ_INTERRUPTS_INTX)
    /// Messages.
    public static let msi = Interrupts(rawValue: ZIRQ_INTERRUPTS_MSI)
    /// Messages.
    public static let msix = Interrupts(rawValue: ZIRQ_INTERRUPTS_MSIX)
    /// Wires of a device that is not on PCI.
    public static let platform = Interrupts(rawValue: ZIRQ_INTERRUPTS_PLATFORM)
  }

  /// What lets a device interrupt again after an ack.
  public struct Rearm: RawRepresentable, Hashable, Sendable {
    /// The number in `<zirq/zirq.h>`.
    public let rawValue: UInt32

    /// Any number; a newer daemon may know more ways than there are here.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Not known before one of the device's vectors has an interrupt.
    public static let unknown = Rearm(rawValue: ZIRQ_REARM_UNKNOWN)
    /// The daemon, by the device's UIO driver.
    public static let irqcontrol = Rearm(rawValue: ZIRQ_REARM_IRQCONTROL)
    /// The daemon, by the PCI command register.
    public static let configSpace = Rearm(rawValue: ZIRQ_REARM_CONFIG_SPACE)
    /// This program, in the device's own registers, before the ack.
    public static let client = Rearm(rawValue: ZIRQ_REARM_CLIENT)
    /// Nothing: it is never masked.
    public static let none = Rearm(rawValue: ZIRQ_REARM_NONE)
    /// The daemon, by VFIO's unmask.
    public static let unmask = Rearm(rawValue: ZIRQ_REARM_UNMASK)
  }

  /// Where the timestamps of a device's interrupts are taken; of CLOCK_MONOTONIC all of them.
  public struct Timestamps: RawRepresentable, Hashable, Sendable {
    /// The number in `<zirq/zirq.h>`.
    public let rawValue: UInt32

    /// Any number; a newer daemon may know more places than there are here.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// When the daemon's thread wakes up.
    public static let wakeup = Timestamps(rawValue: ZIRQ_TIMESTAMPS_WAKEUP)
    /// When the kernel enters the interrupt's handler.
    public static let irqEntry = Timestamps(rawValue: ZIRQ_TIMESTAMPS_IRQ_ENTRY)
  }

  init(_ record: zirq_device_info_t) {
    generation = record.generation
    kind = Kind(rawValue: record.kind)
    interrupts = Interrupts(rawValue: record.interrupts)
    vectors = record.vectors
    regions = record.regions
    isClaimed = record.flags & ZIRQ_DEVICE_CLAIMED != 0
    isLevel = record.flags & ZIRQ_DEVICE_LEVEL != 0
    isRemoving = record.flags & ZIRQ_DEVICE_REMOVING != 0
    isBusMaster = record.flags & ZIRQ_DEVICE_BUS_MASTER != 0
    rearm = Rearm(rawValue: record.rearm)
    timestamps = Timestamps(rawValue: record.timestamps)
    iommuGroup = record.iommu_group == ZIRQ_NO_IOMMU_GROUP ? nil : record.iommu_group
  }
}
