import CZircon
import TestDaemon
import Testing

@Suite("zx_object_get_info")
struct InfoTests {
  let daemon = SharedDaemon.connected

  @Test("zx_object_get_info: HANDLE_VALID is OK or BAD_HANDLE, needs no right, and looks at no buffer")
  func valid() throws {
    let port = try Object.port().duplicate(ZX_RIGHT_NONE)
    #expect(zx_object_get_info(port.handle, ZX_INFO_HANDLE_VALID, nil, 100, nil, nil) == ZX_OK)
    #expect(zx_object_get_info(ZX_HANDLE_INVALID, ZX_INFO_HANDLE_VALID, nil, 0, nil, nil) == ZX_ERR_BAD_HANDLE)
  }

  @Test("zx_object_get_info: HANDLE_BASIC tells koid, rights and type, no related koid and zeros; needs no right")
  func basic() throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let event = try Object.event()
    let resource = try Object.resource("sim:conformance-edge")
    let expected: [(zx_handle_t, zx_obj_type_t, zx_rights_t)] = [
      (interrupt.handle, ZX_OBJ_TYPE_INTERRUPT, 0xD00F), (port.handle, ZX_OBJ_TYPE_PORT, 0x800F),
      (event.handle, ZX_OBJ_TYPE_EVENT, 0xD003), (resource.handle, ZX_OBJ_TYPE_RESOURCE, 0x800B),
      (zx_vmar_root_self(), ZX_OBJ_TYPE_VMAR, 0x208003 | ZX_RIGHT_READ | ZX_RIGHT_WRITE),
    ]
    var koids: Set<zx_koid_t> = []
    for (handle, type, rights) in expected {
      let info = try ConformanceTests.basic(handle)
      #expect(info.type == type)
      #expect(info.rights == rights)
      #expect(info.koid >= ZX_KOID_FIRST)
      #expect(info.koid >> 63 == 0)
      #expect(info.related_koid == ZX_KOID_INVALID)
      #expect(info.reserved == 0)
      koids.insert(info.koid)
    }
    #expect(koids.count == expected.count)
    let powerless = try interrupt.duplicate(ZX_RIGHT_NONE)
    #expect(try ConformanceTests.basic(powerless.handle).koid == ConformanceTests.basic(interrupt.handle).koid)
  }

  @Test("zx_object_get_info: HANDLE_COUNT counts the handles to the object, and needs INSPECT")
  func count() throws {
    let port = try Object.port()
    #expect(try handleCount(port.handle) == 1)
    let second = try port.duplicate()
    #expect(try handleCount(port.handle) == 2)
    let blind = try port.without(ZX_RIGHT_INSPECT)
    #expect(try handleCount(second.handle) == 3)
    var info = zx_info_handle_count_t()
    let status = zx_object_get_info(blind.handle, ZX_INFO_HANDLE_COUNT, &info, 4, nil, nil)
    #expect(status == ZX_ERR_ACCESS_DENIED)
  }

  @Test("zx_object_get_info: INTERRUPT tells the options of the interrupt's creation as they were given")
  func interrupt() throws {
    let resource = try Object.resource("sim:conformance-edge")
    let virtual = ZX_INTERRUPT_VIRTUAL | ZX_INTERRUPT_TIMESTAMP_MONO | ZX_INTERRUPT_WAKE_VECTOR
    let waking = try Object { zx_interrupt_create(resource.handle, 0, virtual, $0) }
    #expect(try options(waking.handle) == virtual)
    let edge = ZX_INTERRUPT_REMAP_IRQ | ZX_INTERRUPT_MODE_EDGE_HIGH | ZX_INTERRUPT_TIMESTAMP_MONO
    let physical = try PhysicalInterrupt(.edge, options: edge)
    #expect(try options(physical.handle) == edge)
    let plain = try PhysicalInterrupt(.level)
    #expect(try options(plain.handle) == 0)
  }

  private func options(_ handle: zx_handle_t) throws -> UInt32 {
    var info = zx_info_interrupt_t()
    var (actual, available) = (0, 0)
    let size = MemoryLayout<zx_info_interrupt_t>.size
    try #require(zx_object_get_info(handle, ZX_INFO_INTERRUPT, &info, size, &actual, &available) == ZX_OK)
    #expect(actual == 1 && available == 1)
    return info.options
  }

  @Test("zx_object_get_info: RESOURCE tells kind, flags, base, size and name")
  func resource() throws {
    let resource = try Object.resource("sim:conformance-bank")
    var info = zx_info_resource_t()
    let size = MemoryLayout<zx_info_resource_t>.size
    #expect(zx_object_get_info(resource.handle, ZX_INFO_RESOURCE, &info, size, nil, nil) == ZX_OK)
    #expect(info.kind == ZX_RSRC_KIND_IRQ)
    #expect(info.flags == 0)
    #expect(info.base == 0)
    #expect(info.size == 8)
  }

  @Test("zx_object_get_info: INTERRUPT, RESOURCE and MSI of another type are WRONG_TYPE, without INSPECT ACCESS_DENIED")
  func typesAndRights() throws {
    let interrupt = try Object.virtualInterrupt()
    let resource = try Object.resource("sim:conformance-bank")
    let msi = try Object { zx_msi_allocate(resource.handle, 1, $0) }
    let topics = [
      (ZX_INFO_INTERRUPT, interrupt.handle, resource.handle), (ZX_INFO_RESOURCE, resource.handle, msi.handle),
      (ZX_INFO_MSI, msi.handle, interrupt.handle),
    ]
    var buffer = [UInt64](repeating: 0, count: 16)
    for (topic, own, other) in topics {
      let blind = try Object { zx_handle_duplicate(own, ZX_RIGHT_TRANSFER, $0) }
      #expect(zx_object_get_info(own, topic, &buffer, 128, nil, nil) == ZX_OK)
      #expect(zx_object_get_info(other, topic, &buffer, 128, nil, nil) == ZX_ERR_WRONG_TYPE)
      #expect(zx_object_get_info(blind.handle, topic, &buffer, 128, nil, nil) == ZX_ERR_ACCESS_DENIED)
    }
  }

  @Test("zx_object_get_info: any other topic is NOT_SUPPORTED, before the handle is looked at")
  func unknown() throws {
    let port = try Object.port()
    for topic in [ZX_INFO_NONE, 3, ZX_INFO_BTI, ZX_INFO_VMO, ZX_INFO_TIMER, ZX_INFO_HANDLE_TABLE, 1000, UInt32.max] {
      #expect(zx_object_get_info(port.handle, topic, nil, 0, nil, nil) == ZX_ERR_NOT_SUPPORTED)
      #expect(zx_object_get_info(ZX_HANDLE_INVALID, topic, nil, 0, nil, nil) == ZX_ERR_NOT_SUPPORTED)
    }
  }

  @Test(
    "zx_object_get_info: a buffer that is too small is BUFFER_TOO_SMALL, with actual 0 and available 1, and stays as it was"
  )
  func tooSmall() throws {
    let port = try Object.port()
    var buffer = [UInt8](repeating: 0xAA, count: 32)
    for size in [0, 31] {
      var (actual, available) = (7, 7)
      let status = zx_object_get_info(port.handle, ZX_INFO_HANDLE_BASIC, &buffer, size, &actual, &available)
      #expect(status == ZX_ERR_BUFFER_TOO_SMALL)
      #expect(actual == 0 && available == 1)
    }
    #expect(buffer == [UInt8](repeating: 0xAA, count: 32))
    #expect(zx_object_get_info(port.handle, ZX_INFO_HANDLE_BASIC, nil, 0, nil, nil) == ZX_ERR_BUFFER_TOO_SMALL)
  }

  @Test("zx_object_get_info: of a larger buffer only the record is written")
  func tooLarge() throws {
    let port = try Object.port()
    var buffer = [UInt8](repeating: 0xAA, count: 64)
    var (actual, available) = (7, 7)
    let status = zx_object_get_info(port.handle, ZX_INFO_HANDLE_BASIC, &buffer, 64, &actual, &available)
    #expect(status == ZX_OK)
    #expect(actual == 1 && available == 1)
    #expect(buffer[32...].allSatisfy { $0 == 0xAA })
    #expect(buffer[12] == 6, "the type")
  }

  @Test("zx_object_get_info: a null buffer with room for the record is INVALID_ARGS")
  func null() throws {
    let port = try Object.port()
    #expect(zx_object_get_info(port.handle, ZX_INFO_HANDLE_BASIC, nil, 32, nil, nil) == ZX_ERR_INVALID_ARGS)
  }
}
