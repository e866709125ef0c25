import ControlInterface
import DeviceInventory
import InterruptLines
import Sysfs

extension DeviceReport {
  /// A device of the inventory as the control socket tells it.
  ///
  /// - Parameters:
  ///   - allowed: whether the one who asks may open it.
  ///   - choice: what decides which driver it gets; nil where that is not known.
  ///   - owner: the client behind a peer that has a line; nil for one that has just left.
  public init(
    _ status: DeviceStatus, allowed: Bool, choice: DriverChoice?,
    owner: (Peer) -> OwnerReport?
  ) {
    let device = status.device
    let lines = status.lines.map { LineReport($0, owner: owner) }
    self.init(
      name: device.name, aliases: device.aliases, kind: device.kind.report, node: device.node, sysfs: device.sysfs,
      driver: device.driver, uioName: device.uioName, version: device.version, slot: device.slot, pciID: device.pciID,
      irq: device.irq.map { Int($0) }, trigger: device.trigger.report,
      rearm: status.rearmPath?.rawValue,
      vectors: Int(device.vectors), regions: device.regions.map { RegionReport($0) },
      events: device.events.map { Int($0) }, allowed: allowed, lines: lines,
      generation: Int(clamping: device.generation),
      removing: device.isRemoving, interrupts: device.interrupts?.report,
      interruptCounts: InterruptLines.InterruptKind.allCases.compactMap { kind in
        device.interruptCounts[kind].map { InterruptCountReport(kind: kind.report, count: Int($0)) }
      },
      iommuGroup: device.iommuGroup.map { Int($0) }, timestamps: status.settings.timestamps.rawValue,
      driverOverride: choice?.override,
      driverctl: choice?.driverctl)
  }
}

extension LineReport {
  init(_ status: LineStatus, owner: (Peer) -> OwnerReport?) {
    self.init(
      vector: Int(status.vector), open: status.isOpen, rearm: status.rearmPath?.rawValue,
      total: Int(clamping: status.counts.total), delivered: Int(clamping: status.counts.delivered),
      missed: Int(clamping: status.counts.missed), rearms: Int(clamping: status.counts.rearms),
      owner: status.owner.flatMap(owner), delta: Int(clamping: status.counts.delta), held: status.isHeld,
      timestamps: status.timestamps?.rawValue)
  }
}

extension RegionReport {
  // Varlink's int has 63 bits for an address; the physical addresses of today's machines have at most 52.
  init(_ region: DeviceDescription.Region) {
    let kind: Kind =
      switch region.kind {
      case .memory: .memory
      case .port: .port
      }
    self.init(
      index: Int(region.index), name: region.name, kind: kind, address: Int(clamping: region.address),
      size: Int(clamping: region.size), offset: Int(clamping: region.offset))
  }
}

extension DeviceDescription.Kind {
  public var report: DeviceReport.Kind {
    switch self {
    case .uio: .uio
    case .vfio: .vfio
    case .simulated: .simulated
    }
  }
}

extension DeviceDescription.Trigger {
  fileprivate var report: DeviceReport.TriggerMode {
    switch self {
    case .level: .level
    case .edge: .edge
    case .unknown: .unknown
    case .none: .none
    }
  }
}

extension InterruptLines.InterruptKind {
  fileprivate var report: ControlInterface.InterruptKind {
    switch self {
    case .intx: .intx
    case .msi: .msi
    case .msix: .msix
    case .platform: .platform
    }
  }
}

extension ControlError {
  /// Why the inventory did not do as it was asked.
  public init(_ error: DeviceError) {
    switch error {
    case .notFound(let name, let similar): self = .noSuchDevice(name: name, candidates: similar)
    case .ambiguous(let name, let candidates): self = .noSuchDevice(name: name, candidates: candidates)
    case .denied, .triggerDenied, .administrationDenied, .regionsDenied, .busMasterDenied:
      self = .notPermitted(reason: "\(error)")
    case .noVector: self = .invalidArgument(argument: "vector", reason: "\(error)")
    case .notSimulated, .noSelfTest: self = .invalidArgument(argument: "device", reason: "\(error)")
    default: self = .failed(reason: "\(error)")
    }
  }
}
