/// An object's name: at most 31 bytes, which need not be text. Source: Zircon, zircon/types.h, ZX_MAX_NAME_LEN.
public struct ObjectName: Hashable, Sendable {
  /// Of its storage with the NUL at the end, bytes.
  public static let capacity = 32

  /// Without the NUL.
  public let bytes: [UInt8]

  /// The bytes up to the first NUL; what is too long is cut.
  public init(_ bytes: some Sequence<UInt8> = []) {
    self.bytes = Array(bytes.prefix(ObjectName.capacity - 1).prefix { $0 != 0 })
  }
}
