import Foundation
import Glibc
import ZirconObjects

/// A real zirqd, started for a test with a configuration of its own, in a directory of its own.
public final class TestDaemon: @unchecked Sendable {
  // Sendable: everything is constant after init but `process`, and of that only thread-safe methods are used.

  public let socket: String
  public let controlSocket: String
  /// Its configuration file.
  public let configurationFile: String
  private let place: Place
  private let process = Process()
  private let notifications: NotificationSocket

  /// What it told its service manager first: READY=1 and what comes with it.
  public private(set) var readiness = ""

  /// A directory for a daemon's sockets, its configuration and its log, removed in the end. Daemons that come one after the
  /// other may have the same.
  public final class Place: Sendable {
    fileprivate let directory: URL

    public init() throws {
      directory = URL(fileURLWithPath: "/tmp/zirq-test-\(UUID().uuidString.prefix(13))")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
  }

  /// Starts the daemon and waits until it says that it is ready.
  ///
  /// - Parameters:
  ///   - configuration: the text of its file.
  ///   - isUnderSystemd: whether its standard error looks like the journal's socket to it.
  ///   - watchdogMicroseconds: how long its service manager waits for a sign of life; nil for ever.
  ///   - place: nil for one of its own.
  ///   - shell: commands of a shell that then becomes the daemon: "ulimit -n 40".
  public init(
    _ configuration: String = "", isUnderSystemd: Bool = false, watchdogMicroseconds: Int? = nil,
    at place: Place? = nil, after shell: String = ":"
  ) throws {
    self.place = try place ?? Place()
    let directory = self.place.directory
    notifications = try NotificationSocket(path: directory.appendingPathComponent("notify").path)
    socket = directory.appendingPathComponent("data").path
    controlSocket = directory.appendingPathComponent("control").path
    let file = directory.appendingPathComponent("zirqd.conf")
    configurationFile = file.path
    try configuration.write(to: file, atomically: false, encoding: .utf8)
    _ = FileManager.default.createFile(atPath: logPath, contents: nil)

    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "\(shell); exec \"$0\" \"$@\"", TestProgram.named("zirqd").path] + [
        "--config", file.path, "--socket", socket, "--control-socket", controlSocket, "--log-level", "debug",
      ]
    var environment = ["NOTIFY_SOCKET": notifications.path, "SWIFT_BACKTRACE": "enable=no"]
    if let watchdogMicroseconds { environment["WATCHDOG_USEC"] = "\(watchdogMicroseconds)" }
    if isUnderSystemd {
      var status = stat()
      _ = stat(logPath, &status)
      environment["JOURNAL_STREAM"] = "\(status.st_dev):\(status.st_ino)"
    }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: logPath))
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    Remains.add(process.processIdentifier)
    readiness = notifications.next()
    guard readiness.contains("READY=1") else {
      process.terminate()
      throw TestDaemonError(description: "zirqd is not ready after 30 s: \(log)")
    }
  }

  /// Gives it another configuration, which it has to read again.
  public func rewrite(_ configuration: String) throws {
    try configuration.write(toFile: configurationFile, atomically: true, encoding: .utf8)
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    Remains.remove(process.processIdentifier)
    notifications.hangUp()
  }

  public var pid: Int32 { process.processIdentifier }

  /// What it tells its service manager next, after that it is ready.
  public func nextNotification() -> String { notifications.next() }

  /// How many of them have come that `nextNotification` has not given yet.
  public var unreadNotifications: Int { notifications.count }

  public var isRunning: Bool { process.isRunning }

  private var logPath: String { place.directory.appendingPathComponent("log").path }

  /// What it has written to standard error.
  public var log: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

  /// Asks it to stop, and waits.
  ///
  /// - Returns: its exit status; the negative number of a signal that killed it.
  @discardableResult
  public func stop(_ signal: Int32 = SIGTERM) -> Int32 {
    kill(pid, signal)
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// Memory that it has written, bytes. What it has only read of its program is shared with other daemons or not, as they
  /// come and go. Source: Linux, /proc/PID/smaps_rollup.
  public var privateMemory: Int {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { $0.hasPrefix("Private_Dirty:") }.reduce(0) { sum, line in
      sum + (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
  }

  public var threadCount: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task"))?.count ?? 0
  }

  public var descriptorCount: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd"))?.count ?? 0
  }
}

/// Daemons that are shared by many tests, and so by none that would stop them, end with the tests' process.
private enum Remains {
  private static let pids = Guarded<Set<pid_t>>([])
  private static let atExit: Void = {
    atexit { Remains.pids.withLock { $0.forEach { kill($0, SIGKILL) } } }
  }()

  static func add(_ pid: pid_t) {
    _ = atExit
    pids.withLock { _ = $0.insert(pid) }
  }

  static func remove(_ pid: pid_t) {
    pids.withLock { _ = $0.remove(pid) }
  }
}

public struct TestDaemonError: Error, CustomStringConvertible {
  public let description: String
}

/// The datagram socket of a service manager, which reads whatever comes: who sends more than fits has to wait. Source:
/// sd_notify(3), unix(7).
private final class NotificationSocket: Sendable {
  let path: String
  private let descriptor: Int32
  private let unread = Guarded<[String]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  init(path: String) throws {
    self.path = path
    unlink(path)
    descriptor = try UnixSocket.make(SOCK_DGRAM, at: path, bind)
    Thread.detachNewThread { [self] in
      while let notification = receive() {
        unread.withLock { $0.append(notification) }
        arrivals.signal()
      }
    }
  }

  // The thread holds it until it is hung up.
  deinit { close(descriptor) }

  /// Nil when it is hung up.
  private func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 512)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 { return String(decoding: buffer[..<count], as: UTF8.self) }
      guard count < 0, [EAGAIN, EINTR].contains(errno) else { return nil }
    }
  }

  var count: Int { unread.withLock { $0.count } }

  /// Nobody listens any more.
  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Empty when none comes in time.
  func next() -> String {
    guard arrivals.wait(timeout: .now() + 30) == .success else { return "" }
    return unread.withLock { $0.removeFirst() }
  }
}
