import InterruptLines
import Sysfs
import SystemPackage

/// A range of a device's registers, ready to be mapped by a client that is given the descriptor.
public struct RegionMapping: ~Copyable, Sendable {
  public let descriptor: OwnedDescriptor
  /// What to give to mmap: offset and length in bytes, multiples of the page size. Through a UIO node the offset chooses
  /// the map, so a part of the registers is reached by mapping from here, and never from further on.
  public let mapOffset: UInt64
  public let mapLength: UInt64
  /// Where the registers start inside the mapping, bytes.
  public let offset: UInt64
  /// Bytes.
  public let size: UInt64
  public let access: Access
  /// What of the mapping must not be mapped, bytes from its start, whole pages: the MSI-X table, which is the kernel's.
  /// Source: Linux, VFIO_REGION_INFO_CAP_SPARSE_MMAP in include/uapi/linux/vfio.h.
  public let hole: Range<UInt64>?

  /// How it may be mapped. The numbers are those of the wire, ZIRQ_REGION_*.
  public struct Access: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let read = Access(rawValue: 1)
    public static let write = Access(rawValue: 2)
    /// Not by a child that is forked: one that outlives its parent would hold up the device's removal, and nobody knows
    /// of it.
    public static let noFork = Access(rawValue: 4)
  }

  init(opening place: RegionPlace, of device: DeviceDescription, in files: SystemFiles) throws(DeviceError) {
    switch place.file {
    case .bar(let path), .node(let path):
      do throws(Errno) { descriptor = try OwnedDescriptor(opening: files.root + path) } catch {
        throw .file(device: device.name, path: path, errno: error)
      }
    case .memory(let registers):
      do throws(Errno) { descriptor = try registers.open() } catch {
        throw .file(device: device.name, path: "registers", errno: error)
      }
    case .device(let lease, let node):
      do throws(Errno) { descriptor = try lease.device.duplicateDescriptor() } catch {
        throw .file(device: device.name, path: node, errno: error)
      }
    }
    mapOffset = place.mapOffset
    mapLength = place.mapLength
    offset = place.offset
    size = place.size
    access = place.access
    hole = place.hole
  }

  /// The descriptor, for whoever keeps no more of the mapping than that.
  public consuming func takeDescriptor() -> OwnedDescriptor { descriptor }
}
