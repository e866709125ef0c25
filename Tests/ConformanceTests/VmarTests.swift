import CZircon
import Glibc
import TestDaemon
import Testing

@Suite("VMARs")
struct VmarTests {
  let daemon = SharedDaemon.connected

  private func refusal(
    _ vmo: borrowing Object, options: UInt32 = ZX_VM_PERM_READ, at: UInt64 = 0, offset: UInt64 = 0,
    length: UInt64 = 4096
  ) -> zx_status_t {
    var address: zx_vaddr_t = 0
    return zx_vmar_map(zx_vmar_root_self(), options, at, vmo.handle, offset, length, &address)
  }

  // MARK: zx_vmar_root_self

  @Test("zx_vmar_root_self: is the same handle at every call, of type VMAR, with READ and WRITE")
  func root() throws {
    let root = zx_vmar_root_self()
    #expect(root != ZX_HANDLE_INVALID)
    #expect(zx_vmar_root_self() == root)
    #expect(try BlockedCall { zx_vmar_root_self() }.returned() == root)
    let info = try basic(root)
    #expect(info.type == ZX_OBJ_TYPE_VMAR)
    #expect(info.rights == ZX_DEFAULT_VMAR_RIGHTS | ZX_RIGHT_READ | ZX_RIGHT_WRITE)
    #expect(ZX_DEFAULT_VMAR_RIGHTS == 0x208003)
  }

  @Test("zx_system_get_page_size: is the size of Linux's pages, bytes, and a power of two")
  func pageSize() {
    #expect(Int(zx_system_get_page_size()) == sysconf(Int32(_SC_PAGESIZE)))
    #expect(zx_system_get_page_size().nonzeroBitCount == 1)
  }

  // MARK: zx_vmar_map

  @Test(
    "zx_vmar_map: a driver's idiom: a physical VMO, UNCACHED_DEVICE, mapped to read and write; loads and stores arrive")
  func idiom() throws {
    let registers = try Registers()
    let vmo = try registers.vmo()
    #expect(zx_vmo_set_cache_policy(vmo.handle, ZX_CACHE_POLICY_UNCACHED_DEVICE) == ZX_OK)
    let driver = try Mapping(vmo, length: registers.size)
    let device = try Mapping(vmo, options: ZX_VM_PERM_READ, length: registers.size)
    driver[0x40] = 0xCAFE_F00D
    #expect(device[0x40] == 0xCAFE_F00D)
    #expect(driver.address % UInt(Registers.pageSize) == 0)
  }

  @Test("zx_vmar_map: from an offset, it maps what is there")
  func offset() throws {
    let registers = try Registers()
    let whole = try Mapping(registers.vmo(), length: registers.size)
    let third = try Mapping(registers.vmo(), offset: 2 * Registers.pageSize, length: Registers.pageSize)
    let part = try Mapping(registers.vmo(page: 1, pages: 2), offset: Registers.pageSize, length: Registers.pageSize)
    whole[2 * Int(Registers.pageSize) + 0x10] = 7_654_321
    #expect(third[0x10] == 7_654_321)
    #expect(part[0x10] == 7_654_321)
  }

  @Test("zx_vmar_map: a length is rounded up to whole pages, MAP_RANGE is allowed, and the VMO's handle may be closed")
  func rounded() throws {
    let mapping = try Mapping(
      Registers().vmo(), options: ZX_VM_PERM_READ | ZX_VM_MAP_RANGE | ZX_VM_ALLOW_FAULTS, length: 5000)
    _ = mapping[2 * Int(Registers.pageSize) - 4]
  }

  @Test(
    "zx_vmar_map: WRITE or EXECUTE without READ, and bits that do not exist or are not a mapping's, are INVALID_ARGS")
  func options() throws {
    let vmo = try Registers().vmo()
    for options in [
      ZX_VM_PERM_WRITE, ZX_VM_PERM_EXECUTE, ZX_VM_PERM_READ | ZX_VM_CAN_MAP_READ, ZX_VM_PERM_READ | ZX_VM_CAN_MAP_WRITE,
      ZX_VM_PERM_READ | ZX_VM_CAN_MAP_EXECUTE, ZX_VM_PERM_READ | 0x8000_0000,
    ] {
      #expect(refusal(vmo, options: options) == ZX_ERR_INVALID_ARGS, "options \(options)")
    }
  }

  @Test("zx_vmar_map: a place of one's own choice is NOT_SUPPORTED by SPECIFIC, and INVALID_ARGS without")
  func specific() throws {
    let vmo = try Registers().vmo()
    #expect(refusal(vmo, options: ZX_VM_PERM_READ | ZX_VM_SPECIFIC, at: 0x10000) == ZX_ERR_NOT_SUPPORTED)
    #expect(refusal(vmo, options: ZX_VM_PERM_READ | 12 << 24) == ZX_ERR_NOT_SUPPORTED, "ZX_VM_ALIGN_4KB")
    #expect(refusal(vmo, options: ZX_VM_PERM_READ | 32 << 24) == ZX_ERR_NOT_SUPPORTED, "ZX_VM_ALIGN_4GB")
    #expect(refusal(vmo, options: ZX_VM_PERM_READ | 9 << 24) == ZX_ERR_INVALID_ARGS)
    #expect(refusal(vmo, at: 0x10000) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_vmar_map: needs MAP on the VMO, and READ and WRITE on both for what is asked; EXECUTE is never to be had")
  func rights() throws {
    let vmo = try Registers().vmo()
    let readWrite = ZX_VM_PERM_READ | ZX_VM_PERM_WRITE
    #expect(refusal(try vmo.without(ZX_RIGHT_MAP)) == ZX_ERR_ACCESS_DENIED)
    #expect(refusal(try vmo.without(ZX_RIGHT_READ)) == ZX_ERR_ACCESS_DENIED)
    #expect(refusal(try vmo.without(ZX_RIGHT_WRITE), options: readWrite) == ZX_ERR_ACCESS_DENIED)
    #expect(refusal(vmo, options: ZX_VM_PERM_READ | ZX_VM_PERM_EXECUTE) == ZX_ERR_ACCESS_DENIED)
    let mapping = try Mapping(vmo.without(ZX_RIGHT_WRITE), options: ZX_VM_PERM_READ, length: 4096)
    #expect(mapping.address != 0)
    let reader = try Object { zx_handle_duplicate(zx_vmar_root_self(), ZX_RIGHT_READ, $0) }
    var address: zx_vaddr_t = 0
    let denied = zx_vmar_map(reader.handle, readWrite, 0, vmo.handle, 0, 4096, &address)
    #expect(denied == ZX_ERR_ACCESS_DENIED)
  }

  @Test("zx_vmar_map: a length of 0 and an offset that is not at a page's start are INVALID_ARGS")
  func unaligned() throws {
    let vmo = try Registers().vmo()
    #expect(refusal(vmo, length: 0) == ZX_ERR_INVALID_ARGS)
    #expect(refusal(vmo, offset: 8) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_vmar_map: a null out pointer is INVALID_ARGS")
  func nullOut() throws {
    let vmo = try Registers().vmo()
    let status = zx_vmar_map(zx_vmar_root_self(), ZX_VM_PERM_READ, 0, vmo.handle, 0, 4096, nil)
    #expect(status == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_vmar_map: bytes beyond the VMO's end are OUT_OF_RANGE: they could only fault")
  func beyond() throws {
    let registers = try Registers()
    let vmo = try registers.vmo()
    #expect(refusal(vmo, length: registers.size + 1) == ZX_ERR_OUT_OF_RANGE)
    #expect(refusal(vmo, offset: registers.size) == ZX_ERR_OUT_OF_RANGE)
  }

  // MARK: zx_vmar_unmap

  @Test("zx_vmar_unmap: ends a mapping; what is not mapped by zx_vmar_map is NOT_FOUND")
  func unmap() throws {
    let vmo = try Registers().vmo()
    var address: zx_vaddr_t = 0
    let root = zx_vmar_root_self()
    try #require(zx_vmar_map(root, ZX_VM_PERM_READ, 0, vmo.handle, 0, 8192, &address) == ZX_OK)
    #expect(zx_vmar_unmap(root, address, 4096) == ZX_OK)
    #expect(zx_vmar_unmap(root, address + 4096, 4096) == ZX_OK)

    // Not a place where something was mapped: other tests may have mapped there again.
    let own = try #require(mmap(nil, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    #expect(zx_vmar_unmap(root, zx_vaddr_t(UInt(bitPattern: own)), 4096) == ZX_ERR_NOT_FOUND)
    #expect(own.load(as: UInt8.self) == 0)
    munmap(own, 4096)
  }

  @Test(
    "zx_vmar_unmap: an address that is not at a page's start and a length of 0 are INVALID_ARGS; no right is needed")
  func unmapArguments() throws {
    let root = zx_vmar_root_self()
    #expect(zx_vmar_unmap(root, 8, 4096) == ZX_ERR_INVALID_ARGS)
    #expect(zx_vmar_unmap(root, 4096, 0) == ZX_ERR_INVALID_ARGS)
    let powerless = try Object { zx_handle_duplicate(root, ZX_RIGHT_NONE, $0) }
    #expect(zx_vmar_unmap(powerless.handle, 4096, 4096) == ZX_ERR_NOT_FOUND)
  }
}
