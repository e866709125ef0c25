import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import ZirconObjects

/// Turns configuration files into a `Configuration`, and tells everything that is wrong with them.
struct ConfigurationReader {
  private(set) var configuration = Configuration()
  private(set) var errors: [ConfigurationError] = []

  /// Reads a file and then, in the order of their names, the drop-ins beside it: `FILE.d/*.conf`.
  ///
  /// - Parameter path: nil for the first default file that exists; without one everything is as built in. Then the
  ///   drop-ins of all the default files are read, and one in /etc hides one of the same name in /usr/lib.
  static func read(_ path: String?) -> ConfigurationReader {
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

  mutating func apply(_ file: ConfigurationFile) {
    errors += file.errors
    for section in file.sections { open(section, in: file.path) }
    for entry in file.entries where !entry.section.isEmpty {
      do throws(Problem) {
        try apply(entry)
      } catch {
        errors.append(
          ConfigurationError(file: file.path, line: entry.line, key: entry.key, message: error.message))
      }
    }
  }

  /// What is wrong with one entry.
  private struct Problem: Error {
    let message: String

    init(_ message: String) { self.message = message }
  }

  // MARK: Sections

  private enum Section {
    case daemon, limits
    case device(pattern: String)
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
        ConfigurationError(
          file: file, line: section.line,
          message: "[\(section.name)] is no section; there are [Daemon], [Limits], [Device PATTERN], [Simulated NAME]"))
    }
  }

  // MARK: Keys

  private mutating func apply(_ entry: ConfigurationFile.Entry) throws(Problem) {
    let value = entry.value
    switch Section(entry.section) {
    case .daemon: try applyDaemon(entry.key, value)
    case .limits: try applyLimit(entry.key, value)
    case .device(let pattern):
      if let index = configuration.rules.firstIndex(where: { $0.pattern == pattern }) {
        try apply(entry.key, value, to: &configuration.rules[index])
      }
    case .simulated(let name):
      if let index = configuration.simulated.firstIndex(where: { $0.name == name }) {
        try apply(entry.key, value, to: &configuration.simulated[index])
      }
    case nil: break
    }
  }

  private mutating func applyDaemon(_ key: String, _ value: String) throws(Problem) {
    switch key {
    case "Socket": configuration.socket.path = try path(value)
    case "SocketMode": configuration.socket.mode = try mode(value)
    case "SocketGroup": configuration.socket.group = try group(value)
    case "ControlSocket": configuration.controlSocket.path = try path(value)
    case "ControlSocketMode": configuration.controlSocket.mode = try mode(value)
    case "ControlSocketGroup": configuration.controlSocket.group = try group(value)
    case "LogLevel": configuration.logLevel = try logLevel(value)
    case "RealtimePriority":
      let priority = try number(value, 0...99)
      configuration.realtimePriority = priority == 0 ? nil : Int32(priority)
    case "LockMemory": configuration.lockMemory = try boolean(value)
    default:
      throw unknown(
        key,
        [
          "Socket", "SocketMode", "SocketGroup", "ControlSocket", "ControlSocketMode", "ControlSocketGroup", "LogLevel",
          "RealtimePriority", "LockMemory",
        ])
    }
  }

  private mutating func applyLimit(_ key: String, _ value: String) throws(Problem) {
    switch key {
    case "Clients": configuration.limits.clients = try number(value, 1...10_000)
    case "Channels": configuration.limits.channels = try number(value, 1...10_000)
    case "ChannelsPerClient": configuration.limits.channelsPerClient = try number(value, 1...10_000)
    case "HandlesPerClient": configuration.limits.process.handles = try number(value, 1...65_536)
    case "PortsPerClient": configuration.limits.process.ports = try number(value, 1...65_536)
    case "PacketsPerPort": configuration.limits.process.packetsPerPort = try number(value, 1...65_536)
    case "PacketsPerClient": configuration.limits.process.packets = try number(value, 1...1_000_000)
    case "AsyncWaitsPerClient": configuration.limits.process.asyncWaits = try number(value, 1...65_536)
    default:
      throw unknown(
        key,
        [
          "Clients", "Channels", "ChannelsPerClient", "HandlesPerClient", "PortsPerClient", "PacketsPerPort",
          "PacketsPerClient", "AsyncWaitsPerClient",
        ])
    }
  }

  private func apply(_ key: String, _ value: String, to rule: inout AccessPolicy.Rule) throws(Problem) {
    switch key {
    case "Allow":
      for word in value.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
        do throws(Principal.Unknown) { rule.allow.append(try Principal(parsing: word)) } catch {
          throw Problem("\(error)")
        }
      }
    case "MapRegions": rule.mapRegions = try boolean(value)
    default: throw unknown(key, ["Allow", "MapRegions"])
    }
  }

  private func apply(_ key: String, _ value: String, to device: inout SimulatedDeviceSettings) throws(Problem) {
    switch key {
    case "Mode":
      guard let mode = SimulatedDeviceSettings.Mode(rawValue: value) else {
        throw Problem("is edge or level, not '\(value)'")
      }
      device.mode = mode
    case "RateHz": device.rateHz = UInt32(try number(value, 0...100_000))
    case "Vectors": device.vectors = UInt32(try number(value, 1...2048))
    case "Registers": device.registers = try bytes(value, upTo: SimulatedRegisters.limit)
    default: throw unknown(key, ["Mode", "RateHz", "Vectors", "Registers"])
    }
  }

  private func unknown(_ key: String, _ known: [String]) -> Problem {
    if let meant = known.first(where: { $0.lowercased() == key.lowercased() }) {
      return Problem("is unknown; it is spelled \(meant)")
    }
    return Problem("is unknown; this section has \(known.joined(separator: ", "))")
  }

  // MARK: Values

  private func path(_ value: String) throws(Problem) -> String {
    guard value.hasPrefix("/") else { throw Problem("is an absolute path, not '\(value)'") }
    guard value.utf8.count <= 107 else { throw Problem("a socket's path has at most 107 bytes") }
    return value
  }

  private func number(_ value: String, _ range: ClosedRange<Int>) throws(Problem) -> Int {
    guard let number = Int(value), range.contains(number) else {
      throw Problem("is a number from \(range.lowerBound) to \(range.upperBound), not '\(value)'")
    }
    return number
  }

  /// A number, or one of units of 1024 or 1024² bytes: "4096", "4K", "1M".
  private func bytes(_ value: String, upTo limit: UInt64) throws(Problem) -> UInt64 {
    let unit: UInt64 = value.hasSuffix("K") ? 1 << 10 : value.hasSuffix("M") ? 1 << 20 : 1
    let digits = unit == 1 ? Substring(value) : value.dropLast()
    guard let number = UInt64(digits), number <= limit / unit else {
      throw Problem("is a number of bytes from 0 to \(limit >> 20)M, such as 4096, 4K or 1M, not '\(value)'")
    }
    return number * unit
  }

  private func mode(_ value: String) throws(Problem) -> mode_t {
    guard let mode = mode_t(value, radix: 8), mode <= 0o777 else {
      throw Problem("is an octal file mode such as 0660, not '\(value)'")
    }
    return mode
  }

  private func boolean(_ value: String) throws(Problem) -> Bool {
    switch value.lowercased() {
    case "yes", "true", "on", "1": return true
    case "no", "false", "off", "0": return false
    default: throw Problem("is yes or no, not '\(value)'")
    }
  }

  private func group(_ value: String) throws(Problem) -> gid_t {
    if let number = gid_t(value) { return number }
    guard let entry = getgrnam(value) else { throw Problem("there is no group '\(value)'") }
    return entry.pointee.gr_gid
  }

  private func logLevel(_ value: String) throws(Problem) -> Logger.Level {
    guard let level = Logger.Level(rawValue: value) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem("is one of \(levels), not '\(value)'")
    }
    return level
  }
}
