import ControlInterface
import DaemonConfiguration
import Foundation
import Testing

@Suite("The configuration's keys")
struct KeyTests {
  private func read(_ text: String) -> ConfigurationReader {
    var reader = ConfigurationReader()
    reader.apply(ConfigurationFile(path: "a.conf", text: text))
    return reader
  }

  private func value(_ key: String, _ text: String) throws -> SettingReport {
    let reader = read(text)
    #expect(reader.errors.isEmpty, "\(reader.errors)")
    let settings = reader.configuration.report.sections.flatMap(\.settings)
    return try #require(settings.last { $0.key == key })
  }

  @Test("stand in the commented example, all of them and no others")
  func example() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs/zirqd.conf")
    var keys: [String: Set<String>] = [:]
    var section = ""
    for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
      let text = line.drop { $0 == "#" }
      if text.hasPrefix("["), text.hasSuffix("]") {
        section = String(text.dropFirst().prefix { $0 != " " && $0 != "]" })
        keys[section] = []
      } else if let key = text.prefixMatch(of: /[A-Za-z]+=/) {
        keys[section, default: []].insert(String(text[key.range].dropLast()))
      }
    }
    let known = ConfigurationReader.sections.map { (String($0.title.prefix { $0 != " " }), Set($0.keys)) }
    #expect(keys == Dictionary(uniqueKeysWithValues: known))
  }

  @Test("that take a list add up, and begin anew after an empty one; the others go back to what is built in")
  func emptyAssignment() throws {
    #expect(
      try value("Allow", "[Device x]\nAllow=root\nAllow=@root *\n")
        == SettingReport(key: "Allow", value: "root @root *", source: "a.conf:2, a.conf:3"))
    #expect(
      try value("Allow", "[Device x]\nAllow=root\nAllow=\nAllow=*\n")
        == SettingReport(key: "Allow", value: "*", source: "a.conf:4"))
    #expect(
      try value("Allow", "[Device x]\nAllow=root\nAllow=\n")
        == SettingReport(key: "Allow", value: "", source: "built-in"))
    #expect(
      try value("LogLevel", "[Daemon]\nLogLevel=debug\nLogLevel=\n")
        == SettingReport(key: "LogLevel", value: "info", source: "built-in"))
    #expect(
      try value("Socket", "[Daemon]\nSocket=/x\nSocket=/y\n")
        == SettingReport(key: "Socket", value: "/y", source: "a.conf:3"))
  }

  @Test(
    "that give a power take yes, no, or users and groups",
    arguments: [
      ("MapRegions=no", "no"), ("MapRegions=yes", "yes"), ("MapRegions=root", "root"),
      ("MapRegions=root\nMapRegions=@root", "root @root"), ("MapRegions=root\nMapRegions=no", "no"),
      ("MapRegions=no\nMapRegions=root", "root"), ("MapRegions=root\nMapRegions=", "yes"), ("", "yes"),
    ])
  func powers(_ lines: String, _ expected: String) throws {
    #expect(try value("MapRegions", "[Device x]\n\(lines)\n").value == expected)
  }

  @Test("that are wrong are all told at once, in the order of their lines, with what may have been meant")
  func mistakes() {
    let errors = read(
      """
      [Device id:8086:10D3]
      [Device id:8086]
      nonsense
      [Demon]
      Loglevel=debug
      [Daemon]
      LogLevl=debug
      LogLevel=degub
      Allow=root
      more nonsense
      [Limits]
      Clients=lots
      [Device x]
      MapRegions=1
      Trigger=nobody-of-this-name
      Allow=root, daemon
      Allow=root \\
      Administer=root ; and nobody else
      """
    ).errors.map(\.description)
    #expect(
      errors == [
        "a.conf:1: [Device id:8086:10D3]: PCI ids are in lower case; did you mean id:8086:10d3?",
        "a.conf:2: [Device id:8086]: a PCI id has a vendor and a device; did you mean id:8086:*?",
        "a.conf:3: this is neither a [Section] nor Key=value",
        "a.conf:4: [Demon] is no section; did you mean [Daemon]?",
        "a.conf:7: LogLevl: is unknown; did you mean LogLevel?",
        "a.conf:8: LogLevel: is trace, debug, info, notice, warning, error or critical, not 'degub'; 'debug' is meant",
        "a.conf:9: Allow: is unknown here; it belongs into [Device PATTERN]",
        "a.conf:10: this is neither a [Section] nor Key=value",
        "a.conf:12: Clients: is a number from 1 to 10000, not 'lots'",
        "a.conf:14: MapRegions: '1' may be a user or yes; write the one or the other",
        "a.conf:15: Trigger: is yes, no, or users and @groups: there is no user \"nobody-of-this-name\" on this system",
        "a.conf:16: Allow: names are separated by spaces, not 'root, daemon'",
        "a.conf:17: a value goes on in the next line when that is indented, not by a \\",
        "a.conf:17: Allow: there is no user \"\\\" on this system",
        "a.conf:18: a comment has a line of its own",
      ])
  }
}
