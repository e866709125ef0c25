import CZircon

/// What a port hands out.
public struct PortPacket: Hashable, Sendable {
  /// The key of the bind or of the wait; of a user's packet, what the user chose.
  public var key: UInt64
  /// `ok`; of a user's packet, the user's own; `canceled` when the device behind the interrupt `key` has gone.
  public var status: Status
  /// What it is about.
  public var content: Content

  /// What a packet is about. Source: Zircon, ZX_PKT_TYPE_*.
  public enum Content: Hashable, Sendable {
    /// 32 bytes that ``Port/queue(_:)`` was given.
    case user(SIMD4<UInt64>)
    /// Signals that an object asserted: ``WaitableObject/waitAsync(to:key:for:options:)``.
    case signal(SignalPacket)
    /// An interrupt, and when it came: ns of `CLOCK_MONOTONIC`; of a virtual one, what it was triggered with.
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
    case ZX_PKT_TYPE_SIGNAL_ONE: content = .signal(SignalPacket(packet.signal))
    case ZX_PKT_TYPE_INTERRUPT: content = .interrupt(Instant(nanoseconds: packet.interrupt.timestamp))
    default: content = .other(type: packet.type)
    }
  }

  /// The packet that a call has taken from a port. ZX_ERR_CANCELED comes with one, which says whose device has gone.
  static func taken(
    by call: (UnsafeMutablePointer<zx_port_packet_t>) -> zx_status_t
  ) throws(Status) -> PortPacket {
    var raw = zx_port_packet_t()
    let status = call(&raw)
    if status != ZX_ERR_CANCELED || raw.type != ZX_PKT_TYPE_INTERRUPT { try Status.check(status) }
    return PortPacket(raw)
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

/// Signals that an object asserted. Source: Zircon, zx_packet_signal_t.
public struct SignalPacket: Hashable, Sendable {
  /// What was waited for.
  public var trigger: Signals
  /// All that the object asserted when it matched.
  public var observed: Signals
  /// How often it matched: always once.
  public var count: UInt64
  /// When it matched, by the clock that the wait's options chose; 0 ns if they chose none.
  public var timestamp: Instant

  init(_ packet: zx_packet_signal_t) {
    trigger = Signals(rawValue: packet.trigger)
    observed = Signals(rawValue: packet.observed)
    count = packet.count
    timestamp = Instant(nanoseconds: packet.timestamp)
  }
}
