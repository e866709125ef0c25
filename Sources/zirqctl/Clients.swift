import ArgumentParser
import ControlInterface

struct Clients: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the processes that use the daemon.")

  @OptionGroup var options: SharedOptions

  func run() throws {
    let reply = try options.daemon.get(.listClients, as: ClientsReply.self)
    if options.json { return StandardOutput.writeLine(reply.json) }
    var table = Table("ID", "PID", "UID", "COMMAND", "CHANNELS", "HANDLES", "PORTS", "INTERRUPTS")
    for client in reply.value.clients {
      table.add(
        String(client.id), String(client.pid), String(client.uid), client.command, String(client.channels),
        String(client.handles), String(client.ports), client.interrupts.map(\.text).joined(separator: ", "))
    }
    table.write(options, counting: "client")
  }
}

extension InterruptReport {
  /// By the name that `trigger` takes, where it takes one.
  var text: String {
    switch kind {
    case .virtual: "virtual:\(koid)"
    case .physical: "\(device ?? "physical") vector \(vector ?? 0)"
    }
  }
}
