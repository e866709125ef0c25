import InterruptLines
import Sysfs
import ZirconObjects

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
    /// The VFIO device's own descriptor, where the offset chooses the region: one that is open, for the kernel hands out
    /// no second one that would not end the first one's interrupts.
    case device(VFIOLease, node: String)
  }

  let file: File
  /// Bytes. Nil where the registers have none as far as is known.
  let physicalAddress: UInt64?
  /// As in `RegionMapping`.
  let mapOffset: UInt64
  let mapLength: UInt64
  let offset: UInt64
  let size: UInt64
  let access: RegionMapping.Access
  let hole: Range<UInt64>?

  /// Nil for a BAR that no address space holds.
  init?(bar: PCIResource, of device: DeviceDescription) {
    offset = bar.start % MemoryPage.size
    guard let length = offset.adding(bar.size)?.roundedUp(to: MemoryPage.size) else { return nil }
    file = .bar(path: "\(device.sysfs ?? "")/device/resource\(bar.number)")
    physicalAddress = bar.start
    mapOffset = 0
    mapLength = length
    size = bar.size
    access = [.read, .write]
    hole = nil
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
    access = [.read, .write]
    hole = nil
    // That page is what the driver maps first. uio_dmem_genirq has all bits set until its memory is allocated.
    let page = region.address.roundedDown(to: MemoryPage.size)
    physicalAddress = page.adding(length) == nil ? nil : page + region.offset
  }

  init(_ registers: SimulatedRegisters) {
    file = .memory(registers)
    physicalAddress = registers.physicalAddress
    mapOffset = 0
    mapLength = registers.size
    offset = 0
    size = registers.size
    access = [.read, .write]
    hole = nil
  }

  /// A region of a VFIO device, which begins with a page. Nil where it cannot be mapped.
  ///
  /// - Parameter address: where it lies physically, as far as is known.
  init?(_ region: VFIORegion, at address: UInt64?, of lease: VFIOLease, node: String) {
    guard region.isMappable, let length = region.size.roundedUp(to: MemoryPage.size) else { return nil }
    file = .device(lease, node: node)
    physicalAddress = address
    mapOffset = region.mapOffset
    mapLength = length
    offset = 0
    size = region.size
    var access: RegionMapping.Access = .noFork
    if region.isReadable { access.insert(.read) }
    if region.isWritable { access.insert(.write) }
    self.access = access
    hole = region.hole
  }
}
