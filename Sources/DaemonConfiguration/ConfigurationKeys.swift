import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import ZirconObjects

/// The keys of each section, and what they set. docs/zirqd.conf explains them.

/// [Daemon]
extension Configuration: ConfigurationSection {
  static let builtIn = Configuration()

  static let keys: [ConfigurationKey<Configuration>] = [
    .path("Socket", \.socket.path), .mode("SocketMode", \.socket.mode), .group("SocketGroup", \.socket.group),
    .path("ControlSocket", \.controlSocket.path), .mode("ControlSocketMode", \.controlSocket.mode),
    .group("ControlSocketGroup", \.controlSocket.group),
    .principals("Administrators", \.administrators),
    .init(
      "LogLevel", \.logLevel, read: { (value) throws(ConfigurationProblem) in try value.logLevel() },
      text: { $0.rawValue }),
    .word("SchedulingPolicy", \.scheduling.policy, Scheduling.Policy.allCases),
    .init("RealtimePriority", \.scheduling.priority, 0...99),
    .processors("CPUAffinity", \.processors),
    .boolean("LockMemory", \.lockMemory, needsRestart: true),
    .stormLimit(\.stormLimitHz),
    .word("Timestamps", \.timestamps, TimestampSource.allCases),
    .wordOrAuto("DeviceEvents", \.deviceEvents, DeviceEventSource.allCases, needsRestart: true),
    .init(
      "RemovalGraceSec", \.removalGrace,
      read: { (value) throws(ConfigurationProblem) in .seconds(try value.number(0...3600)) },
      text: { "\($0.components.seconds)" }),
  ]
}

/// [Limits]
extension ClientLimits: ConfigurationSection {
  static let builtIn = ClientLimits()

  static let keys: [ConfigurationKey<ClientLimits>] = [
    .init("Clients", \.clients, 1...10_000),
    .init("Channels", \.channels, 1...10_000),
    .init("ChannelsPerClient", \.channelsPerClient, 1...10_000),
    .init("HandlesPerClient", \.process.handles, 1...65_536),
    .init("PortsPerClient", \.process.ports, 1...65_536),
    .init("PacketsPerPort", \.process.packetsPerPort, 1...65_536),
    .init("PacketsPerClient", \.process.packets, 1...1_000_000),
    .init("AsyncWaitsPerClient", \.process.asyncWaits, 1...65_536),
  ]
}

/// [Device PATTERN]
extension AccessPolicy.Rule: ConfigurationSection {
  static let builtIn = AccessPolicy.Rule(pattern: "", allow: [])

  static let keys: [ConfigurationKey<AccessPolicy.Rule>] = [
    .principals("Allow", \.allow), .power("MapRegions", \.mapRegions), .power("Trigger", \.trigger),
    .power("Administer", \.administer),
  ]
}

/// [Line PATTERN]
extension LinePolicy.Rule: ConfigurationSection {
  static let builtIn = LinePolicy.Rule(pattern: "")

  static let keys: [ConfigurationKey<LinePolicy.Rule>] = [
    // Not RearmPath.unmask: that is VFIO's, where there is no choice.
    .wordOrAuto("Rearm", \.rearm, [.irqcontrol, .configSpace, .client, .none]),
    // Not InterruptKind.platform: such a device has no other kind.
    .wordOrAuto("Interrupts", \.interrupts, [.intx, .msi, .msix]),
    .init(
      "BusMaster", \.busMaster, read: { (value) throws(ConfigurationProblem) in try value.boolean() },
      text: { $0.map { $0 ? "yes" : "no" } ?? "" }),
    .word("SchedulingPolicy", \.schedulingPolicy, Scheduling.Policy.allCases),
    .init(
      "RealtimePriority", \.realtimePriority,
      read: { (value) throws(ConfigurationProblem) in Int32(try value.number(0...99)) },
      text: { $0.map { "\($0)" } ?? "" }),
    .processors("CPUAffinity", \.processors), .processors("InterruptAffinity", \.interruptProcessors),
    .stormLimit(\.stormLimitHz),
    .word("Timestamps", \.timestamps, TimestampSource.allCases),
  ]
}

/// [Simulated NAME]
extension SimulatedDeviceSettings: ConfigurationSection {
  static let builtIn = SimulatedDeviceSettings(name: "")

  static let keys: [ConfigurationKey<SimulatedDeviceSettings>] = [
    .word("Mode", \.mode, [.edge, .level]),
    .init("RateHz", \.rateHz, 0...100_000),
    .init("Vectors", \.vectors, 1...2048),
    .init(
      "Registers", \.registers,
      read: { (value) throws(ConfigurationProblem) in try value.bytes(upTo: SimulatedRegisters.limit) },
      text: { "\($0)" }),
  ]
}

// MARK: Kinds of value

extension ConfigurationKey {
  /// A socket's, which stays where it is while the daemon runs.
  fileprivate static func path(_ name: String, _ path: Place<Section, String>) -> Self {
    .init(
      name, path, needsRestart: true, read: { (value) throws(ConfigurationProblem) in try value.path() }, text: { $0 })
  }

  fileprivate static func mode(_ name: String, _ path: Place<Section, mode_t>) -> Self {
    .init(
      name, path, needsRestart: true, read: { (value) throws(ConfigurationProblem) in try value.mode() },
      text: { "0" + String($0, radix: 8) })
  }

  fileprivate static func group(_ name: String, _ path: Place<Section, gid_t?>) -> Self {
    .init(
      name, path, needsRestart: true, read: { (value) throws(ConfigurationProblem) in try value.group() },
      text: { $0.map { String(Principal.group($0).text.dropFirst()) } ?? "" })
  }

  fileprivate static func boolean(
    _ name: String, _ path: Place<Section, Bool>, needsRestart: Bool
  ) -> Self {
    .init(
      name, path, needsRestart: needsRestart, read: { (value) throws(ConfigurationProblem) in try value.boolean() },
      text: { $0 ? "yes" : "no" })
  }

  /// Interrupts in a second; 0 is no limit. More than a million is none that a processor could reach.
  fileprivate static func stormLimit(_ path: Place<Section, UInt32?>) -> Self {
    .init(
      "StormLimitHz", path,
      read: { (value) throws(ConfigurationProblem) in UInt32(try value.number(0...1_000_000)) },
      text: { $0.map { "\($0)" } ?? "" })
  }

  fileprivate static func principals(_ name: String, _ path: Place<Section, [Principal]>) -> Self {
    .init(
      list: name, path,
      add: { (value, principals) throws(ConfigurationProblem) in principals += try value.principals() },
      text: { $0.map(\.text).joined(separator: " ") })
  }

  /// Users and groups; or `yes` for all who may open the device, `no` for nobody.
  fileprivate static func power(_ name: String, _ path: Place<Section, Power>) -> Self {
    .init(
      list: name, path,
      add: { (value, power) throws(ConfigurationProblem) in power = try value.power(added: power) },
      text: { power in
        switch power {
        case .everyoneAllowed: "yes"
        case .only(let principals): principals.isEmpty ? "no" : principals.map(\.text).joined(separator: " ")
        }
      })
  }

  fileprivate static func processors(_ name: String, _ path: Place<Section, ProcessorSet?>) -> Self {
    .init(
      name, path, read: { (value) throws(ConfigurationProblem) in try value.processors() },
      text: { $0?.description ?? "" })
  }

  fileprivate static func word<Word: RawRepresentable<String> & Sendable>(
    _ name: String, _ path: Place<Section, Word>, _ known: [Word]
  ) -> Self {
    .init(
      name, path, read: { (value) throws(ConfigurationProblem) in try value.word(of: known) }, text: { $0.rawValue })
  }

  /// Nil where the section does not say.
  fileprivate static func word<Word: RawRepresentable<String> & Sendable>(
    _ name: String, _ path: Place<Section, Word?>, _ known: [Word]
  ) -> Self {
    .init(
      name, path, read: { (value) throws(ConfigurationProblem) in try value.word(of: known) },
      text: { $0?.rawValue ?? "" })
  }

  /// Nil is `auto`.
  fileprivate static func wordOrAuto<Word: RawRepresentable<String> & Sendable>(
    _ name: String, _ path: Place<Section, Word?>, _ known: [Word], needsRestart: Bool = false
  ) -> Self {
    .init(
      name, path, needsRestart: needsRestart,
      read: { (value) throws(ConfigurationProblem) in try value.wordOrAuto(of: known) },
      text: { $0?.rawValue ?? "auto" })
  }
}
