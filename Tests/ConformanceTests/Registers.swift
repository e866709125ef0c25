import CZircon
import TestDaemon
import Testing

/// The registers of a simulated device, by their MMIO resource.
struct Registers: ~Copyable {
  /// Bytes.
  static let pageSize: UInt64 = 4096

  let device: Object
  let resource: Object
  let base: UInt64
  /// Bytes.
  let size: UInt64

  init() throws {
    let device = try Object.resource("sim:conformance-registers")
    let resource = try Object { zirq_region_open(device.handle, 0, $0) }
    var info = zx_info_resource_t()
    let length = MemoryLayout<zx_info_resource_t>.size
    try #require(zx_object_get_info(resource.handle, ZX_INFO_RESOURCE, &info, length, nil, nil) == ZX_OK)
    self.device = device
    self.resource = resource
    base = info.base
    size = info.size
  }

  /// A VMO of all of them, or of some pages.
  func vmo(page: UInt64 = 0, pages: UInt64? = nil) throws -> Object {
    let size = pages.map { Int($0 * Registers.pageSize) } ?? Int(size)
    return try Object {
      zx_vmo_create_physical(resource.handle, zx_paddr_t(base + page * Registers.pageSize), size, $0)
    }
  }
}
