import CZircon

/// An object that does nothing but be signaled: `signal(set: .signaled)` or any of the user's signals.
public struct Event: SignalableObject, ~Copyable {
  public let handle: Handle

  /// Makes an event that asserts nothing.
  ///
  /// - Throws: `Status.noMemory` when the process has as many handles as it may. Source: Zircon, zx_event_create().
  public init() throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_event_create(0, &made))
    handle = Handle(owning: made)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  public consuming func takeHandle() -> Handle { handle }
}
