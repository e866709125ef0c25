import InterruptLines
import Sysfs

/// Where a range of a device's registers is: its address, and what has to be opened and mapped to reach it. Nothing is
/// open yet.
struct RegionPlace: Sendable {
  enum File: Sendable {
    /// A BAR's file in sysfs, which can do nothing but be mapped: no read of it takes interrupts from the daemon, and no
    /// close clears bus mastering. Source: Linux, drivers/pci/mmap.c.
    case bar(path: String)
    /// The device's own node, where the offset chooses the map. Source: Linux, drivers/uio/uio.c, uio_mmap.
    case node(path: String)
    case memory(SimulatedRegisters)
  }

  let file: File
  /// Bytes. Nil where the registers have none as far as is known.
  let physicalAddress: UInt64?
  /// As in `RegionMapping`.
  let mapOffset: UInt64
  let mapLength: UInt64
  let offset: UInt64
  let size: UInt64

  init(bar: PCIResource, of device: DeviceDescription) {
    file = .bar(path: "\(device.sysfs ?? "")/device/resource\(bar.number)")
    physicalAddress = bar.start
    mapOffset = 0
    offset = bar.start % MemoryPage.size
    mapLength = MemoryPage.roundedUp(offset + bar.size) ?? 0
    size = bar.size
  }

  /// One of the driver's maps. UIO maps at most as many whole pages as the map has.
  init(map region: DeviceDescription.Region, of device: DeviceDescription) throws(DeviceError) {
    let length = region.size / MemoryPage.size * MemoryPage.size
    guard region.offset < length else { throw .regionTooSmall(device.name, index: region.index) }
    file = .node(path: device.node ?? "")
    mapOffset = UInt64(region.index) * MemoryPage.size
    mapLength = length
    offset = region.offset
    size = min(region.size, length - offset)
    // That page is what the driver maps first. uio_dmem_genirq has all bits set until its memory is allocated.
    let page = region.address / MemoryPage.size * MemoryPage.size
    physicalAddress = page.addingReportingOverflow(length).overflow ? nil : page + region.offset
  }

  init(_ registers: SimulatedRegisters) {
    file = .memory(registers)
    physicalAddress = registers.physicalAddress
    mapOffset = 0
    mapLength = registers.size
    offset = 0
    size = registers.size
  }
}
