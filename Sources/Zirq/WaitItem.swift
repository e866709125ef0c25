import CZircon

/// One of the objects that ``waitMany(_:until:)`` waits for.
public struct WaitItem: Hashable, Sendable {
  private let handle: zx_handle_t
  /// What to wait for.
  public let signals: Signals
  /// What the object asserted when the wait ended; nothing before.
  public fileprivate(set) var pending: Signals = []

  /// Names an object, which has to live until the wait: its owner keeps it, and this is no owner.
  public init<Object: WaitableObject & ~Copyable>(_ object: borrowing Object, for signals: Signals) {
    handle = object.handle.rawValue
    self.signals = signals
  }

  fileprivate var raw: zx_wait_item_t { zx_wait_item_t(handle: handle, waitfor: signals.rawValue, pending: 0) }
}

/// Blocks the calling thread until one of the objects asserts what is waited for; without objects, until the deadline.
///
/// - Parameters:
///   - items: The objects, 64 at most. Also when this throws `Status.timedOut` or `Status.canceled`, each has its
///     `pending` afterwards.
///   - deadline: When to give up; one that has passed asks what is asserted now.
/// - Throws: `Status.timedOut` at the deadline, `Status.canceled` when one of the handles is closed meanwhile,
///   `Status.outOfRange` for too many items, `Status.badHandle` or `Status.accessDenied` for the first of them that is
///   closed or lacks the right to wait. Source: Zircon, zx_object_wait_many().
public func waitMany(_ items: inout [WaitItem], until deadline: Instant = .infinite) throws(Status) {
  var raw = items.map(\.raw)
  let status = zx_object_wait_many(&raw, raw.count, deadline.nanoseconds)
  for index in items.indices { items[index].pending = Signals(rawValue: raw[index].pending) }
  try Status.check(status)
}
