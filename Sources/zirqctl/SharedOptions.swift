import ArgumentParser
import Glibc

/// The options of every verb, which may also stand before it.
struct SharedOptions: ParsableArguments {
  @Flag(help: "Write JSON: one document, or one object for each line of watch and monitor.")
  var json = false

  @Flag(help: "Leave out a table's header and footer.")
  var noLegend = false

  @Option(help: "When to use color; auto is: on a terminal, unless NO_COLOR is set.")
  var color = ColorChoice.auto

  @Option(help: "The daemon's data socket. (default: $ZIRQ_SOCKET or /run/zirq/zirqd.sock)", completion: .file())
  var socket: String?

  @Option(
    help: "The daemon's control socket. (default: $ZIRQ_CONTROL_SOCKET or /run/zirq/control.sock)",
    completion: .file())
  var controlSocket: String?

  var socketPath: String { socket ?? environment("ZIRQ_SOCKET") ?? "/run/zirq/zirqd.sock" }

  var controlSocketPath: String {
    controlSocket ?? environment("ZIRQ_CONTROL_SOCKET") ?? "/run/zirq/control.sock"
  }

  var style: Style { Style(isColored: color.applies) }

  var daemon: ControlCall { ControlCall(path: controlSocketPath) }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Source: no-color.org: NO_COLOR counts when it is set and not empty.
  var applies: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: StandardOutput.isTerminal && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
    }
  }
}

/// Nil when the variable is not set or empty.
private func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}
