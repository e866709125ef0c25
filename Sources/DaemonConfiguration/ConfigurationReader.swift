import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import Sysfs
import SystemPackage
import ZirconObjects

/// Turns configuration files into a `Configuration`, and tells everything that is wrong with them.
package struct ConfigurationReader {
  package private(set) var configuration = Configuration()
  package private(set) var errors: [ConfigurationError] = []

  package init() {}

  /// Reads a file and then, in the order of their names, the drop-ins beside it: `FILE.d/*.conf`. Then the flags.
  ///
  /// - Parameters:
  ///   - path: nil for the first default file that exists; without one everything is as built in. Then the drop-ins of
  ///     all the default files are read, and one in /etc takes the place of one of the same name in /run or /usr/lib,
  ///     even when it is empty or a link to /dev/null; so does the file itself. Source: systemd-system.conf(5).
  ///   - root: put before every path: empty, but for a tree that is a copy.
  package static func read(
    _ path: String?, flags: ConfigurationFlags = ConfigurationFlags(), root: String = ""
  ) -> ConfigurationReader {
    var reader = ConfigurationReader()
    let files = (path.map { [$0] } ?? Configuration.defaultPaths).map { root + $0 }
    if let main = path == nil ? files.first(where: exists) : files.first { reader.read(file: main) }
    var directories: [String: String] = [:]
    for file in files.reversed() { for name in reader.dropIns(of: file) { directories[name] = "\(file).d" } }
    for (name, directory) in directories.sorted(by: { $0.key < $1.key }) { reader.read(file: "\(directory)/\(name)") }
    flags.apply(to: &reader.configuration)
    reader.check()
    return reader
  }

  /// Of a link, whether there is the link: one to nowhere is a mistake to be told, not passed over. So is what cannot be
  /// looked at, for it may shut somebody out.
  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 || errno != ENOENT
  }

  /// The names of the drop-ins beside a file.
  private mutating func dropIns(of path: String) -> [String] {
    guard let directory = opendir("\(path).d") else {
      if errno != ENOENT {
        errors.append(ConfigurationError(file: "\(path).d", message: "cannot be read: \(Errno(rawValue: errno))"))
      }
      return []
    }
    closedir(directory)
    return SystemFiles().entries("\(path).d").filter { $0.hasSuffix(".conf") && !$0.hasPrefix(".") }
  }

  private mutating func read(file path: String) {
    do throws(ConfigurationError) {
      apply(try ConfigurationFile(reading: path))
    } catch {
      errors.append(error)
    }
  }

  package mutating func apply(_ file: ConfigurationFile) {
    let first = errors.count
    errors += file.errors
    for section in file.sections { open(section, in: file.path) }
    for entry in file.entries where !entry.section.isEmpty {
      do throws(ConfigurationProblem) {
        try apply(entry, in: file.path)
      } catch {
        errors.append(
          ConfigurationError(file: file.path, line: entry.line, key: entry.key, message: error.message))
      }
    }
    errors[first...].sort { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  /// What is wrong with the whole.
  private mutating func check() {
    guard configuration.socket.path == configuration.controlSocket.path else { return }
    errors.append(
      ConfigurationError(
        key: "Socket and ControlSocket", message: "both are \(configuration.socket.path); they must differ"))
  }

  // MARK: Sections

  private enum Section {
    case daemon, limits
    case device(pattern: String)
    case line(pattern: String)
    case simulated(name: String)

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

  /// The kinds of section, with the keys of each.
  package static let sections: [(title: String, keys: [String])] = [
    ("Daemon", Configuration.keys.map(\.name)), ("Limits", ClientLimits.keys.map(\.name)),
    ("Device PATTERN", AccessPolicy.Rule.keys.map(\.name)), ("Line PATTERN", LinePolicy.Rule.keys.map(\.name)),
    ("Simulated NAME", SimulatedDeviceSettings.keys.map(\.name)),
  ]

  static func title(ofSectionWith key: String) -> String? {
    sections.first { $0.keys.contains(key) }.map { "[\($0.title)]" }
  }

  private mutating func open(_ section: ConfigurationFile.Section, in file: String) {
    func refuse(_ why: String) {
      errors.append(ConfigurationError(file: file, line: section.line, message: "[\(section.name)]\(why)"))
    }
    switch Section(section.name) {
    case .daemon, .limits:
      break
    case .device(let pattern):
      if let why = whyUnmatchable(pattern) { return refuse(why) }
      if !configuration.rules.contains(where: { $0.pattern.description == pattern }) {
        configuration.rules.append(AccessPolicy.Rule(pattern: pattern, allow: []))
      }
    case .line(let pattern):
      if let why = whyUnmatchable(pattern) { return refuse(why) }
      if !configuration.lineRules.contains(where: { $0.pattern.description == pattern }) {
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
        return refuse(": a name has at most 40 letters, digits, '-', '_' and '.'")
      }
      if !configuration.simulated.contains(where: { $0.name == name }) {
        configuration.simulated.append(SimulatedDeviceSettings(name: name))
      }
    case nil:
      return refuse(" \(whyUnknown(section.name))")
    }
    if configuration.sources[section.name, nil].isEmpty {
      configuration.sources[section.name, nil] = [.file(file, line: section.line)]
    }
  }

  private func whyUnmatchable(_ pattern: String) -> String? {
    do throws(DevicePattern.Unmatchable) {
      _ = try DevicePattern(checking: pattern)
      return nil
    } catch {
      return ": \(error)"
    }
  }

  private func whyUnknown(_ section: String) -> String {
    let titles = Self.sections.map(\.title)
    let words = titles.map { String($0.prefix { $0 != " " }) }
    let word = String(section.prefix { $0 != " " })
    let same = words.firstIndex { $0.lowercased() == word.lowercased() }
    if let same { return "is no section; it is written [\(titles[same])]" }
    if let near = Spelling.nearest(to: word, among: words).flatMap(words.firstIndex(of:)) {
      return "is no section; did you mean [\(titles[near])]?"
    }
    return "is no section; there are \(titles.map { "[\($0)]" }.joined(separator: ", "))"
  }

  private mutating func apply(_ entry: ConfigurationFile.Entry, in file: String) throws(ConfigurationProblem) {
    let value = ConfigurationValue(entry.value)
    let isList: Bool
    switch Section(entry.section) {
    case .daemon: isList = try configuration.read(entry.key, value).isList
    case .limits: isList = try configuration.limits.read(entry.key, value).isList
    case .device(let pattern):
      guard let index = configuration.rules.firstIndex(where: { $0.pattern.description == pattern }) else { return }
      isList = try configuration.rules[index].read(entry.key, value).isList
    case .line(let pattern):
      guard let index = configuration.lineRules.firstIndex(where: { $0.pattern.description == pattern }) else { return }
      isList = try configuration.lineRules[index].read(entry.key, value).isList
    case .simulated(let name):
      guard let index = configuration.simulated.firstIndex(where: { $0.name == name }) else { return }
      isList = try configuration.simulated[index].read(entry.key, value).isList
    case nil: return
    }
    let before = isList && !value.isEmpty ? configuration.sources[entry.section, entry.key] : []
    configuration.sources[entry.section, entry.key] =
      value.isEmpty ? [] : before + [.file(file, line: entry.line)]
  }
}
