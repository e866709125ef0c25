import CZircon

/// The number of an object, by which the control socket names it.
public func koid(_ handle: zx_handle_t) throws -> UInt64 {
  var info = zx_info_handle_basic_t()
  let size = MemoryLayout.size(ofValue: info)
  let status = zx_object_get_info(handle, UInt32(ZX_INFO_HANDLE_BASIC), &info, size, nil, nil)
  guard status == ZX_OK else { throw TestDaemonError(description: "zx_object_get_info: \(status)") }
  return info.koid
}
