import CZircon

/// Owns one handle of this process and closes it at the end of its life.
public struct Handle: ~Copyable, Sendable {
  /// The number that Zircon's calls take. It stays valid for as long as this owner lives.
  public let rawValue: zx_handle_t

  /// Takes over a handle that nobody else will close.
  public init(owning rawValue: zx_handle_t) { self.rawValue = rawValue }

  deinit { zx_handle_close(rawValue) }

  /// Gives the handle away: its new owner closes it.
  public consuming func take() -> zx_handle_t {
    let rawValue = rawValue
    discard self
    return rawValue
  }

  /// Another handle to the same object.
  ///
  /// - Throws: `Status.accessDenied` without the right to duplicate, `Status.invalidArgs` for a right that this lacks.
  public func duplicate(rights: Rights = .same) throws(Status) -> Handle {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_handle_duplicate(rawValue, rights.rawValue, &made))
    return Handle(owning: made)
  }

  /// A handle to the same object in place of this one, which is closed even when this throws.
  ///
  /// - Throws: `Status.invalidArgs` for a right that this lacks.
  public consuming func replace(rights: Rights) throws(Status) -> Handle {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_handle_replace(take(), rights.rawValue, &made))
    return Handle(owning: made)
  }

  /// The object's number, the handle's rights and the object's type.
  public var info: (koid: zx_koid_t, rights: Rights, type: zx_obj_type_t) {
    get throws(Status) {
      var record = zx_info_handle_basic_t()
      try Status.check(
        zx_object_get_info(rawValue, ZX_INFO_HANDLE_BASIC, &record, MemoryLayout.size(ofValue: record), nil, nil))
      return (record.koid, Rights(rawValue: record.rights), record.type)
    }
  }
}
