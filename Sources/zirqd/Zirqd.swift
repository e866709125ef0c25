import ArgumentParser
import CLinuxInterrupt
import ControlInterface
import DaemonConfiguration
import DeviceInventory
import Glibc
import InterruptLines
import Logging

/// The daemon's command line.
@main
struct Zirqd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zirqd",
    abstract: "Hands Linux's hardware interrupts to programs that speak Zircon's interrupt API.",
    discussion: """
      zirqd runs until SIGTERM or SIGINT, then ends its clients and leaves every line masked. Flags win over the \
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
    let configuration = try readConfiguration()
    if checkConfig { return }

    // Blocked before the first thread starts, so that they wait for the main thread, whichever thread they reach.
    let signals = StopSignals()
    zirq_memory_few_arenas()
    LoggingSystem.bootstrap { _ in JournalLogHandler() }
    JournalLogHandler.setLevel(configuration.logLevel)
    let logger = Logger(label: "zirqd")
    let daemon: Daemon
    do {
      daemon = try Daemon(configuration, logger: logger)
      try daemon.start()
    } catch {
      logger.critical("\(error)")
      throw ExitCode(1)
    }
    let signal = signals.wait()
    logger.info("stopping on \(signal == SIGINT ? "SIGINT" : "SIGTERM")")
    ServiceManager.notify("STOPPING=1")
    daemon.stop()
  }

  private func readConfiguration() throws -> Configuration {
    let reader = ConfigurationReader.read(config)
    guard reader.errors.isEmpty else {
      for error in reader.errors { StandardError.write("zirqd: \(error)\n") }
      throw ExitCode(78)
    }
    var configuration = reader.configuration
    if let socket { configuration.socket.path = socket }
    if let controlSocket { configuration.controlSocket.path = controlSocket }
    guard configuration.socket.path != configuration.controlSocket.path else {
      StandardError.write("zirqd: Socket and ControlSocket: both are \(configuration.socket.path); they must differ\n")
      throw ExitCode(78)
    }
    if let logLevel = logLevel.flatMap({ Logger.Level(rawValue: $0) }) { configuration.logLevel = logLevel }
    if let deviceEvents { configuration.deviceEvents = DeviceEventSource(rawValue: deviceEvents) }
    if let realtimePriority { configuration.scheduling.priority = realtimePriority }
    return configuration
  }
}
