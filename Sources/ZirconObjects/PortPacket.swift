/// A packet of a port. Source: Zircon, zircon/syscalls/port.h, zx_port_packet_t; the same 48 bytes.
public struct PortPacket: BitwiseCopyable, Sendable {
  public var key: UInt64
  public var type: PacketType
  public var status: Int32
  public var payload: (UInt64, UInt64, UInt64, UInt64)

  public struct PacketType: RawRepresentable, Hashable, BitwiseCopyable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let user = PacketType(rawValue: 0x00)
    public static let signalOne = PacketType(rawValue: 0x01)
    public static let interrupt = PacketType(rawValue: 0x07)
  }

  public init(
    key: UInt64, type: PacketType, status: Int32 = Status.ok.rawValue,
    payload: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  ) {
    self.key = key
    self.type = type
    self.status = status
    self.payload = payload
  }

  /// An interrupt packet: the timestamp in ns, every reserved field zero.
  init(interrupt key: UInt64, timestamp: Int64) {
    self.init(key: key, type: .interrupt, payload: (UInt64(bitPattern: timestamp), 0, 0, 0))
  }

  /// What an asynchronous wait sends: what it waited for, all that was active, a count of 1, the timestamp in ns.
  init(signalOne key: UInt64, trigger: Signals, observed: Signals, timestamp: Int64) {
    let signals = UInt64(trigger.rawValue) | UInt64(observed.rawValue) << 32
    self.init(key: key, type: .signalOne, payload: (signals, 1, UInt64(bitPattern: timestamp), 0))
  }

  /// The notice that the hardware behind a bound interrupt has gone.
  init(lineEnded key: UInt64) {
    self.init(key: key, type: .interrupt, status: Status.canceled.rawValue)
  }

  /// What `zx_port_wait` answers when it hands out this packet.
  ///
  /// Zircon's hardware does not go away; ours does, and its driver has to learn it. So a wait that receives the notice
  /// ends with CANCELED, as `zx_interrupt_wait` does, and the packet's key tells which interrupt it was.
  public var waitStatus: Status {
    type == .interrupt && status == Status.canceled.rawValue ? .canceled : .ok
  }
}
