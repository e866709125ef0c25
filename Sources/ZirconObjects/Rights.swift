/// What a handle lets its holder do. Source: Zircon, zircon/rights.h.
public struct Rights: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let duplicate = Rights(rawValue: 0x1)
  public static let transfer = Rights(rawValue: 0x2)
  public static let read = Rights(rawValue: 0x4)
  public static let write = Rights(rawValue: 0x8)
  public static let execute = Rights(rawValue: 0x10)
  public static let map = Rights(rawValue: 0x20)
  public static let getProperty = Rights(rawValue: 0x40)
  public static let setProperty = Rights(rawValue: 0x80)
  public static let signal = Rights(rawValue: 0x1000)
  public static let signalPeer = Rights(rawValue: 0x2000)
  public static let wait = Rights(rawValue: 0x4000)
  public static let inspect = Rights(rawValue: 0x8000)
  public static let operateOnChildren = Rights(rawValue: 0x20_0000)

  /// A request for the rights that the handle already has; never stored.
  public static let sameRights = Rights(rawValue: 0x8000_0000)

  static let basic: Rights = [.transfer, .duplicate, .wait, .inspect]
  static let io: Rights = [.read, .write]
  static let property: Rights = [.getProperty, .setProperty]
}
