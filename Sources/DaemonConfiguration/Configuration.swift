import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import ZirconObjects

/// What zirqd has been told to do, by its files and then by its flags.
package struct Configuration: Sendable {
  package var socket = SocketSettings(path: "/run/zirq/zirqd.sock")
  package var controlSocket = SocketSettings(path: "/run/zirq/control.sock")
  /// Beside root and the daemon's own user.
  package var administrators: [Principal] = []
  package var logLevel = Logger.Level.info
  /// Of the lines' threads.
  package var scheduling = Scheduling(priority: Scheduling.builtInPriority)
  package var processors: ProcessorSet?
  /// Whether every page of the daemon is kept in memory.
  package var lockMemory = false
  /// Interrupts in a second from which on a line that nobody silences is held masked; 0 for no limit; nil for the
  /// built-in one.
  package var stormLimitHz: UInt32?
  package var timestamps = TimestampSource.wakeup
  /// Whose word about devices is waited for; nil for udevd's where it runs.
  package var deviceEvents: DeviceEventSource?
  /// How long a client may go on holding the mappings of a device that is being removed, before it is cut off.
  package var removalGrace = Duration.seconds(10)
  package var limits = ClientLimits()
  /// The first rule whose pattern matches a device decides.
  package var rules: [AccessPolicy.Rule] = []
  /// For each setting the first rule that matches a device and says something decides.
  package var lineRules: [LinePolicy.Rule] = []
  package var simulated: [SimulatedDeviceSettings] = []
  /// Who has said what is not built in.
  var sources = ConfigurationSources()

  package init() {}

  package var linePolicy: LinePolicy {
    LinePolicy(
      rules: lineRules,
      byDefault: LineSettings(
        scheduling: scheduling, processors: processors, stormLimitHz: stormLimitHz, timestamps: timestamps))
  }

  package struct SocketSettings: Sendable {
    package var path: String
    package var mode: mode_t = 0o660
    /// Nil: the group of the process.
    package var group: gid_t?
  }

  /// The files that are read when none is named: the first that exists, and the drop-ins of all of them. Source:
  /// systemd-system.conf(5), "Configuration directories and precedence".
  package static let defaultPaths = ["/etc/zirq/zirqd.conf", "/run/zirq/zirqd.conf", "/usr/lib/zirq/zirqd.conf"]
}

/// Where the sections and values of a configuration come from; what is not here is built in.
struct ConfigurationSources: Sendable {
  enum Source: Sendable, Hashable, CustomStringConvertible {
    case file(String, line: Int)
    case flag(String)

    var description: String {
      switch self {
      case .file(let path, let line): "\(path):\(line)"
      case .flag(let name): "--\(name)"
      }
    }
  }

  private struct Place: Hashable {
    var section: String
    /// Nil for the section itself.
    var key: String?
  }

  private var sources: [Place: [Source]] = [:]

  /// - Parameters:
  ///   - section: as it stands between the brackets.
  ///   - key: nil for the section itself.
  subscript(section: String, key: String?) -> [Source] {
    get { sources[Place(section: section, key: key)] ?? [] }
    set { sources[Place(section: section, key: key)] = newValue.isEmpty ? nil : newValue }
  }
}
