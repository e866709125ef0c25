import CZircon

/// What an object asserts and a thread can wait for. Source: Zircon, zircon/types.h.
///
/// An interrupt that fires asserts nothing: its packet, or the end of ``InterruptObject/wait()``, tells of it.
public struct Signals: OptionSet, Hashable, Sendable {
  /// Zircon's bits.
  public let rawValue: zx_signals_t

  /// Any bits.
  public init(rawValue: zx_signals_t) { self.rawValue = rawValue }

  /// An ``Event`` was signaled.
  public static let signaled = Signals(rawValue: ZX_EVENT_SIGNALED)
  /// A ``VirtualInterrupt`` has nothing that waits for an ack: from its creation, after an ack, while a thread waits for
  /// it, and after its end. A trigger clears it.
  public static let untriggered = Signals(rawValue: ZX_VIRTUAL_INTERRUPT_UNTRIGGERED)
  /// The handle that was waited through has been closed. Nobody can wait for it.
  public static let handleClosed = Signals(rawValue: ZX_SIGNAL_HANDLE_CLOSED)

  /// The user's own, with no meaning to the system.
  public static let user0 = Signals(rawValue: ZX_USER_SIGNAL_0)
  /// The user's own, with no meaning to the system.
  public static let user1 = Signals(rawValue: ZX_USER_SIGNAL_1)
  /// The user's own, with no meaning to the system.
  public static let user2 = Signals(rawValue: ZX_USER_SIGNAL_2)
  /// The user's own, with no meaning to the system.
  public static let user3 = Signals(rawValue: ZX_USER_SIGNAL_3)
  /// The user's own, with no meaning to the system.
  public static let user4 = Signals(rawValue: ZX_USER_SIGNAL_4)
  /// The user's own, with no meaning to the system.
  public static let user5 = Signals(rawValue: ZX_USER_SIGNAL_5)
  /// The user's own, with no meaning to the system.
  public static let user6 = Signals(rawValue: ZX_USER_SIGNAL_6)
  /// The user's own, with no meaning to the system.
  public static let user7 = Signals(rawValue: ZX_USER_SIGNAL_7)
  /// All of the user's.
  public static let allUser = Signals(rawValue: ZX_USER_SIGNAL_ALL)
}
