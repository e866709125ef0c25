/// Something that has happened in the daemon: `type Event` of `io.zirq.Control`.
public struct ControlEvent: Codable, Equatable, Sendable {
  public var kind: Kind
  /// CLOCK_REALTIME, ns since 1970.
  public var time: Int
  public var device: String?
  public var vector: Int?
  public var client: Int?
  public var pid: Int?
  public var command: String?
  /// How many events were dropped; for `lost` only.
  public var count: Int?

  public enum Kind: String, Codable, Sendable {
    case ready, added, removed, claimed, released, storm, connected, disconnected, lost
  }

  public init(
    kind: Kind, time: Int, device: String? = nil, vector: Int? = nil, client: Int? = nil, pid: Int? = nil,
    command: String? = nil, count: Int? = nil
  ) {
    self.kind = kind
    self.time = time
    self.device = device
    self.vector = vector
    self.client = client
    self.pid = pid
    self.command = command
    self.count = count
  }

  enum CodingKeys: String, CodingKey {
    case kind, device, vector, client, pid, command, count
    case time = "time_ns"
  }
}
