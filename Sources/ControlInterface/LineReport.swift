/// One interrupt vector of a device: `type Line` of `io.zirq.Control`.
public struct LineReport: Codable, Equatable, Sendable {
  public var vector: Int
  public var open: Bool
  public var rearm: String?
  public var total: Int
  public var delivered: Int
  public var missed: Int
  public var rearms: Int
  public var owner: OwnerReport?
  public var delta: Int
  public var held: Bool
  public var timestamps: String?

  public init(
    vector: Int, open: Bool, rearm: String? = nil, total: Int = 0, delivered: Int = 0, missed: Int = 0, rearms: Int = 0,
    owner: OwnerReport? = nil, delta: Int = 0, held: Bool = false, timestamps: String? = nil
  ) {
    self.vector = vector
    self.open = open
    self.rearm = rearm
    self.total = total
    self.delivered = delivered
    self.missed = missed
    self.rearms = rearms
    self.owner = owner
    self.delta = delta
    self.held = held
    self.timestamps = timestamps
  }
}

/// The client that has opened a line: `type Owner` of `io.zirq.Control`.
public struct OwnerReport: Codable, Equatable, Sendable {
  public var client: Int
  public var pid: Int
  public var user: String
  public var command: String

  public init(client: Int, pid: Int, user: String, command: String) {
    self.client = client
    self.pid = pid
    self.user = user
    self.command = command
  }
}
