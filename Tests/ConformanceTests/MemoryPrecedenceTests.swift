import CZircon
import TestDaemon
import Testing

/// The order in which the calls on resources and memory look at their arguments. Source: Zircon,
/// kernel/lib/syscalls/resource.cc, driver.cc, vmo.cc, vmar.cc.
private enum MemoryCalls {
  static func vmo(_ workbench: Workbench) throws -> UInt64 {
    UInt64(try Kind.vmo.make(workbench))
  }

  static let base: UInt64 = {
    (try? Registers().base) ?? 0
  }()

  // MARK: zx_resource_create

  static let resourceCreate = CheckedCall(
    right: [
      { UInt64(try Kind.resource.make($0)) }, { _ in UInt64(ZX_RSRC_KIND_IRQ) }, { _ in 1 }, { _ in 1 }, { _ in 1 },
    ],
    mistakes: Mistake.values(2, rank: 10, "the base", [UInt64.max])
      + Mistake.handles(0, rank: 20, .resource, lacking: ZX_RIGHT_WRITE)
      + Mistake.values(1, rank: 30, "options", [6, 0x2_0001])
      + Mistake.values(1, rank: 40, "the kind", [0, 3, 5, 0x1_0000], ZX_ERR_ACCESS_DENIED)
      + Mistake.values(2, rank: 40, "the base", [8, 1 << 40], ZX_ERR_ACCESS_DENIED)
      + Mistake.values(1, rank: 50, "exclusive", [0x1_0001])
      + Mistake.null(3, rank: 60, "the name") + Mistake.null(4, rank: 70)
  ) { arguments in
    let name: UnsafePointer<CChar>? = arguments.pointer(3).map { UnsafePointer($0) }
    return zx_resource_create(
      arguments.handle(0), arguments.word(1), arguments.long(2), 1, name, 4, arguments.pointer(4))
  }

  // MARK: VMOs

  static let vmoCreatePhysical = CheckedCall(
    right: [{ UInt64(try $0.registers()) }, { _ in base }, { _ in 4096 }, { _ in 1 }],
    mistakes: Mistake.values(2, rank: 10, "the size", [0, 100])
      + Mistake.handles(0, rank: 20, .resource)
      + [.state(0, rank: 21, "the resource is of interrupts", ZX_ERR_WRONG_TYPE) { try Kind.resource.make($0) }]
      + [
        Mistake(argument: 1, what: "the address is another's", status: ZX_ERR_OUT_OF_RANGE, rank: 30) { _ in 8 },
        Mistake(argument: 1, what: "the address is not a page's", status: ZX_ERR_INVALID_ARGS, rank: 40) { _ in
          base + 8
        },
      ] + Mistake.null(3, rank: 50)
  ) { zx_vmo_create_physical($0.handle(0), zx_paddr_t($0.long(1)), $0.size(2), $0.pointer(3)) }

  static let vmoGetSize = CheckedCall(
    right: [vmo, { _ in 1 }], mistakes: Mistake.handles(0, rank: 10, .vmo) + Mistake.null(1, rank: 20)
  ) { zx_vmo_get_size($0.handle(0), $0.pointer(1)) }

  static let vmoSetCachePolicy = CheckedCall(
    right: [vmo, { _ in UInt64(ZX_CACHE_POLICY_UNCACHED_DEVICE) }],
    mistakes: Mistake.values(1, rank: 10, "the policy", [4, 0xFFFF_FFFF])
      + Mistake.handles(0, rank: 20, .vmo, lacking: ZX_RIGHT_MAP)
      + Mistake.values(1, rank: 30, "the policy", [0, 3], ZX_ERR_NOT_SUPPORTED)
  ) { zx_vmo_set_cache_policy($0.handle(0), $0.word(1)) }

  // MARK: VMARs

  static let vmarMap = CheckedCall(
    right: [{ _ in UInt64(zx_vmar_root_self()) }, { _ in 1 }, { _ in 0 }, vmo, { _ in 0 }, { _ in 4096 }],
    mistakes: Mistake.handles(0, rank: 10, .vmar)
      + Mistake.handles(3, rank: 20, .vmo, lacking: ZX_RIGHT_MAP)
      + Mistake.values(1, rank: 30, "options", [2, 4, 0x81])
      + [
        .state(3, rank: 40, "the VMO cannot be read", ZX_ERR_ACCESS_DENIED) {
          try $0.without(ZX_RIGHT_READ, Kind.vmo.make($0))
        }
      ] + Mistake.values(1, rank: 40, "options", [5], ZX_ERR_ACCESS_DENIED)
      + Mistake.values(1, rank: 50, "options", [0x8000_0001])
      + Mistake.values(1, rank: 60, "options", [0x11, 0x0C00_0001], ZX_ERR_NOT_SUPPORTED)
      + Mistake.values(4, rank: 70, "the offset", [8])
      + Mistake.values(5, rank: 70, "the length", [0])
      + Mistake.values(5, rank: 80, "the length", [1 << 20], ZX_ERR_OUT_OF_RANGE)
  ) { arguments in
    var address: zx_vaddr_t = 0
    return zx_vmar_map(
      arguments.handle(0), arguments.word(1), arguments.long(2), arguments.handle(3), arguments.long(4),
      arguments.long(5), &address)
  }

  /// The arguments that say what is mapped and where to. The last is the pointer to the address.
  static let vmarMapPlace = CheckedCall(
    right: [vmo, { _ in 1 }, { _ in 0 }, { _ in 0 }, { _ in 4096 }, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, .vmo, lacking: ZX_RIGHT_MAP)
      + Mistake.values(1, rank: 20, "options", [2, 0x8000_0001])
      + Mistake.values(1, rank: 30, "options", [0x11], ZX_ERR_NOT_SUPPORTED)
      + Mistake.values(2, rank: 40, "the place", [4096, UInt64.max])
      + Mistake.values(3, rank: 40, "the offset", [8])
      + Mistake.values(4, rank: 40, "the length", [0])
      + Mistake.values(4, rank: 50, "the length", [1 << 20], ZX_ERR_OUT_OF_RANGE) + Mistake.null(5, rank: 60)
  ) { arguments in
    zx_vmar_map(
      zx_vmar_root_self(), arguments.word(1), arguments.long(2), arguments.handle(0), arguments.long(3),
      arguments.long(4), arguments.pointer(5))
  }

  static let vmarUnmap = CheckedCall(
    right: [{ _ in UInt64(zx_vmar_root_self()) }, { _ in 4096 }, { _ in 4096 }],
    mistakes: Mistake.handles(0, rank: 10, .vmar)
      + Mistake.values(1, rank: 20, "the address", [8]) + Mistake.values(2, rank: 20, "the length", [0])
  ) { zx_vmar_unmap($0.handle(0), zx_vaddr_t($0.long(1)), $0.long(2)) }
}

@Suite("The first of several mistakes: resources and memory")
struct MemoryPrecedenceTests {
  @Test(
    "zx_resource_create: of several mistakes the kernel's first is reported",
    arguments: MemoryCalls.resourceCreate.mistakes)
  func resourceCreate(_ mistake: Mistake) throws { try MemoryCalls.resourceCreate.check(mistake) }

  @Test(
    "zx_vmo_create_physical: of several mistakes the kernel's first is reported",
    arguments: MemoryCalls.vmoCreatePhysical.mistakes)
  func vmoCreatePhysical(_ mistake: Mistake) throws { try MemoryCalls.vmoCreatePhysical.check(mistake) }

  @Test(
    "zx_vmo_get_size: of several mistakes the kernel's first is reported", arguments: MemoryCalls.vmoGetSize.mistakes)
  func vmoGetSize(_ mistake: Mistake) throws { try MemoryCalls.vmoGetSize.check(mistake) }

  @Test(
    "zx_vmo_set_cache_policy: of several mistakes the kernel's first is reported",
    arguments: MemoryCalls.vmoSetCachePolicy.mistakes)
  func vmoSetCachePolicy(_ mistake: Mistake) throws { try MemoryCalls.vmoSetCachePolicy.check(mistake) }

  @Test("zx_vmar_map: of several mistakes the kernel's first is reported", arguments: MemoryCalls.vmarMap.mistakes)
  func vmarMap(_ mistake: Mistake) throws { try MemoryCalls.vmarMap.check(mistake) }

  @Test(
    "zx_vmar_map: of several mistakes the kernel's first is reported, of those in the place, too",
    arguments: MemoryCalls.vmarMapPlace.mistakes)
  func vmarMapPlace(_ mistake: Mistake) throws { try MemoryCalls.vmarMapPlace.check(mistake) }

  @Test("zx_vmar_unmap: of several mistakes the kernel's first is reported", arguments: MemoryCalls.vmarUnmap.mistakes)
  func vmarUnmap(_ mistake: Mistake) throws { try MemoryCalls.vmarUnmap.check(mistake) }
}
