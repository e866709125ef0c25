import CZircon

/// What a handle may be used for. Source: Zircon, zircon/rights.h.
public struct Rights: OptionSet, Hashable, Sendable {
  public let rawValue: zx_rights_t

  public init(rawValue: zx_rights_t) { self.rawValue = rawValue }

  public static let duplicate = Rights(rawValue: ZX_RIGHT_DUPLICATE)
  public static let transfer = Rights(rawValue: ZX_RIGHT_TRANSFER)
  public static let read = Rights(rawValue: ZX_RIGHT_READ)
  public static let write = Rights(rawValue: ZX_RIGHT_WRITE)
  public static let signal = Rights(rawValue: ZX_RIGHT_SIGNAL)
  public static let wait = Rights(rawValue: ZX_RIGHT_WAIT)
  public static let inspect = Rights(rawValue: ZX_RIGHT_INSPECT)

  /// In a request: the rights that the handle has.
  public static let same = Rights(rawValue: ZX_RIGHT_SAME_RIGHTS)
}
