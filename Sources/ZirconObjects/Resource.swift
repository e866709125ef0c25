/// The right to a range of interrupts or of physical addresses. Source: Zircon, resource_dispatcher.cc.
public final class Resource: KernelObject {
  public static var type: ObjectType { .resource }
  public static var defaultRights: Rights { [.transfer, .duplicate, .write, .inspect] }

  public let header = ObjectHeader()

  /// The kinds that there are here. Source: Zircon, zircon/types.h, ZX_RSRC_KIND_*.
  public enum Kind: UInt32, Sendable {
    case mmio = 0
    case irq = 1
  }

  /// All kinds of Zircon's are below. Source: Zircon, zircon/types.h, ZX_RSRC_KIND_COUNT.
  static let kindCount: UInt32 = 6

  /// What the range is one of.
  public enum Backing: Sendable {
    /// The vectors of a device.
    case interrupts(any InterruptController)
    /// Physical addresses of a device's registers.
    case registers(any RegisterRegion)
  }

  public let backing: Backing
  public let name: ObjectName
  /// First vector, or physical address in bytes.
  public let base: UInt64
  /// Vectors, or bytes.
  public let size: UInt64

  /// All vectors of a device.
  public convenience init(_ controller: any InterruptController) {
    self.init(.interrupts(controller), base: 0, size: UInt64(controller.vectorCount), name: ObjectName())
  }

  /// All registers of a region.
  public convenience init(_ region: any RegisterRegion) {
    self.init(.registers(region), base: region.physicalAddress, size: region.size, name: ObjectName())
  }

  private init(_ backing: Backing, base: UInt64, size: UInt64, name: ObjectName) {
    self.backing = backing
    self.base = base
    self.size = size
    self.name = name
  }

  public var kind: Kind {
    switch backing {
    case .interrupts: .irq
    case .registers: .mmio
    }
  }

  func covers(base: UInt64, size: UInt64) -> Bool {
    guard base >= self.base, base - self.base <= self.size else { return false }
    return size <= self.size - (base - self.base)
  }

  /// Whether the pages that the range touches cover these addresses. Source: Zircon, resource.cc,
  /// validate_resource_mmio.
  func coversPages(of pageSize: UInt64, base: UInt64, size: UInt64) -> Bool {
    guard let end = base.adding(size)?.roundedUp(to: pageSize),
      let limit = self.base.adding(self.size)?.roundedUp(to: pageSize)
    else { return false }
    return base >= self.base.roundedDown(to: pageSize) && end <= limit
  }

  /// A part of the range.
  func slice(base: UInt64, size: UInt64, name: ObjectName) throws(Status) -> Resource {
    guard covers(base: base, size: size) else { throw .accessDenied }
    return Resource(backing, base: base, size: size, name: name)
  }
}
