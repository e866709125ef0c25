import ControlInterface
import FoundationEssentials
import Glibc

/// Calls on the daemon's control socket, one connection each.
struct ControlCall {
  let path: String

  /// For the connection and for each message, once it has begun.
  private static let patience = Duration.seconds(10)
  private static let maximumReply = 1024 * 1024

  /// The reply's parameters, both as the daemon wrote them and decoded.
  struct Reply<Parameters> {
    var json: String
    var value: Parameters
  }

  func get<Parameters: Codable & Sendable>(
    _ method: ControlMethod, _ parameters: some MethodParameters = NoParameters(), as type: Parameters.Type
  ) throws(Failure) -> Reply<Parameters> {
    var connection = try connect()
    try send(VarlinkCall(method: method.qualifiedName, parameters: parameters), over: connection)
    return try receive(type, over: &connection, patience: Self.patience(with: method))
  }

  /// How long the daemon may take before it answers; nil for as long as it likes.
  static func patience(with method: ControlMethod) -> Duration? {
    switch method {
    // Waits for each vector in turn, of which there can be 2,048.
    case .selfTest: nil
    default: patience
    }
  }

  func perform(_ method: ControlMethod, _ parameters: some MethodParameters) throws(Failure) {
    _ = try get(method, parameters, as: NoParameters.self)
  }

  /// Hands over each reply, until the process or the daemon ends.
  func stream<Parameters: Codable & Sendable>(
    _ method: ControlMethod, as type: Parameters.Type, each: (Reply<Parameters>) -> Void
  ) throws(Failure) {
    var connection = try connect()
    try send(VarlinkCall(method: method.qualifiedName, parameters: NoParameters(), more: true), over: connection)
    while true { each(try receive(type, over: &connection, patience: nil)) }
  }

  // MARK: The connection

  private func connect() throws(Failure) -> MessageChannel {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(.failed, "cannot create a socket: \(reason(errno))") }
    let channel = MessageChannel(owning: descriptor, maximumLength: Self.maximumReply)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { field in
      guard path.utf8.count < field.count else { return false }
      field.copyBytes(from: path.utf8)
      return true
    }
    guard fits else { throw Failure(.usage, "\(path): a socket's path has at most 107 bytes") }
    // connect(2) waits while the daemon's queue is full, for as long as a send may take: unix(7).
    var limit = timeval(tv_sec: Int(Self.patience.components.seconds), tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw refused(errno) }
    return channel
  }

  private func refused(_ error: Int32) -> Failure {
    switch error {
    case ENOENT, ECONNREFUSED, ENOTDIR:
      Failure(.noDaemon, "no daemon answers at \(path); is zirqd running? (systemctl status zirqd)")
    case EACCES, EPERM:
      Failure(.notPermitted, "\(path): permission denied; are you in the group of the control socket?")
    case EAGAIN:
      Failure(.tryAgain, "\(path): zirqd is too busy to answer; try again")
    default:
      Failure(.failed, "\(path): cannot connect: \(reason(error))")
    }
  }

  private func send(
    _ call: VarlinkCall<some MethodParameters>, over connection: borrowing MessageChannel
  ) throws(Failure) {
    do {
      try connection.send(try VarlinkJSON.encode(call), within: Self.patience)
    } catch MessageChannel.Failure.closed {
      // A daemon that refuses the connection has said why before it closed it: that is read next.
    } catch {
      throw Failure(.failed, "\(path): cannot send the request: \(error)")
    }
  }

  private func receive<Parameters: Codable & Sendable>(
    _ type: Parameters.Type, over connection: inout MessageChannel, patience: Duration?
  ) throws(Failure) -> Reply<Parameters> {
    let message: [UInt8]
    do throws(MessageChannel.Failure) {
      guard let received = try connection.receive(patience: patience, within: Self.patience) else {
        throw .closed
      }
      message = received
    } catch {
      throw lost(error)
    }
    do {
      let header = try VarlinkJSON.decode(VarlinkReply<ErrorParameters>.self, from: message)
      if let name = header.error {
        guard let error = ControlError(qualifiedName: name, parameters: header.parameters ?? ErrorParameters()) else {
          throw Failure(.failed, "zirqd answered \(name)")
        }
        throw Failure(error)
      }
      guard let value = try VarlinkJSON.decode(VarlinkReply<Parameters>.self, from: message).parameters else {
        throw Failure(.failed, "zirqd's answer is empty")
      }
      return Reply(json: String(decoding: try VarlinkJSON.encode(value), as: UTF8.self), value: value)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.failed, "zirqd's answer makes no sense to this zirqctl; are they of the same version? (\(error))")
    }
  }

  private func lost(_ failure: MessageChannel.Failure) -> Failure {
    switch failure {
    case .closed: Failure(.noDaemon, "\(path): zirqd has ended the connection; is it stopping?")
    case .timedOut: Failure(.tryAgain, "\(path): zirqd does not answer; try again")
    case .tooLong(let limit): Failure(.failed, "\(path): the answer is longer than \(limit) bytes")
    case .system(let error): Failure(.failed, "\(path): cannot read the answer: \(reason(error))")
    }
  }

  private func reason(_ error: Int32) -> String { String(cString: strerror(error)) }
}

extension Failure {
  /// Whatever was to be done with it.
  static func noVirtualInterrupt(_ name: String) -> String {
    "\(name.printable): a virtual interrupt can only be triggered, and only while its client has it; zirqctl clients "
      + "shows them"
  }

  init(_ error: ControlError) {
    switch error {
    case .noSuchDevice(let name, _) where name.hasPrefix("virtual:"):
      self.init(.noSuchDevice, Failure.noVirtualInterrupt(name))
    case .noSuchDevice(let name, let candidates):
      let hint =
        candidates.isEmpty ? "zirqctl list shows all" : "did you mean \(candidates.joined(separator: " or "))?"
      self.init(.noSuchDevice, "no device is called \(name.printable); \(hint.printable)")
    case .notPermitted(let reason): self.init(.notPermitted, reason.printable)
    case .invalidArgument(_, let reason): self.init(.failed, reason.printable)
    case .busy(let limit): self.init(.tryAgain, "zirqd serves \(limit) control clients already; try again later")
    case .failed(let reason): self.init(.failed, reason.printable)
    case .badConfiguration(let problems):
      self.init(
        .badConfiguration,
        "zirqd's configuration has mistakes, and nothing has changed: "
          + problems.map(\.printable).joined(separator: "\n         "))
    case .interfaceNotFound, .methodNotFound, .methodNotImplemented, .invalidParameter:
      self.init(.failed, "zirqd does not know this request (\(error.qualifiedName)); is it older than this zirqctl?")
    }
  }
}
