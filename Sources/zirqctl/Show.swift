import ArgumentParser
import ControlInterface

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show all that is known of a device: driver, interrupt, registers, counts, owner.")

  @Argument(help: "A device's name, or its node such as /dev/uio0.", completion: DeviceName.completion)
  var device: DeviceName

  @OptionGroup var options: SharedOptions

  func run() throws {
    let reply = try options.daemon.get(.getDevice, GetDeviceParameters(name: device.text), as: DeviceReply.self)
    if options.json { return StandardOutput.writeLine(reply.json) }
    reply.value.device.fields.write(options.style)
  }
}

extension DeviceReport {
  var fields: Fields {
    var fields = Fields()
    fields.add("Name", name)
    fields.add("Also", aliases)
    fields.add("Kind", kind.rawValue)
    fields.add("Life", lifeText)
    fields.add("Node", node)
    fields.add("Sysfs", sysfs)
    fields.add("Driver", driver)
    fields.add("Override", driverOverride.map { "\($0), the only driver that the kernel will bind" })
    fields.add("driverctl", driverctl.map { "\($0), at each boot" })
    fields.add("IOMMU group", iommuGroup.map(String.init))
    fields.add("UIO name", uioName.map { name in version.map { "\(name), version \($0)" } ?? name })
    fields.add("Slot", slot.map { slot in pciID.map { "\(slot) [\($0)]" } ?? slot })
    fields.add("Interrupt", irq.map { "\($0), \(triggerText)" } ?? triggerText)
    fields.add("Re-arm", rearm)
    fields.add("Vectors", String(vectors) + (interrupts.map { " (\($0.rawValue))" } ?? ""))
    fields.add("It has", interruptCounts.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", "))
    fields.add("Times", timestamps)
    fields.add("Events", events.map { "\($0) since the driver was bound" })
    fields.add("Maps", regions.filter { $0.kind == .memory }.map(\.text))
    fields.add("Ports", regions.filter { $0.kind == .port }.map(\.text))
    fields.add("Allowed", allowed ? "yes" : "no; zirqd's configuration does not give you this device")
    fields.add("Lines", lines.map(\.text))
    return fields
  }

  /// Nothing for the first life of a device that may go on.
  private var lifeText: String? {
    removing ? "\(generation); the system wants it back" : generation > 1 ? String(generation) : nil
  }

  private var triggerText: String {
    switch trigger {
    case .level: "level-triggered"
    case .edge: "edge-triggered"
    case .unknown: "trigger not known"
    case .none: "none"
    }
  }
}

extension RegionReport {
  var text: String {
    let place =
      switch kind {
      case .memory: "at \(address.hexadecimal)"
      case .port: "from \(address.hexadecimal)"
      }
    let start = offset == 0 ? "" : ", starts \(offset.hexadecimal) into the page"
    return "\(index) \(name.isEmpty ? "-" : name): \(size.hexadecimal) bytes \(place)\(start)"
  }
}

extension LineReport {
  var text: String {
    guard open else { return "\(vector) closed" }
    let counts = "\(total) interrupts, \(delivered) delivered, \(missed) missed, \(rearms) re-arms"
    let how = rearm.map { " (\($0))" } ?? ""
    let last = delta > 1 ? ", \(delta) at the last wake-up" : ""
    let times = timestamps.map { ", times from \($0)" } ?? ""
    let state = held ? "held, as it came too often" : "open"
    return "\(vector) \(state): \(counts)\(how)\(last)\(times)\(owner.map { ", owned by \($0.name)" } ?? "")"
  }
}

extension Int {
  fileprivate var hexadecimal: String { "0x" + String(self, radix: 16) }
}
