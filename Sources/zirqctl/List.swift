import ArgumentParser
import ControlInterface

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the devices and who uses them.")

  @OptionGroup var options: SharedOptions

  /// As the default verb, list is also given what is no verb.
  @Argument(help: .hidden) var rest: [String] = []

  func validate() throws {
    guard let word = rest.first else { return }
    let isNamed = CommandLine.arguments.prefix { $0 != word }.contains("list")
    throw ValidationError(
      isNamed ? "list takes no device; zirqctl show \(word) shows one" : "there is no verb '\(word)'")
  }

  func run() throws {
    let reply = try options.daemon.get(.listDevices, as: DevicesReply.self)
    if options.json { return StandardOutput.writeLine(reply.json) }
    var table = Table("NAME", "KIND", "DRIVER", "SLOT", "TRIGGER", "REARM", "EVENTS", "MAPS", "OWNER")
    for device in reply.value.devices {
      let owners = device.owners
      let maps = device.regions.count { $0.kind == .memory }
      let owner = owners.first.map { $0.name + (owners.count > 1 ? " +\(owners.count - 1)" : "") }
      table.add(
        device.name, device.kind.rawValue, device.driver, device.slot, device.trigger.rawValue, device.rearm,
        device.events.map(String.init), maps == 0 ? nil : String(maps), owner ?? device.state)
    }
    table.write(options, counting: "device")
  }
}

extension DeviceReport {
  /// Why nobody can have it now.
  var state: String? { removing ? "being removed" : allowed ? nil : "not allowed" }

  /// Each client that has opened a line of the device, once.
  var owners: [OwnerReport] {
    var owners: [OwnerReport] = []
    for owner in lines.compactMap(\.owner) where !owners.contains(owner) { owners.append(owner) }
    return owners
  }
}

extension OwnerReport {
  var name: String { "\(command)[\(pid)] of \(user)" }
}
