/// What a handle lets its holder do. Source: Zircon, zircon/rights.h.
public struct Rights: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let duplicate = Rights(rawValue: 0x1)
  public static let transfer = Rights(rawValue: 0x2)
  public static let read = Rights(rawValue: 0x4)
  public static let write = Rights(rawValue: 0x8)
  public static let signal = Rights(rawValue: 0x1000)
  public static let wait = Rights(rawValue: 0x4000)
  public static let inspect = Rights(rawValue: 0x8000)

  /// A request for the rights that the handle already has; never stored.
  public static let sameRights = Rights(rawValue: 0x8000_0000)

  static let basic: Rights = [.transfer, .duplicate, .wait, .inspect]
  static let io: Rights = [.read, .write]

  public static let interruptDefault: Rights = [.basic, .io, .signal]
  public static let portDefault: Rights = [.transfer, .duplicate, .inspect, .io]
  public static let resourceDefault: Rights = [.transfer, .duplicate, .write, .inspect]
}
