import BridgeServer
import ControlInterface
import DaemonConfiguration
import DaemonLog
import DeviceInventory
import Logging
import ZirconObjects

/// The configuration that the daemon goes by, and how it comes to have another. Thread-safe.
///
/// What a client has open stays open under every configuration.
final class RunningConfiguration: Sendable {
  private let read: @Sendable () -> ConfigurationReader
  private let inventory: Inventory
  private let sessions: Sessions
  private let administrators: Administrators
  private let denials: DenialLog
  private let log: EventLog
  /// Held while it is read again, so that of two the later one is the newer one. Nothing on an interrupt's way asks.
  private let current: Guarded<Configuration>

  /// - Parameter read: reads the files again.
  init(
    _ configuration: Configuration, read: @escaping @Sendable () -> ConfigurationReader, inventory: Inventory,
    sessions: Sessions, administrators: Administrators, denials: DenialLog, log: EventLog
  ) {
    self.read = read
    self.inventory = inventory
    self.sessions = sessions
    self.administrators = administrators
    self.denials = denials
    self.log = log
    current = Guarded(configuration)
  }

  var report: ConfigurationReport { current.withLock { $0.report } }

  /// Reads the files again and applies what a running daemon can; a mistake in them changes nothing. The log tells both.
  ///
  /// - Throws: `ControlError.badConfiguration`.
  @discardableResult
  func reload() throws(ControlError) -> ReloadReport {
    try current.withLock { current throws(ControlError) in
      ServiceManager.notifyReloading()
      defer { ServiceManager.notify("READY=1") }
      let reader = read()
      guard reader.errors.isEmpty else {
        for error in reader.errors { log.logger.error("\(error)") }
        log.write(.configurationRefused, "the configuration that was read again has mistakes; the one before holds on")
        throw .badConfiguration(problems: reader.errors.map(\.description))
      }
      let new = reader.configuration
      inventory.setPolicies(
        access: AccessPolicy(rules: new.rules), lines: new.linePolicy, removalGrace: new.removalGrace)
      let inUse = inventory.setSimulated(new.simulated)
      sessions.setLimits(new.limits)
      administrators.set(adding: new.administrators)
      denials.forget()
      JournalLogHandler.setLevel(new.logLevel)
      let change = ConfigurationChange(from: current, to: new, simulatedInUse: inUse)
      current = change.effective
      tell(change)
      return ReloadReport(applied: change.applied, restart: change.restart)
    }
  }

  private func tell(_ change: ConfigurationChange) {
    let applied = change.applied.isEmpty ? "nothing has changed" : change.applied.joined(separator: ", ")
    log.write(.configurationReloaded, "the configuration has been read again: \(applied)")
    if !change.restart.isEmpty {
      log.logger.warning("only a restart changes \(change.restart.joined(separator: ", "))")
    }
  }
}
