import ArgumentParser
import CLinuxInterrupt
import ControlInterface
import DaemonConfiguration
import DaemonLog
import DeviceInventory
import Glibc
import Logging

/// The daemon's command line.
@main
struct Zirqd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zirqd",
    abstract: "Hands Linux's hardware interrupts to programs that speak Zircon's interrupt API.",
    discussion: """
      zirqd runs until SIGTERM or SIGINT, then ends its clients and leaves every line masked; so it does when the \
      terminal it was started on closes. Any other SIGHUP has it read its configuration again. Flags win over the \
      configuration file. Exit status: 0 stopped as asked, 1 failed, 64 usage, 78 bad configuration.
      """,
    version: zirqVersion)

  @Option(help: ArgumentHelp("Configuration file; its drop-ins are FILE.d/*.conf.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Path of the data socket [Daemon] Socket.", valueName: "path"))
  var socket: String?

  @Option(help: ArgumentHelp("Path of the control socket [Daemon] ControlSocket.", valueName: "path"))
  var controlSocket: String?

  @Option(help: ArgumentHelp("trace, debug, info, notice, warning or error [Daemon] LogLevel.", valueName: "level"))
  var logLevel: String?

  @Option(help: ArgumentHelp("Real-time priority of the lines' threads, 0 for none [Daemon] RealtimePriority."))
  var realtimePriority: Int32?

  @Option(help: ArgumentHelp("udev, kernel or auto: who tells of devices [Daemon] DeviceEvents.", valueName: "source"))
  var deviceEvents: String?

  @Flag(help: "Read the configuration, say what is wrong with it, and exit: 0 or 78.")
  var checkConfig = false

  func validate() throws {
    if let logLevel, Logger.Level(rawValue: logLevel) == nil {
      throw ValidationError("--log-level: there is no level '\(logLevel)'")
    }
    if let deviceEvents, deviceEvents != "auto", DeviceEventSource(rawValue: deviceEvents) == nil {
      throw ValidationError("--device-events is udev, kernel or auto")
    }
    if let realtimePriority, !(0...99).contains(realtimePriority) {
      throw ValidationError("--realtime-priority is a number from 0 to 99")
    }
  }

  func run() throws {
    StandardDescriptors.open()
    let read: @Sendable () -> ConfigurationReader = { [config, flags] in
      ConfigurationReader.read(config, flags: flags)
    }
    let first = read()
    guard first.errors.isEmpty else {
      for error in first.errors { StandardError.write("zirqd: \(error)\n") }
      throw ExitCode(78)
    }
    if checkConfig { return }
    let configuration = first.configuration

    // Blocked before the first thread starts, so that they wait for the main thread, whichever thread they reach.
    let signals = DaemonSignals()
    zirq_memory_few_arenas()
    LoggingSystem.bootstrap { _ in JournalLogHandler() }
    JournalLogHandler.setLevel(configuration.logLevel)
    let log = EventLog(Logger(label: "zirqd"))
    let daemon: Daemon
    do {
      daemon = try Daemon(configuration, read: read, log: log)
      try daemon.start()
    } catch {
      log.logger.critical("\(error)")
      throw ExitCode(1)
    }
    obey(signals, daemon, log)
    ServiceManager.notify("STOPPING=1")
    daemon.stop()
  }

  /// Returns when the daemon is to stop.
  private func obey(_ signals: DaemonSignals, _ daemon: Daemon, _ log: EventLog) {
    while true {
      switch signals.wait() {
      case .reload: daemon.reload()
      case .stop(let why): return log.write(.stopped, "stopping on \(why)")
      }
    }
  }

  private var flags: ConfigurationFlags {
    var flags = ConfigurationFlags()
    flags.socket = socket.map(Self.absolute)
    flags.controlSocket = controlSocket.map(Self.absolute)
    flags.logLevel = logLevel.flatMap { Logger.Level(rawValue: $0) }
    flags.deviceEvents = deviceEvents
    flags.realtimePriority = realtimePriority
    return flags
  }

  /// As a file of the configuration would have it.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
    defer { free(directory) }
    return "\(String(cString: directory))/\(path)"
  }
}
