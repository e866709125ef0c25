import BridgeServer
import DeviceInventory
import InterruptLines
import ZirconObjects

/// The keys of each section, and what they set.

extension Configuration {
  /// [Daemon]
  mutating func setDaemon(_ key: String, _ value: ConfigurationValue) throws(ConfigurationProblem) {
    switch key {
    case "Socket": socket.path = try value.path()
    case "SocketMode": socket.mode = try value.mode()
    case "SocketGroup": socket.group = try value.group()
    case "ControlSocket": controlSocket.path = try value.path()
    case "ControlSocketMode": controlSocket.mode = try value.mode()
    case "ControlSocketGroup": controlSocket.group = try value.group()
    case "LogLevel": logLevel = try value.logLevel()
    case "SchedulingPolicy": scheduling.policy = try value.word(of: Scheduling.Policy.allCases)
    case "RealtimePriority": scheduling.priority = Int32(try value.number(0...99))
    case "CPUAffinity": processors = try value.processors()
    case "LockMemory": lockMemory = try value.boolean()
    case "StormLimitHz": stormLimitHz = try value.stormLimit()
    case "Timestamps": timestamps = try value.word(of: TimestampSource.allCases)
    case "DeviceEvents": deviceEvents = try value.wordOrAuto(of: DeviceEventSource.allCases)
    case "RemovalGraceSec": removalGrace = .seconds(try value.number(0...3600))
    default:
      throw .unknown(
        key,
        [
          "Socket", "SocketMode", "SocketGroup", "ControlSocket", "ControlSocketMode", "ControlSocketGroup", "LogLevel",
          "SchedulingPolicy", "RealtimePriority", "CPUAffinity", "LockMemory", "StormLimitHz", "Timestamps",
          "DeviceEvents", "RemovalGraceSec",
        ])
    }
  }
}

extension ClientLimits {
  /// [Limits]
  mutating func set(_ key: String, _ value: ConfigurationValue) throws(ConfigurationProblem) {
    switch key {
    case "Clients": clients = try value.number(1...10_000)
    case "Channels": channels = try value.number(1...10_000)
    case "ChannelsPerClient": channelsPerClient = try value.number(1...10_000)
    case "HandlesPerClient": process.handles = try value.number(1...65_536)
    case "PortsPerClient": process.ports = try value.number(1...65_536)
    case "PacketsPerPort": process.packetsPerPort = try value.number(1...65_536)
    case "PacketsPerClient": process.packets = try value.number(1...1_000_000)
    case "AsyncWaitsPerClient": process.asyncWaits = try value.number(1...65_536)
    default:
      throw .unknown(
        key,
        [
          "Clients", "Channels", "ChannelsPerClient", "HandlesPerClient", "PortsPerClient", "PacketsPerPort",
          "PacketsPerClient", "AsyncWaitsPerClient",
        ])
    }
  }
}

extension AccessPolicy.Rule {
  /// [Device PATTERN]
  mutating func set(_ key: String, _ value: ConfigurationValue) throws(ConfigurationProblem) {
    switch key {
    case "Allow":
      for word in value.words {
        do throws(Principal.Unknown) { allow.append(try Principal(parsing: word)) } catch {
          throw ConfigurationProblem("\(error)")
        }
      }
    case "MapRegions": mapRegions = try value.boolean()
    default: throw .unknown(key, ["Allow", "MapRegions"])
    }
  }
}

extension LinePolicy.Rule {
  /// [Line PATTERN]
  mutating func set(_ key: String, _ value: ConfigurationValue) throws(ConfigurationProblem) {
    switch key {
    // Not RearmPath.unmask: that is VFIO's, where there is no choice.
    case "Rearm": rearm = try value.wordOrAuto(of: [RearmPath.irqcontrol, .configSpace, .client, .none])
    // Not InterruptKind.platform: such a device has no other kind.
    case "Interrupts": interrupts = try value.wordOrAuto(of: [InterruptKind.intx, .msi, .msix])
    case "BusMaster": busMaster = try value.boolean()
    case "SchedulingPolicy": schedulingPolicy = try value.word(of: Scheduling.Policy.allCases)
    case "RealtimePriority": realtimePriority = Int32(try value.number(0...99))
    case "CPUAffinity": processors = try value.processors()
    case "InterruptAffinity": interruptProcessors = try value.processors()
    case "StormLimitHz": stormLimitHz = try value.stormLimit()
    case "Timestamps": timestamps = try value.word(of: TimestampSource.allCases)
    default:
      throw .unknown(
        key,
        [
          "Rearm", "Interrupts", "BusMaster", "SchedulingPolicy", "RealtimePriority", "CPUAffinity",
          "InterruptAffinity",
          "StormLimitHz", "Timestamps",
        ])
    }
  }
}

extension SimulatedDeviceSettings {
  /// [Simulated NAME]
  mutating func set(_ key: String, _ value: ConfigurationValue) throws(ConfigurationProblem) {
    switch key {
    case "Mode": mode = try value.word(of: [Mode.edge, .level])
    case "RateHz": rateHz = UInt32(try value.number(0...100_000))
    case "Vectors": vectors = UInt32(try value.number(1...2048))
    case "Registers": registers = try value.bytes(upTo: SimulatedRegisters.limit)
    default: throw .unknown(key, ["Mode", "RateHz", "Vectors", "Registers"])
    }
  }
}

extension ConfigurationValue {
  /// Interrupts in a second; 0 is no limit. More than a million is none that a processor could reach.
  fileprivate func stormLimit() throws(ConfigurationProblem) -> UInt32 { UInt32(try number(0...1_000_000)) }
}
