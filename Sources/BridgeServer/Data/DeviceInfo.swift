import CWire
import DeviceInventory
import InterruptLines

extension zirq_wire_device_info_t {
  /// - Parameters:
  ///   - timestamps: where those of its interrupts are to be taken; an open line knows where they are.
  ///   - flags: ZIRQ_DEVICE_*.
  init(_ status: DeviceStatus, timestamps: TimestampSource, flags: UInt32) {
    self.init()
    let device = status.device
    generation = device.generation
    kind = device.kind.onWire
    interrupts = device.interruptsOnWire
    vectors = device.vectors
    regions = UInt32(device.regions.count)
    self.flags = flags
    rearm = status.rearmPath.onWire
    self.timestamps = (status.lines.lazy.compactMap(\.timestamps).first ?? timestamps).onWire
    iommu_group = device.iommuGroup ?? ZIRQ_NO_IOMMU_GROUP
  }
}

extension DeviceDescription {
  fileprivate var interruptsOnWire: UInt32 {
    switch interrupts {
    case .intx: ZIRQ_INTERRUPTS_INTX
    case .msi: ZIRQ_INTERRUPTS_MSI
    case .msix: ZIRQ_INTERRUPTS_MSIX
    case .platform: ZIRQ_INTERRUPTS_PLATFORM
    case nil: vectors == 0 ? ZIRQ_INTERRUPTS_NONE : ZIRQ_INTERRUPTS_UNKNOWN
    }
  }
}

extension DeviceDescription.Kind {
  fileprivate var onWire: UInt32 {
    switch self {
    case .simulated: ZIRQ_DEVICE_KIND_SIMULATED
    case .uio: ZIRQ_DEVICE_KIND_UIO
    case .vfio: ZIRQ_DEVICE_KIND_VFIO
    }
  }
}

extension RearmPath? {
  fileprivate var onWire: UInt32 {
    switch self {
    case .irqcontrol: ZIRQ_REARM_IRQCONTROL
    case .configSpace: ZIRQ_REARM_CONFIG_SPACE
    case .client: ZIRQ_REARM_CLIENT
    case .some(.none): ZIRQ_REARM_NONE
    case .unmask: ZIRQ_REARM_UNMASK
    case nil: ZIRQ_REARM_UNKNOWN
    }
  }
}

extension TimestampSource {
  fileprivate var onWire: UInt32 {
    switch self {
    case .wakeup: ZIRQ_TIMESTAMPS_WAKEUP
    case .irqEntry: ZIRQ_TIMESTAMPS_IRQ_ENTRY
    }
  }
}
