import CLinuxInterrupt
import SystemPackage
import Testing

@testable import InterruptLines

/// What VFIO_DEVICE_GET_REGION_INFO writes: the fixed part, then capabilities, each with the offset of the next.
private struct RegionInfo {
  private(set) var bytes: [UInt8] = []

  static let mappable: UInt32 = 1 << 2
  static let capabilities: UInt32 = 1 << 3

  init(flags: UInt32, size: UInt64, offset: UInt64 = 0, chain: UInt32 = 0) {
    add(UInt32(32), flags, 0, chain)
    add(size, offset)
  }

  mutating func addSparse(areas: [(UInt64, UInt64)], next: UInt32 = 0, claiming count: UInt32? = nil) {
    add(UInt16(1), 1)
    add(next, count ?? UInt32(areas.count), 0)
    for (offset, size) in areas { add(offset, size) }
  }

  mutating func addHeader(id: UInt16, next: UInt32 = 0) {
    add(id, 1)
    add(next)
  }

  private mutating func add<Number: FixedWidthInteger>(_ numbers: Number...) {
    for number in numbers { withUnsafeBytes(of: number) { bytes += $0 } }
  }
}

@Suite("A region of a VFIO device")
struct VFIORegionTests {
  private static let page = MemoryPage.size
  private static let flags = 3 | RegionInfo.mappable | RegionInfo.capabilities

  @Test("is as the kernel says")
  func plain() throws {
    let info = RegionInfo(flags: 3 | RegionInfo.mappable, size: 0x20000, offset: 1 << 40)
    let (region, areas) = try VFIORegion.parse(info.bytes)
    let bar = VFIORegion(index: 1, region, areas: areas)
    #expect(bar.size == 0x20000 && bar.mapOffset == 1 << 40)
    #expect(bar.isReadable && bar.isWritable && bar.isMappable && bar.hole == nil)
    let ports = VFIORegion(index: 2, region, areas: areas, isPort: true)
    #expect(ports.isPort && !ports.isMappable)
  }

  @Test("has the areas of its sparse capability, wherever that is in the chain")
  func sparse() throws {
    var info = RegionInfo(flags: Self.flags, size: 4 * Self.page, chain: 32)
    info.addHeader(id: 3, next: 40)
    info.addHeader(id: 0x7777, next: 48)
    info.addSparse(areas: [(0, Self.page), (2 * Self.page, 2 * Self.page)])
    let (region, areas) = try VFIORegion.parse(info.bytes)
    #expect(areas == [0..<Self.page, 2 * Self.page..<4 * Self.page])
    let bar = VFIORegion(index: 0, region, areas: areas)
    #expect(bar.isMappable)
    #expect(bar.hole == Self.page..<2 * Self.page)
  }

  @Test("that has no area at all cannot be mapped, whatever its flags")
  func noArea() throws {
    var info = RegionInfo(flags: Self.flags, size: 2 * Self.page, chain: 32)
    info.addSparse(areas: [])
    let (region, areas) = try VFIORegion.parse(info.bytes)
    #expect(areas == [])
    #expect(!VFIORegion(index: 0, region, areas: areas).isMappable)
  }

  static let holes: [([Range<UInt64>]?, Range<UInt64>?, Range<UInt64>?)] = [
    (nil, nil, nil),
    // The table, in whole pages.
    (nil, 0..<80, 0..<page),
    (nil, page + 16..<page + 32, page..<2 * page),
    (nil, page - 16..<page + 16, 0..<2 * page),
    (nil, 3 * page..<4 * page, 3 * page..<4 * page),
    // A table that the device says is longer than its BAR, or beyond it.
    (nil, 3 * page..<9 * page, 3 * page..<4 * page),
    (nil, 4 * page..<5 * page, nil),
    // Outside the areas.
    ([page..<4 * page], nil, 0..<page),
    ([0..<page], nil, page..<4 * page),
    ([0..<4 * page], nil, nil),
    // From the first such byte to the last: areas in no order, that overlap, with more than one gap.
    ([3 * page..<4 * page, 0..<page], nil, page..<3 * page),
    ([0..<2 * page, page..<4 * page], nil, nil),
    ([page..<2 * page, 3 * page..<4 * page], nil, 0..<3 * page),
    // Both.
    ([0..<2 * page, 3 * page..<4 * page], page..<page + 16, page..<3 * page),
  ]

  @Test("of four pages is not mapped where it must not be", arguments: holes)
  func hole(_ areas: [Range<UInt64>]?, _ table: Range<UInt64>?, _ hole: Range<UInt64>?) {
    #expect(VFIORegion.hole(size: 4 * Self.page, areas: areas, msixTable: table) == hole)
  }

  @Test("smaller than a page is mapped as one")
  func lessThanAPage() {
    #expect(VFIORegion.hole(size: 256, areas: nil, msixTable: nil) == nil)
    #expect(VFIORegion.hole(size: 256, areas: [0..<256], msixTable: nil) == nil)
    #expect(VFIORegion.hole(size: 256, areas: nil, msixTable: 0..<16) == 0..<Self.page)
  }

  @Test("at the end of the numbers does not overflow them")
  func endOfNumbers() {
    let hole = VFIORegion.hole(size: .max, areas: [0..<Self.page], msixTable: .max - 1 ..< .max)
    #expect(hole?.lowerBound == Self.page)
  }

  @Test("is refused when its description is cut off anywhere, and nothing behind it is read")
  func truncated() throws {
    var info = RegionInfo(flags: Self.flags, size: 4 * Self.page, chain: 32)
    info.addHeader(id: 3, next: 40)
    info.addSparse(areas: [(0, Self.page), (2 * Self.page, 2 * Self.page)])
    for length in 0..<info.bytes.count {
      let cut = try BytesBeforeNothing(info.bytes.prefix(length))
      var region = zirq_vfio_region()
      #expect(zirq_vfio_region_parse(cut.bytes.baseAddress, length, &region) == Errno.invalidArgument.rawValue)
      var area = zirq_vfio_area()
      #expect(!zirq_vfio_region_area(cut.bytes.baseAddress, length, 0, &area))
    }
    let whole = try BytesBeforeNothing(info.bytes)
    var area = zirq_vfio_area()
    #expect(zirq_vfio_region_area(whole.bytes.baseAddress, info.bytes.count, 1, &area))
    #expect(area.offset == 2 * Self.page)
    #expect(!zirq_vfio_region_area(whole.bytes.baseAddress, info.bytes.count, 2, &area))
    #expect(!zirq_vfio_region_area(whole.bytes.baseAddress, info.bytes.count, .max, &area))
  }

  @Test(
    "is refused when its chain leads out of it, into its fixed part, or round in a circle",
    arguments: [31, 33, 36, 37, 40, 41, 0x8000_0000, UInt32.max] as [UInt32])
  func wildChain(_ next: UInt32) throws {
    var info = RegionInfo(flags: Self.flags, size: Self.page, chain: 32)
    info.addHeader(id: 9, next: next)
    let end = try BytesBeforeNothing(info.bytes)
    var region = zirq_vfio_region()
    #expect(
      zirq_vfio_region_parse(end.bytes.baseAddress, info.bytes.count, &region) == Errno.invalidArgument.rawValue)
  }

  @Test("is refused when its chain is a circle")
  func circle() throws {
    var info = RegionInfo(flags: Self.flags, size: Self.page, chain: 32)
    info.addHeader(id: 8, next: 40)
    info.addHeader(id: 9, next: 32)
    #expect(throws: Errno.invalidArgument) { _ = try VFIORegion.parse(info.bytes) }
  }

  @Test("is refused when it claims more areas than there is room for", arguments: [2, 0x1000_0001, UInt32.max])
  func tooManyAreas(_ count: UInt32) throws {
    var info = RegionInfo(flags: Self.flags, size: Self.page, chain: 32)
    info.addSparse(areas: [(0, Self.page)], claiming: count)
    #expect(throws: Errno.invalidArgument) { _ = try VFIORegion.parse(info.bytes) }
  }

  @Test("is refused when an area's end is beyond the numbers; one that goes beyond the region ends with it")
  func wildAreas() throws {
    var info = RegionInfo(flags: Self.flags, size: 2 * Self.page, chain: 32)
    info.addSparse(areas: [(Self.page, .max)])
    #expect(throws: Errno.invalidArgument) { _ = try VFIORegion.parse(info.bytes) }

    info = RegionInfo(flags: Self.flags, size: 2 * Self.page, chain: 32)
    info.addSparse(areas: [(Self.page, 8 * Self.page), (5 * Self.page, Self.page)])
    let (region, areas) = try VFIORegion.parse(info.bytes)
    #expect(VFIORegion(index: 0, region, areas: areas).hole == 0..<Self.page)
  }
}
