import CZircon

/// The result of a call, with Zircon's numbers. Source: Zircon, zircon/errors.h.
///
/// Thrown by every call that Zircon's kernel can refuse; `ok` is never thrown. Some that are listed have no call here that
/// answers them: a driver uses them among its own.
public struct Status: RawRepresentable, Error, Hashable, Sendable {
  /// Zircon's number: 0, or below.
  public let rawValue: zx_status_t

  /// Any number.
  public init(rawValue: zx_status_t) { self.rawValue = rawValue }

  /// The call has done what was asked.
  public static let ok = Status(rawValue: ZX_OK)
  /// Something is wrong that should not be possible.
  public static let `internal` = Status(rawValue: ZX_ERR_INTERNAL)
  /// What was asked for does not exist here.
  public static let notSupported = Status(rawValue: ZX_ERR_NOT_SUPPORTED)
  /// A limit of the daemon or of this process is reached.
  public static let noResources = Status(rawValue: ZX_ERR_NO_RESOURCES)
  /// Memory ran out, or the process has as many objects as it may.
  public static let noMemory = Status(rawValue: ZX_ERR_NO_MEMORY)
  /// An argument makes no sense.
  public static let invalidArgs = Status(rawValue: ZX_ERR_INVALID_ARGS)
  /// The handle names nothing.
  public static let badHandle = Status(rawValue: ZX_ERR_BAD_HANDLE)
  /// The object is of another type, or the port not for interrupts.
  public static let wrongType = Status(rawValue: ZX_ERR_WRONG_TYPE)
  /// There is no such call.
  public static let badSyscall = Status(rawValue: ZX_ERR_BAD_SYSCALL)
  /// An argument is beyond what there is: a vector, a region.
  public static let outOfRange = Status(rawValue: ZX_ERR_OUT_OF_RANGE)
  /// The result does not fit.
  public static let bufferTooSmall = Status(rawValue: ZX_ERR_BUFFER_TOO_SMALL)
  /// The object is not in a state to do that.
  public static let badState = Status(rawValue: ZX_ERR_BAD_STATE)
  /// The deadline passed.
  public static let timedOut = Status(rawValue: ZX_ERR_TIMED_OUT)
  /// Not now: the port is full.
  public static let shouldWait = Status(rawValue: ZX_ERR_SHOULD_WAIT)
  /// The object was destroyed, or its device has gone.
  public static let canceled = Status(rawValue: ZX_ERR_CANCELED)
  /// The connection to the daemon broke; ``Connection/open(path:)`` opens a new one.
  public static let peerClosed = Status(rawValue: ZX_ERR_PEER_CLOSED)
  /// It is not there.
  public static let notFound = Status(rawValue: ZX_ERR_NOT_FOUND)
  /// It is there already.
  public static let alreadyExists = Status(rawValue: ZX_ERR_ALREADY_EXISTS)
  /// It is bound, or taken, by somebody already.
  public static let alreadyBound = Status(rawValue: ZX_ERR_ALREADY_BOUND)
  /// No daemon answers at the socket.
  public static let unavailable = Status(rawValue: ZX_ERR_UNAVAILABLE)
  /// The handle lacks the right, or the user.
  public static let accessDenied = Status(rawValue: ZX_ERR_ACCESS_DENIED)
  /// Linux refused the device; ``ZirqError/lastDescription`` has the reason.
  public static let io = Status(rawValue: ZX_ERR_IO)
  /// The device refused.
  public static let ioRefused = Status(rawValue: ZX_ERR_IO_REFUSED)
  /// Data arrived damaged.
  public static let ioDataIntegrity = Status(rawValue: ZX_ERR_IO_DATA_INTEGRITY)
  /// Data is lost.
  public static let ioDataLoss = Status(rawValue: ZX_ERR_IO_DATA_LOSS)
  /// The device has gone.
  public static let ioNotPresent = Status(rawValue: ZX_ERR_IO_NOT_PRESENT)
  /// Data came faster than it was taken.
  public static let ioOverrun = Status(rawValue: ZX_ERR_IO_OVERRUN)
  /// The device did not answer in time.
  public static let ioMissedDeadline = Status(rawValue: ZX_ERR_IO_MISSED_DEADLINE)
  /// The device takes no such command.
  public static let ioInvalid = Status(rawValue: ZX_ERR_IO_INVALID)
  /// The path is too long for a socket.
  public static let badPath = Status(rawValue: ZX_ERR_BAD_PATH)
  /// It is no directory.
  public static let notDirectory = Status(rawValue: ZX_ERR_NOT_DIR)
  /// It is no file.
  public static let notFile = Status(rawValue: ZX_ERR_NOT_FILE)
  /// The file would become too large.
  public static let fileTooBig = Status(rawValue: ZX_ERR_FILE_BIG)
  /// There is no space left.
  public static let noSpace = Status(rawValue: ZX_ERR_NO_SPACE)
  /// The directory has something in it.
  public static let notEmpty = Status(rawValue: ZX_ERR_NOT_EMPTY)
  /// A wait was asked to end.
  public static let stop = Status(rawValue: ZX_ERR_STOP)
  /// Go on with the next.
  public static let next = Status(rawValue: ZX_ERR_NEXT)
  /// The answer comes later.
  public static let async = Status(rawValue: ZX_ERR_ASYNC)
  /// Library and daemon are of versions that do not understand each other.
  public static let protocolNotSupported = Status(rawValue: ZX_ERR_PROTOCOL_NOT_SUPPORTED)
  /// The address cannot be reached.
  public static let addressUnreachable = Status(rawValue: ZX_ERR_ADDRESS_UNREACHABLE)
  /// The address is in use.
  public static let addressInUse = Status(rawValue: ZX_ERR_ADDRESS_IN_USE)
  /// There is no connection.
  public static let notConnected = Status(rawValue: ZX_ERR_NOT_CONNECTED)
  /// The connection was refused.
  public static let connectionRefused = Status(rawValue: ZX_ERR_CONNECTION_REFUSED)
  /// The connection was reset.
  public static let connectionReset = Status(rawValue: ZX_ERR_CONNECTION_RESET)
  /// The connection was aborted.
  public static let connectionAborted = Status(rawValue: ZX_ERR_CONNECTION_ABORTED)

  /// Throws what a call returned, unless that is `ok`.
  static func check(_ status: zx_status_t) throws(Status) {
    if status != ZX_OK { throw Status(rawValue: status) }
  }
}

extension Status: CustomStringConvertible {
  /// Zircon's name of the status, "ZX_ERR_BAD_STATE".
  public var description: String { String(cString: zx_status_get_string(rawValue)) }
}
