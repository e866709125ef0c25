import ArgumentParser
import ControlInterface

struct SetLogLevel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log-level",
    abstract: "Show how much the daemon logs, or change it until it ends or reads its configuration again.",
    discussion: "Changing it is for administrators.")

  @Argument(help: "trace, debug, info, notice, warning, error or critical; nothing shows the present one.")
  var level: LogLevel?

  @OptionGroup var options: SharedOptions

  func run() throws {
    if let level { try options.daemon.perform(.setLogLevel, SetLogLevelParameters(level: level)) }
    let shown = try level ?? options.daemon.get(.getStatus, as: StatusReport.self).value.logLevel
    StandardOutput.writeLine(options.json ? #"{"log_level":"\#(shown.rawValue)"}"# : shown.rawValue)
  }
}

extension LogLevel: ExpressibleByArgument {}
