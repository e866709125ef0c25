import CLinuxInterrupt
import SystemPackage

/// A region of a VFIO device: its registers, or memory.
public struct VFIORegion: Sendable, Hashable {
  /// The number of the BAR; of a platform device, of the resource.
  public var index: UInt32
  /// Bytes.
  public var size: UInt64
  /// Where it begins in the device's file, for mmap(2), pread(2) and pwrite(2).
  public var mapOffset: UInt64
  public var isReadable: Bool
  public var isWritable: Bool
  public var isMappable: Bool
  /// Bytes of the region that must not be mapped, whole pages: the MSI-X table, which the kernel writes, and what the
  /// kernel leaves out.
  public var hole: Range<UInt64>?
  /// I/O ports, which cannot be mapped.
  public var isPort: Bool

  /// - Parameters:
  ///   - areas: those that can be mapped; nil for the whole region.
  ///   - msixTable: in bytes of this region.
  init(
    index: UInt32, _ region: zirq_vfio_region, areas: [Range<UInt64>]?, msixTable: Range<UInt64>? = nil,
    isPort: Bool = false
  ) {
    self.index = index
    size = region.size
    mapOffset = region.offset
    isReadable = region.is_readable
    isWritable = region.is_writable
    self.isPort = isPort
    hole = Self.hole(size: region.size, areas: areas, msixTable: msixTable)
    isMappable = region.is_mappable && !isPort && hole != 0..<Self.wholePages(region.size)
  }

  /// The bytes from the first to the last that must not be mapped.
  static func hole(size: UInt64, areas: [Range<UInt64>]?, msixTable: Range<UInt64>?) -> Range<UInt64>? {
    let end = wholePages(size)
    var forbidden: [Range<UInt64>] = []
    if let areas {
      var next: UInt64 = 0
      for area in areas.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if area.lowerBound > next { forbidden.append(next..<area.lowerBound) }
        next = max(next, area.upperBound)
      }
      // A region's last page is the device's as well, where the region is smaller.
      if next < size { forbidden.append(next..<end) }
    }
    if let msixTable, !msixTable.isEmpty { forbidden.append(msixTable) }
    guard let first = forbidden.map(\.lowerBound).min(), let last = forbidden.map(\.upperBound).max(), first < size
    else { return nil }
    let page = MemoryPage.size
    return first / page * page..<min(wholePages(last), end)
  }

  /// At most 2^64 - 1 page.
  private static func wholePages(_ bytes: UInt64) -> UInt64 {
    let page = MemoryPage.size
    let pages = bytes / page + (bytes % page == 0 ? 0 : 1)
    return min(pages, UInt64.max / page) * page
  }
}

extension VFIORegion {
  /// The regions that a driver works with: of a PCI device its BARs, of another all.
  ///
  /// - Parameter config: where a PCI device's configuration space begins in the file.
  static func all(of descriptor: Int32, _ device: zirq_vfio_device, config: UInt64?) throws(Errno) -> [VFIORegion] {
    var header: [UInt8] = []
    if let config {
      header = Array(repeating: 0, count: 256)
      try check(zirq_vfio_read(descriptor, config, &header, header.count))
    }
    var table = zirq_pci_msix_table()
    let hasTable = zirq_pci_msix_table(header, header.count, &table)

    var regions: [VFIORegion] = []
    for index in 0..<(device.is_pci ? min(device.regions, UInt32(ZIRQ_VFIO_BARS)) : device.regions) {
      let (region, areas) = try read(index, of: descriptor)
      guard region.size > 0 else { continue }
      let isTableHere = hasTable && table.bar == index
      regions.append(
        VFIORegion(
          index: index, region, areas: areas,
          msixTable: isTableHere ? table.offset..<table.offset + table.size : nil,
          isPort: zirq_pci_bar_is_port(header, header.count, index)))
    }
    return regions
  }

  /// Where a PCI device's configuration space begins in its file.
  static func config(of descriptor: Int32) throws(Errno) -> UInt64 {
    try read(UInt32(ZIRQ_VFIO_CONFIG), of: descriptor).region.offset
  }

  private static func read(
    _ index: UInt32, of descriptor: Int32
  ) throws(Errno) -> (region: zirq_vfio_region, areas: [Range<UInt64>]?) {
    var info = [UInt8](repeating: 0, count: Int(ZIRQ_VFIO_REGION_INFO))
    var needed = 0
    try check(zirq_vfio_region_info(descriptor, index, &info, info.count, &needed))
    // Far above any device's number of areas.
    let limit = 1 << 16
    guard needed <= limit else { throw .invalidArgument }
    if needed > info.count {
      info = Array(repeating: 0, count: needed)
      try check(zirq_vfio_region_info(descriptor, index, &info, info.count, &needed))
    }
    return try parse(info)
  }

  /// Reads what the kernel has written about a region.
  static func parse(_ info: [UInt8]) throws(Errno) -> (region: zirq_vfio_region, areas: [Range<UInt64>]?) {
    var region = zirq_vfio_region()
    try check(zirq_vfio_region_parse(info, info.count, &region))
    guard region.is_sparse else { return (region, nil) }
    var areas: [Range<UInt64>] = []
    for number in 0..<region.areas {
      var area = zirq_vfio_area()
      guard zirq_vfio_region_area(info, info.count, number, &area) else { throw .invalidArgument }
      let (end, overflow) = area.offset.addingReportingOverflow(area.size)
      guard !overflow else { throw .invalidArgument }
      let inside = (area.offset..<end).clamped(to: 0..<region.size)
      if !inside.isEmpty { areas.append(inside) }
    }
    return (region, areas)
  }
}
