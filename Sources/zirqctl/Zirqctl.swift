import ArgumentParser
import ControlInterface
import Glibc

/// The control tool. Without a verb it lists the devices.
struct Zirqctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zirqctl",
    abstract: "Look at zirqd's devices and clients, watch interrupts, diagnose devices, and bind them to drivers.",
    discussion: """
      Exit status: 0 done, 1 failed, 64 usage, 66 no such device, 69 no daemon, 75 try again (busy, in use, limit, \
      timeout), 77 not permitted, 78 bad configuration, 130 interrupted by Ctrl-C.
      """,
    version: zirqVersion,
    subcommands: [
      List.self, Show.self, Watch.self, Wait.self, Trigger.self, Clients.self, DaemonStatus.self, Metrics.self,
      Monitor.self, SetLogLevel.self, Config.self, Reload.self, Doctor.self, Release.self, Bind.self, Unbind.self,
    ],
    defaultSubcommand: List.self)

  @OptionGroup var options: SharedOptions
}

@main
enum Program {
  static func main() {
    do {
      var command = try Zirqctl.parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      end(saying: failure.message, failure.status.rawValue)
    } catch {
      let code = Zirqctl.exitCode(for: error)
      // What was asked for, help or a completion script, goes out as the library formats it.
      guard code == .validationFailure else { Zirqctl.exit(withError: error) }
      // The library lists values one below the other.
      let message = Zirqctl.message(for: error).split(separator: "\n").joined(separator: " ")
      end(saying: "\(message) (see zirqctl --help)", code.rawValue)
    }
  }

  private static func end(saying message: String, _ status: Int32) -> Never {
    StandardError.write("zirqctl: \(message)\n")
    exit(status)
  }
}
