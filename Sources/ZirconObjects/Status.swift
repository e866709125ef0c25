/// The result of a call, with Zircon's numbers. Source: Zircon, zircon/errors.h.
///
/// Thrown by every call that can fail; `ok` is never thrown.
public struct Status: RawRepresentable, Error, Hashable, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let ok = Status(rawValue: 0)
  public static let notSupported = Status(rawValue: -2)
  public static let noResources = Status(rawValue: -3)
  public static let noMemory = Status(rawValue: -4)
  public static let invalidArgs = Status(rawValue: -10)
  public static let badHandle = Status(rawValue: -11)
  public static let wrongType = Status(rawValue: -12)
  public static let outOfRange = Status(rawValue: -14)
  public static let bufferTooSmall = Status(rawValue: -15)
  public static let badState = Status(rawValue: -20)
  public static let timedOut = Status(rawValue: -21)
  public static let shouldWait = Status(rawValue: -22)
  public static let canceled = Status(rawValue: -23)
  public static let notFound = Status(rawValue: -25)
  public static let alreadyBound = Status(rawValue: -27)
  public static let unavailable = Status(rawValue: -28)
  public static let accessDenied = Status(rawValue: -30)
  public static let io = Status(rawValue: -40)
  public static let ioNotPresent = Status(rawValue: -44)
  public static let protocolNotSupported = Status(rawValue: -70)
}

extension Status: CustomStringConvertible {
  /// Zircon's name of the status, "ZX_ERR_BAD_STATE".
  public var description: String {
    switch self {
    case .ok: "ZX_OK"
    case .notSupported: "ZX_ERR_NOT_SUPPORTED"
    case .noResources: "ZX_ERR_NO_RESOURCES"
    case .noMemory: "ZX_ERR_NO_MEMORY"
    case .invalidArgs: "ZX_ERR_INVALID_ARGS"
    case .badHandle: "ZX_ERR_BAD_HANDLE"
    case .wrongType: "ZX_ERR_WRONG_TYPE"
    case .outOfRange: "ZX_ERR_OUT_OF_RANGE"
    case .bufferTooSmall: "ZX_ERR_BUFFER_TOO_SMALL"
    case .badState: "ZX_ERR_BAD_STATE"
    case .timedOut: "ZX_ERR_TIMED_OUT"
    case .shouldWait: "ZX_ERR_SHOULD_WAIT"
    case .canceled: "ZX_ERR_CANCELED"
    case .notFound: "ZX_ERR_NOT_FOUND"
    case .alreadyBound: "ZX_ERR_ALREADY_BOUND"
    case .unavailable: "ZX_ERR_UNAVAILABLE"
    case .accessDenied: "ZX_ERR_ACCESS_DENIED"
    case .io: "ZX_ERR_IO"
    case .ioNotPresent: "ZX_ERR_IO_NOT_PRESENT"
    case .protocolNotSupported: "ZX_ERR_PROTOCOL_NOT_SUPPORTED"
    default: "ZX_ERR(\(rawValue))"
    }
  }
}
