/// The options of `zx_interrupt_create`. Source: Zircon, zircon/types.h and syscalls-next.h, ZX_INTERRUPT_*.
public struct InterruptOptions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Accepted and without effect: vectors are not remapped here.
  public static let remapIRQ = InterruptOptions(rawValue: 0x1)
  /// The bits that hold an `InterruptMode`.
  public static let modeMask = InterruptOptions(rawValue: 0xE)
  public static let virtual = InterruptOptions(rawValue: 0x10)
  /// Accepted and without effect: it only keeps a system from suspending.
  public static let wakeVector = InterruptOptions(rawValue: 0x20)
  /// Accepted: every timestamp is CLOCK_MONOTONIC's, with and without it.
  public static let timestampMono = InterruptOptions(rawValue: 0x40)

  static let validVirtual: InterruptOptions = [.virtual, .wakeVector, .timestampMono]
  static let validPhysical: InterruptOptions = [.remapIRQ, .modeMask, .wakeVector, .timestampMono]

  var mode: InterruptMode? { InterruptMode(rawValue: intersection(.modeMask).rawValue) }
}
