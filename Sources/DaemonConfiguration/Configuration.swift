import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import ZirconObjects

/// What zirqd has been told to do, by its files and then by its flags.
package struct Configuration {
  package var socket = SocketSettings(path: "/run/zirq/zirqd.sock")
  package var controlSocket = SocketSettings(path: "/run/zirq/control.sock")
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

  package init() {}

  package var linePolicy: LinePolicy {
    LinePolicy(
      rules: lineRules,
      byDefault: LineSettings(
        scheduling: scheduling, processors: processors, stormLimitHz: stormLimitHz, timestamps: timestamps))
  }

  package struct SocketSettings {
    package var path: String
    package var mode: mode_t = 0o660
    /// Nil: the group of the process.
    package var group: gid_t?
  }

  /// The files that are read when none is named, the first that exists.
  package static let defaultPaths = ["/etc/zirq/zirqd.conf", "/usr/lib/zirq/zirqd.conf"]
}
