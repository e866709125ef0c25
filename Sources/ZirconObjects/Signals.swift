/// The signals that an object asserts. Source: Zircon, zircon/types.h.
///
/// A triggered interrupt asserts none: there is no such signal.
public struct Signals: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// ZX_EVENT_SIGNALED.
  public static let eventSignaled = Signals(rawValue: 0x8)
  /// ZX_VMO_ZERO_CHILDREN: no VMO is a child of this one, as none is of any.
  public static let zeroChildren = Signals(rawValue: 0x8)
  /// ZX_VIRTUAL_INTERRUPT_UNTRIGGERED: what was triggered has been acknowledged.
  public static let untriggered = Signals(rawValue: 0x10)
  /// ZX_SIGNAL_HANDLE_CLOSED: the handle that a wait was made through has been closed. Seen in waits only.
  public static let handleClosed = Signals(rawValue: 0x80_0000)
  /// ZX_USER_SIGNAL_ALL.
  public static let user = Signals(rawValue: 0xFF00_0000)
}
