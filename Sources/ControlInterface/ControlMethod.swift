/// The methods of `io.zirq.Control`, and what goes in and out of each.
public enum ControlMethod: String, CaseIterable, Sendable {
  case getStatus = "GetStatus"
  case getMetrics = "GetMetrics"
  case listDevices = "ListDevices"
  case getDevice = "GetDevice"
  case listClients = "ListClients"
  case trigger = "Trigger"
  case release = "Release"
  case selfTest = "SelfTest"
  case diagnose = "Diagnose"
  case setLogLevel = "SetLogLevel"
  case getConfiguration = "GetConfiguration"
  case reload = "Reload"
  case monitor = "Monitor"

  public static let interface = "io.zirq.Control"

  /// The name on the wire, "io.zirq.Control.GetStatus".
  public var qualifiedName: String { "\(Self.interface).\(rawValue)" }
}

/// A method's parameters, whose names are known, so that a misspelt one is refused rather than passed over.
public protocol MethodParameters: Codable, Sendable {
  /// As they stand in the interface's description.
  static var names: [String] { get }
}

/// No parameters, or none of interest.
public struct NoParameters: MethodParameters {
  public static let names: [String] = []
  public init() {}
}

/// What `GetDevice` takes.
public struct GetDeviceParameters: MethodParameters {
  /// A device's name or alias.
  public var name: String

  public static let names = ["name"]
  public init(name: String) { self.name = name }
}

/// What `Trigger` takes.
public struct TriggerParameters: MethodParameters {
  /// A device's name or alias, or "virtual:" and the koid of a virtual interrupt.
  public var device: String
  /// Nil for vector 0.
  public var vector: Int?
  /// How many times, of `counts`; nil for once.
  public var count: Int?

  /// How often one call may fire.
  public static let counts = 1...10_000
  public static let names = ["device", "vector", "count"]
  public init(device: String, vector: Int? = nil, count: Int? = nil) {
    self.device = device
    self.vector = vector
    self.count = count
  }
}

/// What `Release` takes.
public struct ReleaseParameters: MethodParameters {
  public var device: String
  public var vector: Int?

  public static let names = ["device", "vector"]
  public init(device: String, vector: Int? = nil) {
    self.device = device
    self.vector = vector
  }
}

/// What `SelfTest` and `Diagnose` take.
public struct DeviceParameters: MethodParameters {
  public var device: String

  public static let names = ["device"]
  public init(device: String) { self.device = device }
}

/// What `SetLogLevel` takes.
public struct SetLogLevelParameters: MethodParameters {
  public var level: LogLevel

  public static let names = ["level"]
  public init(level: LogLevel) { self.level = level }
}

/// What `ListDevices` answers: all devices, by their names.
public struct DevicesReply: Codable, Sendable {
  public var devices: [DeviceReport]
  public init(devices: [DeviceReport]) { self.devices = devices }
}

/// What `GetDevice` answers.
public struct DeviceReply: Codable, Sendable {
  public var device: DeviceReport
  public init(device: DeviceReport) { self.device = device }
}

/// What `ListClients` answers: each process that is connected to the data socket.
public struct ClientsReply: Codable, Sendable {
  public var clients: [ClientReport]
  public init(clients: [ClientReport]) { self.clients = clients }
}

/// What `SelfTest` answers: one for each vector that was fired.
public struct SelfTestReply: Codable, Sendable {
  public var tests: [VectorTestReport]
  public init(tests: [VectorTestReport]) { self.tests = tests }
}

/// What `Monitor` answers, once for each event.
public struct EventReply: Codable, Sendable {
  public var event: ControlEvent
  public init(event: ControlEvent) { self.event = event }
}
