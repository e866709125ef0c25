/// The answer to `GetStatus` of `io.zirq.Control`.
public struct StatusReport: Codable, Equatable, Sendable {
  public var version: String
  public var pid: Int
  /// ns since 1970.
  public var started: Int
  /// ns.
  public var uptime: Int
  public var logLevel: LogLevel
  public var devices: Int
  public var clients: Int
  public var limits: [LimitReport]
  public var warnings: [String]

  public init(
    version: String, pid: Int, started: Int, uptime: Int, logLevel: LogLevel, devices: Int, clients: Int,
    limits: [LimitReport], warnings: [String]
  ) {
    self.version = version
    self.pid = pid
    self.started = started
    self.uptime = uptime
    self.logLevel = logLevel
    self.devices = devices
    self.clients = clients
    self.limits = limits
    self.warnings = warnings
  }

  enum CodingKeys: String, CodingKey {
    case version, pid, devices, clients, limits, warnings
    case started = "started_ns"
    case uptime = "uptime_ns"
    case logLevel = "log_level"
  }
}

/// A table that can fill up: `type Limit` of `io.zirq.Control`.
public struct LimitReport: Codable, Equatable, Sendable {
  public var name: String
  public var used: Int?
  public var maximum: Int

  public init(name: String, used: Int? = nil, maximum: Int) {
    self.name = name
    self.used = used
    self.maximum = maximum
  }
}

/// `type LogLevel` of `io.zirq.Control`: swift-log's levels, by the same names.
public enum LogLevel: String, Codable, CaseIterable, Sendable {
  case trace, debug, info, notice, warning, error, critical
}
