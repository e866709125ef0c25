import CZircon
import TestDaemon
import Testing

@Suite("Properties")
struct PropertyTests {
  let daemon = SharedDaemon.connected

  private let nameLength = 32

  private func name(of handle: zx_handle_t) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0xAA, count: nameLength)
    let status = zx_object_get_property(handle, ZX_PROP_NAME, &buffer, nameLength)
    try #require(status == ZX_OK, "\(ConformanceTests.name(status))")
    return buffer
  }

  @Test(
    "zx_object_get_property: interrupts, ports, resources and events lack GET_PROPERTY: ACCESS_DENIED, whatever the rest"
  )
  func getDenied() throws {
    var buffer = [UInt8](repeating: 0, count: nameLength)
    try withHandles { handle in
      #expect(zx_object_get_property(handle, ZX_PROP_NAME, &buffer, nameLength) == ZX_ERR_ACCESS_DENIED)
      #expect(zx_object_get_property(handle, 99, &buffer, 0) == ZX_ERR_ACCESS_DENIED)
    }
  }

  @Test(
    "zx_object_set_property: interrupts, ports, resources and events lack SET_PROPERTY: ACCESS_DENIED, whatever the rest"
  )
  func setDenied() throws {
    try withHandles { handle in
      #expect(zx_object_set_property(handle, ZX_PROP_NAME, "x", 1) == ZX_ERR_ACCESS_DENIED)
      #expect(zx_object_set_property(handle, 99, "x", 0) == ZX_ERR_ACCESS_DENIED)
    }
  }

  private func withHandles(_ body: (zx_handle_t) -> Void) throws {
    let interrupt = try Object.virtualInterrupt()
    let port = try Object.port()
    let resource = try Object.resource("sim:conformance-edge")
    let event = try Object.event()
    for handle in [interrupt.handle, port.handle, resource.handle, event.handle, zx_vmar_root_self()] { body(handle) }
  }

  @Test("zx_object_get_property: a null value is INVALID_ARGS, before the handle is looked at")
  func getNull() {
    #expect(zx_object_get_property(ZX_HANDLE_INVALID, ZX_PROP_NAME, nil, nameLength) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_object_set_property: a null value is INVALID_ARGS, before the handle is looked at")
  func setNull() {
    #expect(zx_object_set_property(ZX_HANDLE_INVALID, ZX_PROP_NAME, nil, 1) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_object_get_property: a VMO's name is empty at first, and 32 bytes, NULs behind it")
  func emptyName() throws {
    let vmo = try Registers().vmo()
    #expect(try name(of: vmo.handle) == [UInt8](repeating: 0, count: nameLength))
  }

  @Test("zx_object_set_property: a VMO takes a name, of which 31 bytes are kept")
  func setName() throws {
    let vmo = try Registers().vmo()
    #expect(zx_object_set_property(vmo.handle, ZX_PROP_NAME, "registers", 9) == ZX_OK)
    let padding = repeatElement(0 as UInt8, count: nameLength - 9)
    #expect(try name(of: vmo.handle) == Array("registers".utf8) + padding)
    let long = String(repeating: "n", count: 40)
    #expect(zx_object_set_property(vmo.handle, ZX_PROP_NAME, long, 40) == ZX_OK)
    #expect(try name(of: vmo.handle) == Array(repeating: UInt8(ascii: "n"), count: 31) + [0])
    #expect(zx_object_set_property(vmo.handle, ZX_PROP_NAME, "", 0) == ZX_OK)
    #expect(try name(of: vmo.handle) == [UInt8](repeating: 0, count: nameLength))
  }

  @Test("zx_object_get_property: less room than 32 bytes is BUFFER_TOO_SMALL, an unknown property NOT_SUPPORTED")
  func getSizes() throws {
    let vmo = try Registers().vmo()
    var buffer = [UInt8](repeating: 0, count: 64)
    #expect(zx_object_get_property(vmo.handle, ZX_PROP_NAME, &buffer, 31) == ZX_ERR_BUFFER_TOO_SMALL)
    #expect(zx_object_get_property(vmo.handle, ZX_PROP_NAME, &buffer, 0) == ZX_ERR_BUFFER_TOO_SMALL)
    #expect(zx_object_get_property(vmo.handle, ZX_PROP_NAME, &buffer, 64) == ZX_OK)
    #expect(zx_object_get_property(vmo.handle, 99, &buffer, 64) == ZX_ERR_NOT_SUPPORTED)
    #expect(zx_object_get_property(vmo.handle, 99, &buffer, 0) == ZX_ERR_NOT_SUPPORTED)
  }

  @Test("zx_object_set_property: an unknown property is NOT_SUPPORTED")
  func setUnknown() throws {
    let vmo = try Registers().vmo()
    #expect(zx_object_set_property(vmo.handle, 99, "x", 1) == ZX_ERR_NOT_SUPPORTED)
  }

  @Test("zx_object_get_property: a handle to a VMO needs GET_PROPERTY")
  func getRight() throws {
    let vmo = try Registers().vmo().without(ZX_RIGHT_GET_PROPERTY)
    var buffer = [UInt8](repeating: 0, count: nameLength)
    #expect(zx_object_get_property(vmo.handle, ZX_PROP_NAME, &buffer, nameLength) == ZX_ERR_ACCESS_DENIED)
  }

  @Test("zx_object_set_property: a handle to a VMO needs SET_PROPERTY")
  func setRight() throws {
    let vmo = try Registers().vmo().without(ZX_RIGHT_SET_PROPERTY)
    #expect(zx_object_set_property(vmo.handle, ZX_PROP_NAME, "x", 1) == ZX_ERR_ACCESS_DENIED)
  }
}
