/// The methods of `org.varlink.service`, and what goes in and out of each. Source: varlink.org, "Service".
public enum ServiceMethod: String, CaseIterable, Sendable {
  case getInfo = "GetInfo"
  case getInterfaceDescription = "GetInterfaceDescription"

  public static let interface = "org.varlink.service"
}

public struct ServiceInfo: Codable, Equatable, Sendable {
  public var vendor: String
  public var product: String
  public var version: String
  public var url: String
  public var interfaces: [String]

  public init(vendor: String, product: String, version: String, url: String, interfaces: [String]) {
    self.vendor = vendor
    self.product = product
    self.version = version
    self.url = url
    self.interfaces = interfaces
  }
}

public struct InterfaceParameters: MethodParameters {
  public var interface: String

  public static let names = ["interface"]
  public init(interface: String) { self.interface = interface }
}

public struct InterfaceDescriptionReply: Codable, Sendable {
  public var description: String
  public init(description: String) { self.description = description }
}
