import CZircon
import Testing

@Suite("VMOs")
struct VmoTests {
  private func refusal(_ registers: borrowing Registers, at address: UInt64, size: UInt64) -> zx_status_t {
    var handle = ZX_HANDLE_INVALID
    return zx_vmo_create_physical(registers.resource.handle, zx_paddr_t(address), Int(size), &handle)
  }

  // MARK: zx_vmo_create_physical

  @Test("zx_vmo_create_physical: a VMO asserts ZX_VMO_ZERO_CHILDREN and takes user signals")
  func signals() throws {
    let vmo = try Registers().vmo()
    #expect(zx_object_signal(vmo.handle, 0, ZX_USER_SIGNAL_1) == ZX_OK)
    var observed = ZX_SIGNAL_NONE
    #expect(zx_object_wait_one(vmo.handle, ZX_USER_SIGNAL_1, 0, &observed) == ZX_OK)
    #expect(observed == ZX_VMO_ZERO_CHILDREN | ZX_USER_SIGNAL_1)
    #expect(zx_object_signal(vmo.handle, ZX_VMO_ZERO_CHILDREN, 0) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_vmo_create_physical: the handle has the default rights, 0xD0EF, and the type VMO")
  func create() throws {
    let vmo = try Registers().vmo()
    let info = try basic(vmo.handle)
    #expect(info.type == ZX_OBJ_TYPE_VMO)
    #expect(info.rights == 0xD0EF)
    #expect(ZX_DEFAULT_VMO_RIGHTS == 0xD0EF)
  }

  @Test("zx_vmo_create_physical: a size of 0, or of no whole pages, is INVALID_ARGS, before the resource is looked at")
  func size() throws {
    let registers = try Registers()
    for size in [0, 1, 4095, 4097] as [UInt64] {
      #expect(refusal(registers, at: registers.base, size: size) == ZX_ERR_INVALID_ARGS)
      var handle = ZX_HANDLE_INVALID
      #expect(zx_vmo_create_physical(ZX_HANDLE_INVALID, 0, Int(size), &handle) == ZX_ERR_INVALID_ARGS)
    }
  }

  @Test("zx_vmo_create_physical: an address that is not at a page's start is INVALID_ARGS")
  func alignment() throws {
    let registers = try Registers()
    #expect(refusal(registers, at: registers.base + 8, size: Registers.pageSize) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_vmo_create_physical: addresses that the resource does not cover are OUT_OF_RANGE")
  func range() throws {
    let registers = try Registers()
    let page = Registers.pageSize
    #expect(refusal(registers, at: registers.base - page, size: page) == ZX_ERR_OUT_OF_RANGE)
    #expect(refusal(registers, at: registers.base + registers.size, size: page) == ZX_ERR_OUT_OF_RANGE)
    #expect(refusal(registers, at: registers.base, size: registers.size + page) == ZX_ERR_OUT_OF_RANGE)
    #expect(refusal(registers, at: 0, size: page) == ZX_ERR_OUT_OF_RANGE)
  }

  @Test("zx_vmo_create_physical: needs an MMIO resource, an IRQ resource is WRONG_TYPE; no right is needed")
  func resource() throws {
    let registers = try Registers()
    let address = zx_paddr_t(registers.base)
    var handle = ZX_HANDLE_INVALID
    let ofInterrupts = zx_vmo_create_physical(registers.device.handle, address, 4096, &handle)
    #expect(ofInterrupts == ZX_ERR_WRONG_TYPE)
    let powerless = try registers.resource.duplicate(ZX_RIGHT_NONE)
    _ = try Object { zx_vmo_create_physical(powerless.handle, address, 4096, $0) }
  }

  @Test("zx_vmo_create_physical: a null out pointer is INVALID_ARGS")
  func nullOut() throws {
    let registers = try Registers()
    let status = zx_vmo_create_physical(registers.resource.handle, zx_paddr_t(registers.base), 4096, nil)
    #expect(status == ZX_ERR_INVALID_ARGS)
  }

  // MARK: zx_vmo_get_size

  @Test("zx_vmo_get_size: tells the size that it was created with, and needs no right")
  func getSize() throws {
    let registers = try Registers()
    let powerless = try registers.vmo(page: 1, pages: 2).duplicate(ZX_RIGHT_NONE)
    var size: UInt64 = 0
    #expect(zx_vmo_get_size(powerless.handle, &size) == ZX_OK)
    #expect(size == 2 * Registers.pageSize)
    #expect(zx_vmo_get_size(powerless.handle, nil) == ZX_ERR_INVALID_ARGS)
  }

  // MARK: zx_vmo_set_cache_policy

  @Test(
    "zx_vmo_set_cache_policy: UNCACHED and UNCACHED_DEVICE are OK, other policies NOT_SUPPORTED, other values INVALID_ARGS"
  )
  func cachePolicy() throws {
    let vmo = try Registers().vmo()
    for (policy, status) in [
      (ZX_CACHE_POLICY_UNCACHED, ZX_OK), (ZX_CACHE_POLICY_UNCACHED_DEVICE, ZX_OK),
      (ZX_CACHE_POLICY_CACHED, ZX_ERR_NOT_SUPPORTED), (ZX_CACHE_POLICY_WRITE_COMBINING, ZX_ERR_NOT_SUPPORTED),
      (4, ZX_ERR_INVALID_ARGS), (UInt32.max, ZX_ERR_INVALID_ARGS),
    ] {
      #expect(zx_vmo_set_cache_policy(vmo.handle, policy) == status, "policy \(policy)")
    }
  }

  @Test("zx_vmo_set_cache_policy: needs MAP")
  func cachePolicyRight() throws {
    let vmo = try Registers().vmo()
    let other = try vmo.without(ZX_RIGHT_MAP)
    #expect(zx_vmo_set_cache_policy(other.handle, ZX_CACHE_POLICY_UNCACHED_DEVICE) == ZX_ERR_ACCESS_DENIED)
    let mapper = try vmo.duplicate(ZX_RIGHT_MAP)
    #expect(zx_vmo_set_cache_policy(mapper.handle, ZX_CACHE_POLICY_UNCACHED_DEVICE) == ZX_OK)
  }

  @Test("zx_vmo_set_cache_policy: of a VMO that is mapped another policy is BAD_STATE, and its own OK")
  func cachePolicyMapped() throws {
    let vmo = try Registers().vmo()
    #expect(zx_vmo_set_cache_policy(vmo.handle, ZX_CACHE_POLICY_UNCACHED_DEVICE) == ZX_OK)
    let mapping = try Mapping(vmo, length: Registers.pageSize)
    #expect(zx_vmo_set_cache_policy(vmo.handle, ZX_CACHE_POLICY_UNCACHED) == ZX_ERR_BAD_STATE)
    #expect(zx_vmo_set_cache_policy(vmo.handle, ZX_CACHE_POLICY_UNCACHED_DEVICE) == ZX_OK)
    #expect(mapping.address != 0)
  }
}
