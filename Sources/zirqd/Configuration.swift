import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import ZirconObjects

/// What zirqd has been told to do, by its files and then by its flags.
struct Configuration {
  var socket = SocketSettings(path: "/run/zirq/zirqd.sock")
  var controlSocket = SocketSettings(path: "/run/zirq/control.sock")
  var logLevel = Logger.Level.info
  /// SCHED_FIFO priority of the lines' threads; nil leaves them as they are.
  var realtimePriority: Int32?
  /// Whether every page of the daemon is kept in memory.
  var lockMemory = false
  /// Interrupts in a second from which on a line that nobody silences is held masked; 0 for no limit; nil for the
  /// built-in one.
  var stormLimitHz: UInt32?
  var timestamps = TimestampSource.wakeup
  /// How long a client may go on holding the mappings of a device that is being removed, before it is cut off.
  var removalGrace = Duration.seconds(10)
  var limits = ClientLimits()
  /// The first rule whose pattern matches a device decides.
  var rules: [AccessPolicy.Rule] = []
  /// For each setting the first rule that matches a device and says something decides.
  var lineRules: [LinePolicy.Rule] = []
  var simulated: [SimulatedDeviceSettings] = []

  var linePolicy: LinePolicy {
    LinePolicy(
      rules: lineRules,
      byDefault: LineSettings(
        realtimePriority: realtimePriority, stormLimitHz: stormLimitHz, timestamps: timestamps))
  }

  struct SocketSettings {
    var path: String
    var mode: mode_t = 0o660
    /// Nil: the group of the process.
    var group: gid_t?
  }

  /// The files that are read when none is named, the first that exists.
  static let defaultPaths = ["/etc/zirq/zirqd.conf", "/usr/lib/zirq/zirqd.conf"]
}
