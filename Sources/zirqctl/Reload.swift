import ArgumentParser
import ControlInterface

struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have the daemon read its configuration again.",
    discussion: """
      For administrators. A configuration with a mistake changes nothing, and every mistake is told (exit status 78). \
      Clients and what they have open are not disturbed. SIGHUP does the same, and the daemon's log tells the outcome.
      """)

  @OptionGroup var options: SharedOptions

  func run() throws {
    let reply = try options.daemon.get(.reload, as: ReloadReport.self)
    if options.json { return StandardOutput.writeLine(reply.json) }
    for change in reply.value.applied { StandardOutput.writeLine("\(change.printable) has changed") }
    for change in reply.value.restart { StandardOutput.writeLine("\(change.printable) changes at a restart only") }
    if reply.value.applied.isEmpty && reply.value.restart.isEmpty { StandardOutput.writeLine("nothing has changed") }
  }
}
