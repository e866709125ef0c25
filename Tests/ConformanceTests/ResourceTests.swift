import CZircon
import TestDaemon
import Testing

@Suite("zx_resource_create")
struct ResourceTests {
  private func info(_ handle: zx_handle_t) throws -> zx_info_resource_t {
    var info = zx_info_resource_t()
    let size = MemoryLayout<zx_info_resource_t>.size
    try #require(zx_object_get_info(handle, ZX_INFO_RESOURCE, &info, size, nil, nil) == ZX_OK)
    return info
  }

  private func create(
    _ parent: borrowing Object, kind: UInt32 = ZX_RSRC_KIND_IRQ, base: UInt64, size: Int, name: String = ""
  ) throws -> Object {
    try Object { zx_resource_create(parent.handle, kind, base, size, name, name.utf8.count, $0) }
  }

  private func refusal(
    _ parent: borrowing Object, _ options: UInt32 = ZX_RSRC_KIND_IRQ, base: UInt64, size: Int
  ) -> zx_status_t {
    var handle = ZX_HANDLE_INVALID
    return zx_resource_create(parent.handle, options, base, size, nil, 0, &handle)
  }

  @Test(
    "zx_resource_create: the new resource covers a part of its parent's range, with its name and the default rights")
  func create() throws {
    let bank = try Object.resource("sim:conformance-bank")
    let part = try create(bank, base: 2, size: 3, name: "pins")
    let info = try info(part.handle)
    #expect(info.kind == ZX_RSRC_KIND_IRQ)
    #expect(info.base == 2)
    #expect(info.size == 3)
    #expect(withUnsafeBytes(of: info.name) { Array($0) } == Array("pins".utf8) + repeatElement(0, count: 28))
    #expect(try basic(part.handle).rights == ZX_DEFAULT_RESOURCE_RIGHTS)
    #expect(try basic(part.handle).koid != basic(bank.handle).koid)
  }

  @Test("zx_resource_create: interrupts can be created of the vectors that it covers, and of no others")
  func narrows() throws {
    let vector = Vector(.edge)
    let bank = try Object.resource(vector.device)
    let own = try create(bank, base: UInt64(vector.number), size: 1)
    var handle = ZX_HANDLE_INVALID
    for other in 0..<8 as Range<UInt32> where other != vector.number {
      #expect(zx_interrupt_create(own.handle, other, 0, &handle) == ZX_ERR_OUT_OF_RANGE)
    }
    let interrupt = try Object { zx_interrupt_create(own.handle, vector.number, 0, $0) }
    let port = try Object.port()
    #expect(bind(interrupt, port, key: 3) == ZX_OK)
    try vector.fire()
    #expect(try awaited(port).key == 3)
  }

  @Test("zx_resource_create: a part can be made of a part, not larger than it, and outlives its parent")
  func nested() throws {
    let bank = try Object.resource("sim:conformance-bank")
    let half = try create(bank, base: 4, size: 4)
    let quarter = try create(half, base: 6, size: 2)
    #expect(refusal(half, base: 3, size: 2) == ZX_ERR_ACCESS_DENIED)
    #expect(refusal(quarter, base: 4, size: 4) == ZX_ERR_ACCESS_DENIED)
    let closed = half.close()
    #expect(closed == ZX_OK)
    #expect(try info(quarter.handle).base == 6)
  }

  @Test("zx_resource_create: beyond the parent's range or of another kind it is ACCESS_DENIED")
  func outside() throws {
    let bank = try Object.resource("sim:conformance-bank")
    #expect(refusal(bank, base: 0, size: 9) == ZX_ERR_ACCESS_DENIED)
    #expect(refusal(bank, base: 8, size: 1) == ZX_ERR_ACCESS_DENIED)
    for kind in [ZX_RSRC_KIND_MMIO, ZX_RSRC_KIND_IOPORT, 3, ZX_RSRC_KIND_SMC, ZX_RSRC_KIND_SYSTEM] {
      #expect(refusal(bank, kind, base: 0, size: 1) == ZX_ERR_ACCESS_DENIED)
    }
  }

  @Test(
    "zx_resource_create: a kind from COUNT on or a flag that does not exist is INVALID_ARGS, and so is a range beyond 64 bits"
  )
  func invalid() throws {
    let bank = try Object.resource("sim:conformance-bank")
    for options in [ZX_RSRC_KIND_COUNT, 0xFFFF, ZX_RSRC_KIND_IRQ | 0x2_0000, ZX_RSRC_KIND_IRQ | 0x8000_0000] {
      #expect(refusal(bank, options, base: 0, size: 1) == ZX_ERR_INVALID_ARGS)
    }
    #expect(refusal(bank, base: UInt64.max, size: 1) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_resource_create: EXCLUSIVE is INVALID_ARGS, for all resources here are parts of the machine's")
  func exclusive() throws {
    let bank = try Object.resource("sim:conformance-bank")
    let options = ZX_RSRC_KIND_IRQ | ZX_RSRC_FLAG_EXCLUSIVE
    #expect(refusal(bank, options, base: 0, size: 1) == ZX_ERR_INVALID_ARGS)
    #expect(refusal(try create(bank, base: 0, size: 2), options, base: 0, size: 1) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_resource_create: the parent's handle needs WRITE")
  func rights() throws {
    let bank = try Object.resource("sim:conformance-bank")
    #expect(refusal(try bank.without(ZX_RIGHT_WRITE), base: 0, size: 1) == ZX_ERR_ACCESS_DENIED)
    _ = try create(try bank.duplicate(ZX_RIGHT_WRITE), base: 0, size: 1)
  }

  @Test("zx_resource_create: of a name 31 bytes are kept; a null name is INVALID_ARGS unless its size is 0")
  func names() throws {
    let bank = try Object.resource("sim:conformance-bank")
    let part = try create(bank, base: 0, size: 1, name: String(repeating: "r", count: 50))
    let kept = Array(repeating: UInt8(ascii: "r"), count: 31) + [0]
    #expect(try withUnsafeBytes(of: info(part.handle).name) { Array($0) } == kept)
    var handle = ZX_HANDLE_INVALID
    #expect(zx_resource_create(bank.handle, ZX_RSRC_KIND_IRQ, 0, 1, nil, 4, &handle) == ZX_ERR_INVALID_ARGS)
    _ = try Object { zx_resource_create(bank.handle, ZX_RSRC_KIND_IRQ, 0, 1, nil, 0, $0) }
  }

  @Test("zx_resource_create: a null out pointer is INVALID_ARGS")
  func nullOut() throws {
    let bank = try Object.resource("sim:conformance-bank")
    #expect(zx_resource_create(bank.handle, ZX_RSRC_KIND_IRQ, 0, 1, nil, 0, nil) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_resource_create: a part of a device's registers, by physical address, gives VMOs of that part alone")
  func registers() throws {
    let registers = try Registers()
    let page = Int(Registers.pageSize)
    let part = try create(registers.resource, kind: ZX_RSRC_KIND_MMIO, base: registers.base + 4096, size: page)
    #expect(try info(part.handle).kind == ZX_RSRC_KIND_MMIO)
    _ = try Object { zx_vmo_create_physical(part.handle, zx_paddr_t(registers.base + 4096), page, $0) }
    var handle = ZX_HANDLE_INVALID
    let before = zx_vmo_create_physical(part.handle, zx_paddr_t(registers.base), page, &handle)
    #expect(before == ZX_ERR_OUT_OF_RANGE)
  }
}
