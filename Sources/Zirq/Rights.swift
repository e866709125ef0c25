import CZircon

/// What a handle may be used for. Source: Zircon, zircon/rights.h.
///
/// Those of Zircon's rights that no call here asks for have no name here, and are kept as they are.
public struct Rights: OptionSet, Hashable, Sendable {
  /// Zircon's bits.
  public let rawValue: zx_rights_t

  /// Any bits.
  public init(rawValue: zx_rights_t) { self.rawValue = rawValue }

  /// Make another handle: ``KernelObject/duplicate(rights:)``, ``Port/packets``.
  public static let duplicate = Rights(rawValue: ZX_RIGHT_DUPLICATE)
  /// Hand the handle to another process. No call here does.
  public static let transfer = Rights(rawValue: ZX_RIGHT_TRANSFER)
  /// Take packets from a port, bind an interrupt, read memory.
  public static let read = Rights(rawValue: ZX_RIGHT_READ)
  /// Queue a packet, bind to a port, ack an interrupt, narrow a resource, write memory.
  public static let write = Rights(rawValue: ZX_RIGHT_WRITE)
  /// Map memory.
  public static let map = Rights(rawValue: ZX_RIGHT_MAP)
  /// Read an object's name.
  public static let getProperty = Rights(rawValue: ZX_RIGHT_GET_PROPERTY)
  /// Change an object's name.
  public static let setProperty = Rights(rawValue: ZX_RIGHT_SET_PROPERTY)
  /// Trigger a virtual interrupt, change signals.
  public static let signal = Rights(rawValue: ZX_RIGHT_SIGNAL)
  /// Wait for an interrupt or for signals.
  public static let wait = Rights(rawValue: ZX_RIGHT_WAIT)
  /// Ask what only the object's owner should know: options, handles, range.
  public static let inspect = Rights(rawValue: ZX_RIGHT_INSPECT)

  /// In a request: the rights that the handle has.
  public static let same = Rights(rawValue: ZX_RIGHT_SAME_RIGHTS)
}
