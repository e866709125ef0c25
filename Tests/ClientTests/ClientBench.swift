import CZircon
import TestDaemon
import Testing

/// The daemon that this process is a client of, through the C library, for all suites that do not stop it.
enum ClientBench {
  static let daemon = SharedDaemon.connected
}

let infinite = zx_time_t.max
let now: zx_time_t = 0
let sameRights = zx_rights_t(ZX_RIGHT_SAME_RIGHTS)

/// Handles that a test has made, closed when it ends.
final class Handles {
  private var all: [zx_handle_t] = []

  deinit { for handle in all { zx_handle_close(handle) } }

  @discardableResult
  func keep(_ handle: zx_handle_t) -> zx_handle_t {
    all.append(handle)
    return handle
  }

  func virtual() throws -> zx_handle_t {
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    try #require(zx_interrupt_create(0, 0, UInt32(ZX_INTERRUPT_VIRTUAL), &handle) == ZX_OK)
    return keep(handle)
  }

  func port(_ options: UInt32 = UInt32(ZX_PORT_BIND_TO_INTERRUPT)) throws -> zx_handle_t {
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    try #require(zx_port_create(options, &handle) == ZX_OK)
    return keep(handle)
  }

  func resource(_ device: String) throws -> zx_handle_t {
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    try #require(zirq_device_open(device, &handle) == ZX_OK, "\(String(cString: zirq_error()))")
    return keep(handle)
  }

  func interrupt(_ device: String, vector: UInt32 = 0) throws -> zx_handle_t {
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    try #require(zx_interrupt_create(resource(device), vector, 0, &handle) == ZX_OK)
    return keep(handle)
  }

  func duplicate(_ original: zx_handle_t, _ rights: UInt32) throws -> zx_handle_t {
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    try #require(zx_handle_duplicate(original, rights, &handle) == ZX_OK)
    return keep(handle)
  }
}
