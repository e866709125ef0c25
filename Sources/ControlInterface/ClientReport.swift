/// A process on the data socket: `type Client` of `io.zirq.Control`.
public struct ClientReport: Codable, Equatable, Sendable {
  public var id: Int
  public var pid: Int
  public var uid: Int
  public var gid: Int
  public var command: String
  public var channels: Int
  public var handles: Int
  public var ports: Int
  public var interrupts: [InterruptReport]

  public init(
    id: Int, pid: Int, uid: Int, gid: Int, command: String, channels: Int, handles: Int, ports: Int,
    interrupts: [InterruptReport]
  ) {
    self.id = id
    self.pid = pid
    self.uid = uid
    self.gid = gid
    self.command = command
    self.channels = channels
    self.handles = handles
    self.ports = ports
    self.interrupts = interrupts
  }
}

/// An interrupt object of a client: `type Interrupt` of `io.zirq.Control`.
public struct InterruptReport: Codable, Equatable, Sendable {
  public var koid: Int
  public var kind: Kind
  public var device: String?
  public var vector: Int?
  public var bound: Bool
  public var state: String

  public enum Kind: String, Codable, Sendable { case physical, virtual }

  public init(koid: Int, kind: Kind, device: String? = nil, vector: Int? = nil, bound: Bool, state: String) {
    self.koid = koid
    self.kind = kind
    self.device = device
    self.vector = vector
    self.bound = bound
    self.state = state
  }
}
