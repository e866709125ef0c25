import ControlInterface
import InterruptLines

/// The step from one configuration to the next, of a daemon that runs.
package struct ConfigurationChange {
  /// What holds from now on: the new one, but for what needs a restart, which stays as it is.
  package private(set) var effective: Configuration
  /// What has another value and takes effect: "[Daemon] LogLevel", "[Device sim:*]".
  package private(set) var applied: [String] = []
  /// What has another value and takes effect only when the daemon is started again.
  package private(set) var restart: [String] = []

  /// - Parameter simulatedInUse: the simulated devices that have to stay as they are.
  package init(from old: Configuration, to new: Configuration, simulatedInUse: [String] = []) {
    effective = new
    for key in Configuration.keys where key.needsRestart {
      if key.text(old) != key.text(new) { restart.append("[Daemon] \(key.name)") }
      key.copy(old, &effective)
      effective.sources["Daemon", key.name] = old.sources["Daemon", key.name]
    }
    for device in old.simulated where simulatedInUse.contains(device.name) { keep(device, of: old) }
    applied = Self.differences(old.report, effective.report)
  }

  private mutating func keep(_ device: SimulatedDeviceSettings, of old: Configuration) {
    let section = "Simulated \(device.name)"
    restart.append("[\(section)] (in use)")
    if let index = effective.simulated.firstIndex(where: { $0.name == device.name }) {
      effective.simulated[index] = device
    } else {
      effective.simulated.append(device)
    }
    for key in [nil] + SimulatedDeviceSettings.keys.map(\.name) {
      effective.sources[section, key] = old.sources[section, key]
    }
  }

  private static func differences(_ old: ConfigurationReport, _ new: ConfigurationReport) -> [String] {
    let before = Dictionary(old.sections.map { ($0.name, $0) }) { first, _ in first }
    var differences: [String] = []
    for section in new.sections {
      guard let known = before[section.name] else {
        differences.append("[\(section.name)]")
        continue
      }
      for (setting, was) in zip(section.settings, known.settings) where setting.value != was.value {
        differences.append("[\(section.name)] \(setting.key)")
      }
    }
    let names = new.sections.map(\.name)
    let gone = old.sections.map(\.name).filter { !names.contains($0) }
    // Of rules the first that matches decides.
    let rules = { (names: [String]) in names.filter { $0.hasPrefix("Device ") || $0.hasPrefix("Line ") } }
    let stayed = rules(old.sections.map(\.name)).filter { names.contains($0) }
    if stayed != rules(names).filter({ before[$0] != nil }) {
      differences.append("the order of [Device] and [Line] sections")
    }
    return differences + gone.map { "[\($0)] (gone)" }
  }
}
