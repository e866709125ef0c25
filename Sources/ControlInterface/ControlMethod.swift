/// The methods of `io.zirq.Control`, and what goes in and out of each.
public enum ControlMethod: String, CaseIterable, Sendable {
  case getStatus = "GetStatus"
  case listDevices = "ListDevices"
  case getDevice = "GetDevice"
  case listClients = "ListClients"
  case trigger = "Trigger"
  case release = "Release"
  case selfTest = "SelfTest"
  case diagnose = "Diagnose"
  case setLogLevel = "SetLogLevel"
  case monitor = "Monitor"

  public static let interface = "io.zirq.Control"

  /// The name on the wire, "io.zirq.Control.GetStatus".
  public var qualifiedName: String { "\(Self.interface).\(rawValue)" }
}

/// A method's parameters, whose names are known, so that a misspelt one is refused rather than passed over.
public protocol MethodParameters: Codable, Sendable {
  static var names: [String] { get }
}

/// No parameters, or none of interest.
public struct NoParameters: MethodParameters {
  public static let names: [String] = []
  public init() {}
}

public struct GetDeviceParameters: MethodParameters {
  public var name: String

  public static let names = ["name"]
  public init(name: String) { self.name = name }
}

public struct TriggerParameters: MethodParameters {
  public var device: String
  public var vector: Int?
  public var count: Int?

  public static let names = ["device", "vector", "count"]
  public init(device: String, vector: Int? = nil, count: Int? = nil) {
    self.device = device
    self.vector = vector
    self.count = count
  }
}

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

public struct SetLogLevelParameters: MethodParameters {
  public var level: LogLevel

  public static let names = ["level"]
  public init(level: LogLevel) { self.level = level }
}

public struct DevicesReply: Codable, Sendable {
  public var devices: [DeviceReport]
  public init(devices: [DeviceReport]) { self.devices = devices }
}

public struct DeviceReply: Codable, Sendable {
  public var device: DeviceReport
  public init(device: DeviceReport) { self.device = device }
}

public struct ClientsReply: Codable, Sendable {
  public var clients: [ClientReport]
  public init(clients: [ClientReport]) { self.clients = clients }
}

public struct SelfTestReply: Codable, Sendable {
  public var tests: [VectorTestReport]
  public init(tests: [VectorTestReport]) { self.tests = tests }
}

public struct EventReply: Codable, Sendable {
  public var event: ControlEvent
  public init(event: ControlEvent) { self.event = event }
}
