import CZircon
import TestDaemon
import Testing

@Suite("MSI")
struct MSITests {
  private func info(_ allocation: borrowing Object) throws -> zx_info_msi_t {
    var info = zx_info_msi_t()
    let size = MemoryLayout<zx_info_msi_t>.size
    try #require(zx_object_get_info(allocation.handle, ZX_INFO_MSI, &info, size, nil, nil) == ZX_OK)
    return info
  }

  private func refusal(_ allocation: borrowing Object, id: UInt32, options: UInt32 = 0) -> zx_status_t {
    var handle = ZX_HANDLE_INVALID
    return zx_msi_create(allocation.handle, options, id, ZX_HANDLE_INVALID, 0, &handle)
  }

  /// An allocation of one vector that no other test has.
  private func allocation(of vector: borrowing Vector) throws -> Object {
    let device = try Object.resource(vector.device)
    let number = UInt64(vector.number)
    let own = try Object { zx_resource_create(device.handle, ZX_RSRC_KIND_IRQ, number, 1, nil, 0, $0) }
    return try Object { zx_msi_allocate(own.handle, 1, $0) }
  }

  // MARK: zx_msi_allocate

  @Test("zx_msi_allocate: the handle has the default rights, 0xC003, and the type MSI; INFO_MSI tells its vectors")
  func allocate() throws {
    let bank = try Object.resource("sim:conformance-bank")
    let part = try Object { zx_resource_create(bank.handle, ZX_RSRC_KIND_IRQ, 4, 4, nil, 0, $0) }
    let allocation = try Object { zx_msi_allocate(part.handle, 2, $0) }
    let handle = try basic(allocation.handle)
    #expect(handle.type == ZX_OBJ_TYPE_MSI)
    #expect(handle.rights == 0xC003)
    #expect(ZX_DEFAULT_MSI_RIGHTS == 0xC003)
    let info = try info(allocation)
    #expect(info.base_irq_id == 4)
    #expect(info.num_irq == 2)
    #expect(info.interrupt_count == 0)
  }

  @Test("zx_msi_allocate: a count that is no power of two from 1 to 32 is INVALID_ARGS")
  func counts() throws {
    let bank = try Object.resource("sim:conformance-bank")
    var handle = ZX_HANDLE_INVALID
    for count in [0, 3, 5, 33, 64, UInt32.max] {
      #expect(zx_msi_allocate(bank.handle, count, &handle) == ZX_ERR_INVALID_ARGS)
    }
    for count in [1, 2, 4, 8] as [UInt32] { _ = try Object { zx_msi_allocate(bank.handle, count, $0) } }
  }

  @Test("zx_msi_allocate: a source without message-signaled interrupts is NOT_SUPPORTED, whatever the count")
  func levelLine() throws {
    let levels = try Object.resource("sim:conformance-levels")
    var handle = ZX_HANDLE_INVALID
    #expect(zx_msi_allocate(levels.handle, 1, &handle) == ZX_ERR_NOT_SUPPORTED)
    #expect(zx_msi_allocate(levels.handle, 0, &handle) == ZX_ERR_NOT_SUPPORTED)
  }

  @Test("zx_msi_allocate: more vectors than there are is NO_RESOURCES")
  func tooMany() throws {
    let bank = try Object.resource("sim:conformance-bank")
    var handle = ZX_HANDLE_INVALID
    #expect(zx_msi_allocate(bank.handle, 16, &handle) == ZX_ERR_NO_RESOURCES)
  }

  @Test(
    "zx_msi_allocate: the resource needs no right; a resource of registers is WRONG_TYPE; a null out pointer INVALID_ARGS"
  )
  func arguments() throws {
    let bank = try Object.resource("sim:conformance-bank")
    let registers = try Registers()
    let powerless = try bank.duplicate(ZX_RIGHT_NONE)
    _ = try Object { zx_msi_allocate(powerless.handle, 1, $0) }
    var handle = ZX_HANDLE_INVALID
    #expect(zx_msi_allocate(registers.resource.handle, 1, &handle) == ZX_ERR_WRONG_TYPE)
    #expect(zx_msi_allocate(bank.handle, 1, nil) == ZX_ERR_INVALID_ARGS)
  }

  // MARK: zx_msi_create

  @Test(
    "zx_msi_create: gives an interrupt of type INTERRUPT with the rights 0xD00F, which delivers its vector's interrupts"
  )
  func create() throws {
    let vector = Vector(.edge)
    let allocation = try allocation(of: vector)
    let interrupt = try Object { zx_msi_create(allocation.handle, 0, 0, ZX_HANDLE_INVALID, 0, $0) }
    let handle = try basic(interrupt.handle)
    #expect(handle.type == ZX_OBJ_TYPE_INTERRUPT)
    #expect(handle.rights == 0xD00F)
    #expect(try info(allocation).interrupt_count == 1)
    let port = try Object.port()
    #expect(bind(interrupt, port, key: 6) == ZX_OK)
    for _ in 0..<3 {
      try vector.fire()
      #expect(try awaited(port).key == 6)
      #expect(zx_interrupt_ack(interrupt.handle) == ZX_OK)
    }
  }

  @Test("zx_msi_create: the interrupt is no virtual one: it cannot be triggered, and asserts nothing")
  func notVirtual() throws {
    let vector = Vector(.edge)
    let allocation = try allocation(of: vector)
    let interrupt = try Object { zx_msi_create(allocation.handle, 0, 0, ZX_HANDLE_INVALID, 0, $0) }
    #expect(trigger(interrupt) == ZX_ERR_BAD_STATE)
    #expect(signals(interrupt.handle) == 0)
  }

  @Test("zx_msi_create: an id that is in use is ALREADY_BOUND, until the interrupt is closed")
  func alreadyBound() throws {
    let vector = Vector(.edge)
    let allocation = try allocation(of: vector)
    do {
      let interrupt = try Object { zx_msi_create(allocation.handle, 0, 0, ZX_HANDLE_INVALID, 0, $0) }
      #expect(refusal(allocation, id: 0) == ZX_ERR_ALREADY_BOUND)
      #expect(try basic(interrupt.handle).type == ZX_OBJ_TYPE_INTERRUPT)
    }
    #expect(try info(allocation).interrupt_count == 0)
    _ = try Object { zx_msi_create(allocation.handle, 0, 0, ZX_HANDLE_INVALID, 0, $0) }
  }

  @Test("zx_msi_create: an id that the allocation does not have and options other than MSI_X are INVALID_ARGS")
  func invalid() throws {
    let vector = Vector(.edge)
    let allocation = try allocation(of: vector)
    #expect(refusal(allocation, id: 1) == ZX_ERR_INVALID_ARGS)
    #expect(refusal(allocation, id: UInt32.max) == ZX_ERR_INVALID_ARGS)
    #expect(refusal(allocation, id: 0, options: 2) == ZX_ERR_INVALID_ARGS)
    #expect(zx_msi_create(allocation.handle, 0, 0, ZX_HANDLE_INVALID, 0, nil) == ZX_ERR_INVALID_ARGS)
    _ = try Object { zx_msi_create(allocation.handle, ZX_MSI_MODE_MSI_X, 0, ZX_HANDLE_INVALID, 0, $0) }
  }

  @Test("zx_msi_create: the allocation needs no right, and the VMO, if one is named, MAP")
  func rights() throws {
    let vector = Vector(.edge)
    let allocation = try allocation(of: vector)
    let powerless = try allocation.duplicate(ZX_RIGHT_NONE)
    let vmo = try Registers().vmo()
    let unmappable = try vmo.without(ZX_RIGHT_MAP)
    var handle = ZX_HANDLE_INVALID
    let denied = zx_msi_create(powerless.handle, 0, 0, unmappable.handle, 0, &handle)
    #expect(denied == ZX_ERR_ACCESS_DENIED)
    _ = try Object { zx_msi_create(powerless.handle, 0, 0, vmo.handle, 0, $0) }
  }
}
