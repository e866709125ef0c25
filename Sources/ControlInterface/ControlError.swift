/// What a call on the control socket can answer instead of a result: the errors of `io.zirq.Control` and of
/// `org.varlink.service`, each with its parameters.
public enum ControlError: Error, Equatable, Sendable {
  case noSuchDevice(name: String, candidates: [String])
  case notPermitted(reason: String)
  case invalidArgument(argument: String, reason: String)
  case busy(limit: Int)
  case failed(reason: String)
  case badConfiguration(problems: [String])

  case interfaceNotFound(interface: String)
  case methodNotFound(method: String)
  case methodNotImplemented(method: String)
  case invalidParameter(parameter: String)

  /// The name on the wire, "io.zirq.Control.NoSuchDevice".
  public var qualifiedName: String {
    switch self {
    case .noSuchDevice: "io.zirq.Control.NoSuchDevice"
    case .notPermitted: "io.zirq.Control.NotPermitted"
    case .invalidArgument: "io.zirq.Control.InvalidArgument"
    case .busy: "io.zirq.Control.Busy"
    case .failed: "io.zirq.Control.Failed"
    case .badConfiguration: "io.zirq.Control.BadConfiguration"
    case .interfaceNotFound: "org.varlink.service.InterfaceNotFound"
    case .methodNotFound: "org.varlink.service.MethodNotFound"
    case .methodNotImplemented: "org.varlink.service.MethodNotImplemented"
    case .invalidParameter: "org.varlink.service.InvalidParameter"
    }
  }

  /// The error with this name, if it is one of ours and its parameters are there.
  public init?(qualifiedName: String, parameters: ErrorParameters) {
    let found: ControlError? =
      switch qualifiedName {
      case "io.zirq.Control.NoSuchDevice":
        parameters.name.map { .noSuchDevice(name: $0, candidates: parameters.candidates ?? []) }
      case "io.zirq.Control.NotPermitted": parameters.reason.map { .notPermitted(reason: $0) }
      case "io.zirq.Control.InvalidArgument":
        parameters.argument.map { .invalidArgument(argument: $0, reason: parameters.reason ?? "") }
      case "io.zirq.Control.Busy": parameters.limit.map { .busy(limit: $0) }
      case "io.zirq.Control.Failed": parameters.reason.map { .failed(reason: $0) }
      case "io.zirq.Control.BadConfiguration": parameters.problems.map { .badConfiguration(problems: $0) }
      case "org.varlink.service.InterfaceNotFound": parameters.interface.map { .interfaceNotFound(interface: $0) }
      case "org.varlink.service.MethodNotFound": parameters.method.map { .methodNotFound(method: $0) }
      case "org.varlink.service.MethodNotImplemented": parameters.method.map { .methodNotImplemented(method: $0) }
      case "org.varlink.service.InvalidParameter": parameters.parameter.map { .invalidParameter(parameter: $0) }
      default: nil
      }
    guard let found else { return nil }
    self = found
  }

  public var parameters: ErrorParameters {
    var parameters = ErrorParameters()
    switch self {
    case .noSuchDevice(let name, let candidates):
      parameters.name = name
      parameters.candidates = candidates
    case .notPermitted(let reason), .failed(let reason):
      parameters.reason = reason
    case .invalidArgument(let argument, let reason):
      parameters.argument = argument
      parameters.reason = reason
    case .busy(let limit): parameters.limit = limit
    case .badConfiguration(let problems): parameters.problems = problems
    case .interfaceNotFound(let interface): parameters.interface = interface
    case .methodNotFound(let method), .methodNotImplemented(let method): parameters.method = method
    case .invalidParameter(let parameter): parameters.parameter = parameter
    }
    return parameters
  }
}

/// The parameters of any error; those that the error does not have are left out on the wire.
public struct ErrorParameters: Codable, Equatable, Sendable {
  public var name: String?
  public var candidates: [String]?
  public var reason: String?
  public var argument: String?
  public var limit: Int?
  public var problems: [String]?
  public var interface: String?
  public var method: String?
  public var parameter: String?

  public init() {}
}
