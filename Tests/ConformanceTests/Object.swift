import CZircon
import TestDaemon
import Testing

/// A handle that a test has made, closed when its owner goes out of scope.
///
/// Whoever makes one is connected to the shared daemon. A suite of which a test makes a call without any handle holds
/// `SharedDaemon.connected` itself.
struct Object: ~Copyable {
  let handle: zx_handle_t

  /// Takes over a handle.
  init(_ handle: zx_handle_t) {
    self.handle = handle
  }

  deinit { zx_handle_close(handle) }

  /// Closes the handle before its time.
  consuming func close() -> zx_status_t {
    let handle = handle
    discard self
    return zx_handle_close(handle)
  }

  /// Leaves the handle open.
  consuming func release() -> zx_handle_t {
    let handle = handle
    discard self
    return handle
  }

  /// Makes a call that stores a handle, and expects that it does.
  init(_ call: (UnsafeMutablePointer<zx_handle_t>) -> zx_status_t) throws {
    _ = SharedDaemon.connected
    var handle = ZX_HANDLE_INVALID
    let status = call(&handle)
    try #require(status == ZX_OK, "\(name(status))")
    self.handle = handle
  }

  static func virtualInterrupt(_ options: UInt32 = 0) throws -> Object {
    try Object { zx_interrupt_create(ZX_HANDLE_INVALID, 0, ZX_INTERRUPT_VIRTUAL | options, $0) }
  }

  static func port(_ options: UInt32 = ZX_PORT_BIND_TO_INTERRUPT) throws -> Object {
    try Object { zx_port_create(options, $0) }
  }

  static func event() throws -> Object {
    try Object { zx_event_create(0, $0) }
  }

  /// The IRQ resource of a device.
  static func resource(_ device: String) throws -> Object {
    try Object { zirq_device_open(device, $0) }
  }

  func duplicate(_ rights: zx_rights_t = ZX_RIGHT_SAME_RIGHTS) throws -> Object {
    try Object { zx_handle_duplicate(handle, rights, $0) }
  }

  /// Another handle to the object, with all of this one's rights but some.
  func without(_ rights: zx_rights_t) throws -> Object {
    try duplicate(basic(handle).rights & ~rights)
  }
}

/// What ZX_INFO_HANDLE_BASIC tells of a handle.
func basic(_ handle: zx_handle_t) throws -> zx_info_handle_basic_t {
  var info = zx_info_handle_basic_t()
  let size = MemoryLayout<zx_info_handle_basic_t>.size
  try #require(zx_object_get_info(handle, ZX_INFO_HANDLE_BASIC, &info, size, nil, nil) == ZX_OK)
  return info
}

/// The signals that an object asserts: a wait for none of them times out at once, and tells them all.
func signals(_ handle: zx_handle_t) -> zx_signals_t {
  var observed: zx_signals_t = 0
  #expect(zx_object_wait_one(handle, 0, now, &observed) == ZX_ERR_TIMED_OUT)
  return observed
}

/// The name of a status, for messages and for comparisons that say more when they fail.
func name(_ status: zx_status_t) -> String {
  String(cString: zx_status_get_string(status))
}

/// A deadline that has passed.
let now: zx_instant_mono_t = 0
/// No deadline.
let infinite: zx_instant_mono_t = ZX_TIME_INFINITE
/// A deadline that a test does not reach unless something is broken.
var patience: zx_instant_mono_t { zx_deadline_after(120_000_000_000) }
