import CZircon

/// The result of a call, with Zircon's numbers. Source: Zircon, zircon/errors.h.
///
/// Thrown by every call that can fail; `ok` is never thrown.
public struct Status: RawRepresentable, Error, Hashable, Sendable {
  public let rawValue: zx_status_t

  public init(rawValue: zx_status_t) { self.rawValue = rawValue }

  public static let ok = Status(rawValue: ZX_OK)
  public static let `internal` = Status(rawValue: ZX_ERR_INTERNAL)
  public static let notSupported = Status(rawValue: ZX_ERR_NOT_SUPPORTED)
  public static let noResources = Status(rawValue: ZX_ERR_NO_RESOURCES)
  public static let noMemory = Status(rawValue: ZX_ERR_NO_MEMORY)
  public static let invalidArgs = Status(rawValue: ZX_ERR_INVALID_ARGS)
  public static let badHandle = Status(rawValue: ZX_ERR_BAD_HANDLE)
  public static let wrongType = Status(rawValue: ZX_ERR_WRONG_TYPE)
  public static let outOfRange = Status(rawValue: ZX_ERR_OUT_OF_RANGE)
  public static let bufferTooSmall = Status(rawValue: ZX_ERR_BUFFER_TOO_SMALL)
  public static let badState = Status(rawValue: ZX_ERR_BAD_STATE)
  public static let timedOut = Status(rawValue: ZX_ERR_TIMED_OUT)
  public static let shouldWait = Status(rawValue: ZX_ERR_SHOULD_WAIT)
  public static let canceled = Status(rawValue: ZX_ERR_CANCELED)
  public static let peerClosed = Status(rawValue: ZX_ERR_PEER_CLOSED)
  public static let notFound = Status(rawValue: ZX_ERR_NOT_FOUND)
  public static let alreadyBound = Status(rawValue: ZX_ERR_ALREADY_BOUND)
  public static let unavailable = Status(rawValue: ZX_ERR_UNAVAILABLE)
  public static let accessDenied = Status(rawValue: ZX_ERR_ACCESS_DENIED)
  public static let io = Status(rawValue: ZX_ERR_IO)
  public static let ioNotPresent = Status(rawValue: ZX_ERR_IO_NOT_PRESENT)
  public static let badPath = Status(rawValue: ZX_ERR_BAD_PATH)
  public static let protocolNotSupported = Status(rawValue: ZX_ERR_PROTOCOL_NOT_SUPPORTED)

  /// Throws what a call returned, unless that is `ok`.
  @inlinable
  static func check(_ status: zx_status_t) throws(Status) {
    if status != ZX_OK { throw Status(rawValue: status) }
  }
}

extension Status: CustomStringConvertible {
  /// Zircon's name of the status, "ZX_ERR_BAD_STATE".
  public var description: String { String(cString: zx_status_get_string(rawValue)) }
}
