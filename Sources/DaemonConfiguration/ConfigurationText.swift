import BridgeServer
import ControlInterface
import DeviceInventory
import InterruptLines

extension Configuration {
  /// All of it, section by section, each value with where it comes from.
  package var report: ConfigurationReport {
    ConfigurationReport(
      sections: [section("Daemon", self), section("Limits", limits)]
        + rules.map { section("Device \($0.pattern)", $0) }
        + lineRules.map { section("Line \($0.pattern)", $0) }
        + simulated.map { section("Simulated \($0.name)", $0) })
  }

  private func section<Section: ConfigurationSection>(_ name: String, _ section: Section) -> ConfigurationSectionReport
  {
    ConfigurationSectionReport(
      name: name, source: text(of: sources[name, nil]),
      settings: Section.keys.map { key in
        SettingReport(key: key.name, value: key.text(section), source: text(of: sources[name, key.name]))
      })
  }

  private func text(of sources: [ConfigurationSources.Source]) -> String {
    sources.isEmpty ? "built-in" : sources.map(\.description).joined(separator: ", ")
  }
}
