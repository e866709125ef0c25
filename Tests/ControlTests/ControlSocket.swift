import BridgeServer
import ControlInterface
import DaemonLog
import Foundation
import Glibc
import Logging

/// A server with a fake daemon behind it, on a real socket in a directory of its own.
final class ControlSocket {
  let daemon = FakeDaemon()
  let server: ControlServer
  let path: String
  private let directory: String
  private let listener: Int32
  private var isRunning = true

  init(limits: ControlLimits = ControlLimits(), administrators: Administrators = Administrators()) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "zirq-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    path = directory + "/control.sock"
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un(path: path)
    let bound = withUnsafePointer(to: &address) { [listener] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listener, 64) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    server = try ControlServer(
      listener: listener, daemon: daemon, administrators: administrators, limits: limits,
      log: EventLog(Logger(label: "control-tests")))
    try server.start()
  }

  func connect() throws -> ControlClient { try ControlClient(path: path) }

  func stop() {
    guard isRunning else { return }
    isRunning = false
    server.stop()
  }

  deinit {
    stop()
    close(listener)
    try? FileManager.default.removeItem(atPath: directory)
  }
}

/// A client that can also break every rule.
final class ControlClient {
  private var channel: MessageChannel

  /// Longer than anything here takes; a test that waits this long has failed.
  static let patience = Duration.seconds(120)

  init(path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un(path: path)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    channel = MessageChannel(owning: descriptor, maximumLength: 16 << 20)
    guard connected == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  /// One call; its reply's parameters, or the error as a throw.
  func call<Reply: Codable & Sendable>(_ json: String, _ reply: Reply.Type = NoParameters.self) throws -> Reply {
    // A server that has refused this client may be gone already; why is still there to be read.
    do { try send(json) } catch MessageChannel.Failure.closed {}
    return try receive(reply).parameters
  }

  func send(_ json: String) throws { try channel.send(Array(json.utf8), within: Self.patience) }

  func receive<Reply: Codable & Sendable>(
    _ reply: Reply.Type = NoParameters.self
  ) throws -> (parameters: Reply, continues: Bool) {
    guard let message = try channel.receive(patience: Self.patience, within: Self.patience) else {
      throw MessageChannel.Failure.closed
    }
    let header = try VarlinkJSON.decode(VarlinkReply<ErrorParameters>.self, from: message)
    if let name = header.error {
      throw ControlError(qualifiedName: name, parameters: header.parameters ?? ErrorParameters())
        ?? .failed(reason: "unknown error \(name)")
    }
    let whole = try VarlinkJSON.decode(VarlinkReply<Reply>.self, from: message)
    guard let parameters = whole.parameters else { throw ControlError.failed(reason: "a reply without parameters") }
    return (parameters, header.continues ?? false)
  }

  /// Bytes as they are, with no NUL behind them. False when the server has left.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    Glibc.send(channel.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// Whether the server ends the connection, with no further message.
  func isEnded() throws -> Bool {
    do {
      return try channel.receive(patience: Self.patience, within: Self.patience) == nil
    } catch .closed {
      return true
    }
  }

  /// Waits until the server has hung up, and takes nothing of what it has sent.
  func isCutOff() -> Bool {
    var waited = pollfd(fd: channel.descriptor, events: 0, revents: 0)
    return poll(&waited, 1, 20_000) > 0 && waited.revents & Int16(POLLHUP) != 0
  }
}

extension sockaddr_un {
  init(path: String) {
    self.init()
    sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: path.utf8) }
  }
}
