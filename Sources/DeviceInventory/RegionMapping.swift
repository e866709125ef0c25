import Glibc
import InterruptLines
import SystemPackage

/// A range of a device's registers, ready to be mapped by a client that is given the descriptor.
public struct RegionMapping: ~Copyable, Sendable {
  public let descriptor: OwnedDescriptor
  /// What to give to mmap: offset and length in bytes, multiples of the page size.
  public let mapOffset: UInt64
  public let mapLength: UInt64
  /// Where the registers start inside the mapping, bytes.
  public let offset: UInt64
  /// Bytes.
  public let size: UInt64
  public let access: Access

  /// How it may be mapped. The numbers are those of the wire, ZIRQ_REGION_*.
  public struct Access: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let read = Access(rawValue: 1)
    public static let write = Access(rawValue: 2)
  }

  static let pageSize = UInt64(sysconf(Int32(_SC_PAGESIZE)))

  /// Through the BAR's file in sysfs, which can do nothing but be mapped: no read of it takes interrupts from the
  /// daemon, and no close clears bus mastering. Source: Linux, drivers/pci/mmap.c.
  init(bar: PCIResource, of device: DeviceDescription, in files: SystemFiles) throws(DeviceError) {
    let path = "\(device.sysfs ?? "")/device/resource\(bar.number)"
    descriptor = try Self.open(path, of: device, in: files)
    mapOffset = 0
    offset = bar.start % Self.pageSize
    mapLength = (offset + bar.size).roundedUp(toMultipleOf: Self.pageSize)
    size = bar.size
    access = [.read, .write]
  }

  /// Through a node of its own, where the offset chooses the map. Source: Linux, drivers/uio/uio.c, uio_mmap: at most
  /// as many whole pages as the map has.
  init(map region: DeviceDescription.Region, of device: DeviceDescription, in files: SystemFiles) throws(DeviceError) {
    let pages = region.size / Self.pageSize
    guard pages > 0 else { throw .regionTooSmall(device.name, index: region.index) }
    descriptor = try Self.open(device.node ?? "", of: device, in: files)
    mapOffset = UInt64(region.index) * Self.pageSize
    mapLength = pages * Self.pageSize
    offset = min(region.offset, mapLength)
    size = min(region.size, mapLength - offset)
    access = [.read, .write]
  }

  /// The descriptor, for whoever keeps no more of the mapping than that.
  public consuming func takeDescriptor() -> OwnedDescriptor { descriptor }

  private static func open(
    _ path: String, of device: DeviceDescription, in files: SystemFiles
  ) throws(DeviceError) -> OwnedDescriptor {
    do throws(Errno) {
      return try OwnedDescriptor(opening: files.root + path)
    } catch {
      throw .file(device: device.name, path: path, errno: error)
    }
  }
}

extension UInt64 {
  fileprivate func roundedUp(toMultipleOf unit: UInt64) -> UInt64 { (self + unit - 1) / unit * unit }
}
