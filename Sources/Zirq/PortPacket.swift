import CZircon

/// What a port hands out.
public struct PortPacket: Hashable, Sendable {
  /// The key of the bind, or what the user chose.
  public var key: UInt64
  /// `ok` from an interrupt; a user's own.
  public var status: Status
  public var content: Content

  public enum Content: Hashable, Sendable {
    /// 32 bytes that `Port.queue` was given.
    case user(SIMD4<UInt64>)
    /// An interrupt, and when it came.
    case interrupt(Instant)
    /// A kind of packet that this version does not know.
    case other(type: zx_packet_type_t)
  }

  /// A user's packet.
  public init(key: UInt64, status: Status = .ok, user: SIMD4<UInt64> = .zero) {
    self.key = key
    self.status = status
    self.content = .user(user)
  }

  init(_ packet: zx_port_packet_t) {
    key = packet.key
    status = Status(rawValue: packet.status)
    switch packet.type {
    case ZX_PKT_TYPE_USER:
      let words = packet.user.u64
      content = .user(SIMD4(words.0, words.1, words.2, words.3))
    case ZX_PKT_TYPE_INTERRUPT: content = .interrupt(Instant(nanoseconds: packet.interrupt.timestamp))
    default: content = .other(type: packet.type)
    }
  }

  /// As Zircon's calls take it; what is not a user's goes without content.
  var raw: zx_port_packet_t {
    var packet = zx_port_packet_t()
    packet.key = key
    packet.status = status.rawValue
    if case .user(let words) = content {
      packet.user.u64 = (words.x, words.y, words.z, words.w)
    }
    return packet
  }
}
