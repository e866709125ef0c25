import CZircon

/// What all of Zircon's objects have in common: a handle that owns them, and what can be asked of it.
///
/// Any thread may call any object at any time; each call is one that Zircon's kernel makes atomic. A call on an object
/// may also throw, at any time, what a lost or refused connection to the daemon answers: `Status.peerClosed`,
/// `Status.unavailable`, `Status.noResources` or `Status.noMemory`; `ZirqError.lastDescription` then says why.
public protocol KernelObject: ~Copyable, Sendable {
  /// Takes over a handle to an object of this type. Its type is not looked at: the calls find out, with
  /// `Status.wrongType`.
  init(_ handle: consuming Handle)

  /// The owner of the handle, which closes it.
  var handle: Handle { get }

  /// Gives the handle away: its new owner closes it.
  consuming func takeHandle() -> Handle
}

extension KernelObject where Self: ~Copyable {
  /// Another handle to the same object, which lives until the last of its handles is closed.
  ///
  /// - Parameter rights: What the new handle may be used for; none that this one lacks.
  /// - Throws: `Status.accessDenied` without the right to duplicate, `Status.invalidArgs` for a right that this lacks,
  ///   `Status.noMemory` when the process has as many handles as it may. Source: Zircon, zx_handle_duplicate().
  public func duplicate(rights: Rights = .same) throws(Status) -> Self {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_handle_duplicate(handle.rawValue, rights.rawValue, &made))
    return Self(Handle(owning: made))
  }

  /// A handle to the same object in place of this one, which is closed even when this throws.
  ///
  /// - Parameter rights: What the new handle may be used for; none that this one lacks.
  /// - Throws: `Status.invalidArgs` for a right that this lacks. Source: Zircon, zx_handle_replace().
  public consuming func replace(rights: Rights) throws(Status) -> Self {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_handle_replace(takeHandle().take(), rights.rawValue, &made))
    return Self(Handle(owning: made))
  }

  /// The object's number, the handle's rights and the object's type. No right is needed.
  ///
  /// Source: Zircon, ZX_INFO_HANDLE_BASIC.
  public var info: HandleInfo {
    get throws(Status) { HandleInfo(try handle.record(ZX_INFO_HANDLE_BASIC, zx_info_handle_basic_t())) }
  }

  /// The number of handles to the object, in all processes.
  ///
  /// - Throws: `Status.accessDenied` without the right to inspect. Source: Zircon, ZX_INFO_HANDLE_COUNT.
  public var handleCount: Int {
    get throws(Status) { Int(try handle.record(ZX_INFO_HANDLE_COUNT, zx_info_handle_count_t()).handle_count) }
  }
}
