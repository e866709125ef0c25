import ArgumentParser
import ControlInterface

struct DaemonStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how the daemon is: version, uptime, limits, warnings.")

  @OptionGroup var options: SharedOptions

  func run() throws {
    let reply = try options.daemon.get(.getStatus, as: StatusReport.self)
    if options.json { return StandardOutput.writeLine(reply.json) }
    let status = reply.value
    var fields = Fields()
    fields.add("Version", status.version)
    fields.add("PID", String(status.pid))
    fields.add("Uptime", Uptime.text(nanoseconds: status.uptime))
    fields.add("Log level", status.logLevel.rawValue)
    fields.add("Devices", String(status.devices))
    fields.add("Clients", String(status.clients))
    fields.add("Limits", status.limits.map(\.text))
    fields.add("Warnings", status.warnings)
    fields.write(options.style)
  }
}

extension LimitReport {
  var text: String { "\(name): \(used.map { "\($0) of " } ?? "")\(maximum)" }
}

enum Uptime {
  /// The two greatest units: "3d 4h".
  static func text(nanoseconds: Int) -> String {
    var seconds = nanoseconds / 1_000_000_000
    var parts: [String] = []
    for (unit, length) in [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)] {
      let count = seconds / length
      seconds %= length
      if count > 0 || (length == 1 && parts.isEmpty) { parts.append("\(count)\(unit)") }
    }
    return parts.prefix(2).joined(separator: " ")
  }
}
