import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import ZirconObjects

/// Turns configuration files into a `Configuration`, and tells everything that is wrong with them.
package struct ConfigurationReader {
  package private(set) var configuration = Configuration()
  package private(set) var errors: [ConfigurationError] = []

  package init() {}

  /// Reads a file and then, in the order of their names, the drop-ins beside it: `FILE.d/*.conf`.
  ///
  /// - Parameter path: nil for the first default file that exists; without one everything is as built in. Then the
  ///   drop-ins of all the default files are read, and one in /etc hides one of the same name in /usr/lib.
  package static func read(_ path: String?) -> ConfigurationReader {
    var reader = ConfigurationReader()
    let files = path.map { [$0] } ?? Configuration.defaultPaths
    if let main = path ?? files.first(where: { access($0, F_OK) == 0 }) { reader.read(file: main) }
    var directories: [String: String] = [:]
    for file in files.reversed() { for name in dropIns(of: file) { directories[name] = "\(file).d" } }
    for (name, directory) in directories.sorted(by: { $0.key < $1.key }) { reader.read(file: "\(directory)/\(name)") }
    return reader
  }

  /// The names of the drop-ins beside a file.
  private static func dropIns(of path: String) -> [String] {
    guard let directory = opendir("\(path).d") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".conf"), !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private mutating func read(file path: String) {
    do throws(ConfigurationError) {
      apply(try ConfigurationFile(reading: path))
    } catch {
      errors.append(error)
    }
  }

  package mutating func apply(_ file: ConfigurationFile) {
    errors += file.errors
    for section in file.sections { open(section, in: file.path) }
    for entry in file.entries where !entry.section.isEmpty {
      do throws(ConfigurationProblem) {
        try apply(entry)
      } catch {
        errors.append(
          ConfigurationError(file: file.path, line: entry.line, key: entry.key, message: error.message))
      }
    }
  }

  // MARK: Sections

  private enum Section {
    case daemon, limits
    case device(pattern: String)
    case line(pattern: String)
    case simulated(name: String)

    static let all = ["Daemon", "Limits", "Device PATTERN", "Line PATTERN", "Simulated NAME"]

    init?(_ name: String) {
      switch name {
      case "Daemon": self = .daemon
      case "Limits": self = .limits
      default:
        let words = name.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return nil }
        switch words[0] {
        case "Device": self = .device(pattern: words[1])
        case "Line": self = .line(pattern: words[1])
        case "Simulated": self = .simulated(name: words[1])
        default: return nil
        }
      }
    }
  }

  private mutating func open(_ section: ConfigurationFile.Section, in file: String) {
    switch Section(section.name) {
    case .daemon, .limits:
      break
    case .device(let pattern):
      if !configuration.rules.contains(where: { $0.pattern == pattern }) {
        configuration.rules.append(AccessPolicy.Rule(pattern: pattern, allow: []))
      }
    case .line(let pattern):
      if !configuration.lineRules.contains(where: { $0.pattern == pattern }) {
        configuration.lineRules.append(LinePolicy.Rule(pattern: pattern))
      }
    case .simulated(let name):
      let isPlain = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
      guard isPlain, name.utf8.count <= 40 else {
        errors.append(
          ConfigurationError(
            file: file, line: section.line,
            message: "[Simulated \(name)]: a name has at most 40 letters, digits, '-', '_' and '.'"))
        return
      }
      if !configuration.simulated.contains(where: { $0.name == name }) {
        configuration.simulated.append(SimulatedDeviceSettings(name: name))
      }
    case nil:
      errors.append(
        ConfigurationError(file: file, line: section.line, message: "[\(section.name)] \(whyUnknown(section.name))"))
    }
  }

  private func whyUnknown(_ section: String) -> String {
    let word = section.prefix { $0 != " " }.lowercased()
    guard let meant = Section.all.first(where: { $0.prefix { $0 != " " }.lowercased() == word }) else {
      return "is no section; there are \(Section.all.map { "[\($0)]" }.joined(separator: ", "))"
    }
    return "is no section; it is written [\(meant)]"
  }

  private mutating func apply(_ entry: ConfigurationFile.Entry) throws(ConfigurationProblem) {
    let value = ConfigurationValue(entry.value)
    switch Section(entry.section) {
    case .daemon: try configuration.setDaemon(entry.key, value)
    case .limits: try configuration.limits.set(entry.key, value)
    case .device(let pattern):
      if let index = configuration.rules.firstIndex(where: { $0.pattern == pattern }) {
        try configuration.rules[index].set(entry.key, value)
      }
    case .line(let pattern):
      if let index = configuration.lineRules.firstIndex(where: { $0.pattern == pattern }) {
        try configuration.lineRules[index].set(entry.key, value)
      }
    case .simulated(let name):
      if let index = configuration.simulated.firstIndex(where: { $0.name == name }) {
        try configuration.simulated[index].set(entry.key, value)
      }
    case nil: break
    }
  }
}
