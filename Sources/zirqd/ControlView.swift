import BridgeServer
import ControlInterface
import DaemonLog
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import Sysfs
import ZirconObjects

/// The daemon as the control socket shows it.
struct ControlView: ControlledDaemon {
  let inventory: Inventory
  let sessions: Sessions
  let running: RunningConfiguration
  let denials: DenialLog
  let log: EventLog
  /// What works less well than it could.
  let warnings: [String]
  let started = (realTime: Int.realTime(), monotonic: Clock.monotonic())

  init(
    inventory: Inventory, sessions: Sessions, configuration: RunningConfiguration, denials: DenialLog,
    warnings: [String], log: EventLog
  ) {
    running = configuration
    self.denials = denials
    self.warnings = warnings
    self.inventory = inventory
    self.sessions = sessions
    self.log = log
  }

  func status() -> StatusReport {
    let limits = sessions.limits
    let clients = sessions.all
    return StatusReport(
      version: zirqVersion, pid: Int(getpid()), started: started.realTime,
      uptime: Int(Clock.monotonic() - started.monotonic),
      logLevel: LogLevel(JournalLogHandler.currentLevel), devices: inventory.devices().count,
      clients: clients.count,
      limits: [
        LimitReport(name: "clients", used: clients.count, maximum: limits.clients),
        LimitReport(name: "channels", used: clients.reduce(0) { $0 + $1.channels }, maximum: limits.channels),
        LimitReport(name: "channels per client", maximum: limits.channelsPerClient),
        LimitReport(name: "handles per client", maximum: limits.process.handles),
        LimitReport(name: "ports per client", maximum: limits.process.ports),
        LimitReport(name: "packets per port", maximum: limits.process.packetsPerPort),
        LimitReport(name: "packets per client", maximum: limits.process.packets),
        LimitReport(name: "asynchronous waits per client", maximum: limits.process.asyncWaits),
      ],
      warnings: warnings + inventory.warnings)
  }

  // MARK: Devices

  func devices(for peer: Peer) -> [DeviceReport] {
    let owners = owners
    return inventory.devices().map { report($0, peer, owners) }
  }

  func device(named name: String, for peer: Peer) throws(ControlError) -> DeviceReport {
    report(try status(ofDevice: name), peer, owners)
  }

  private func status(ofDevice name: String) throws(ControlError) -> DeviceStatus {
    do throws(DeviceError) {
      let device = try inventory.device(named: name)
      guard let status = inventory.devices().first(where: { $0.device.name == device.name }) else {
        throw .gone(name)
      }
      return status
    } catch {
      throw ControlError(error)
    }
  }

  private func report(_ status: DeviceStatus, _ peer: Peer, _ owners: [Int32: Session]) -> DeviceReport {
    DeviceReport(
      status, allowed: inventory.decision(on: status.device, for: peer).mayOpen,
      choice: DriverChoice(of: status.device)
    ) { owner in
      owners[owner.pid].map {
        OwnerReport(client: Int($0.id), pid: Int(owner.pid), user: owner.user, command: owner.command)
      }
    }
  }

  /// The sessions by the process id of a line's owner, who may have dropped privileges since the session began.
  private var owners: [Int32: Session] {
    Dictionary(sessions.all.map { ($0.session.peer.pid, $0.session) }) { first, _ in first }
  }

  // MARK: Clients

  func clients() -> [ClientReport] {
    let lines = inventory.devices().flatMap { status in
      status.lines.compactMap { line in
        line.interruptKoid.map { ($0, (device: status.device.name, vector: line.vector)) }
      }
    }
    let places = Dictionary(lines, uniquingKeysWith: { first, _ in first })
    return sessions.all.map { session, channels in
      ClientReport(
        id: Int(session.id), pid: Int(session.peer.pid), uid: Int(session.peer.uid), gid: Int(session.peer.gid),
        command: session.peer.command, channels: channels, handles: session.process.handleCount,
        ports: session.process.portCount,
        interrupts: session.process.interrupts.map { interrupt in
          let snapshot = interrupt.snapshot
          let place = places[interrupt.koid]
          return InterruptReport(
            koid: Int(clamping: interrupt.koid), kind: interrupt.isVirtual ? .virtual : .physical,
            device: place?.device, vector: place.map { Int($0.vector) }, bound: snapshot.isBound,
            state: snapshot.phase.rawValue)
        })
    }
  }

  // MARK: Changing things

  func trigger(
    _ target: TriggerTarget, vector: UInt32, count: Int, by peer: Peer, isAdministrator: Bool
  ) throws(ControlError) {
    switch target {
    case .device(let name):
      let status = try status(ofDevice: name)
      let device = status.device
      let decision = inventory.decision(on: device, for: peer)
      if !isAdministrator && !decision.mayAdminister {
        guard decision.mayTrigger else {
          throw denied(.triggerDenied(device.name, reason: decision.reason), "trigger a device", peer)
        }
        try status.requireRightToTrigger(vector: vector, by: peer)
      }
      do throws(DeviceError) {
        try inventory.trigger(device.name, vector: vector, count: UInt64(count))
      } catch {
        throw ControlError(error)
      }
    case .virtual(let koid):
      try trigger(virtual: koid, count: count, by: isAdministrator ? nil : peer.uid)
    }
  }

  /// - Parameter user: whose interrupts alone are looked at; nil for everybody's.
  private func trigger(virtual koid: UInt64, count: Int, by user: UInt32?) throws(ControlError) {
    let visible = sessions.all.filter { user == nil || $0.session.peer.uid == user }
    let interrupt = visible.lazy.flatMap(\.session.process.interrupts).first { $0.koid == koid && $0.isVirtual }
    guard let interrupt else { throw .noSuchDevice(name: "virtual:\(koid)", candidates: []) }
    for _ in 0..<count {
      do throws(Status) {
        try interrupt.trigger(timestamp: Clock.monotonic())
      } catch {
        throw .failed(reason: "virtual:\(koid): the interrupt has been destroyed")
      }
    }
  }

  /// What a rule denies, the log tells too.
  private func denied(_ error: DeviceError, _ what: String, _ peer: Peer) -> ControlError {
    denials.note(error, what, by: peer)
    return ControlError(error)
  }

  private func requireAdministrator(
    of name: String, _ peer: Peer, _ isAdministrator: Bool, to action: String
  ) throws(ControlError) {
    if isAdministrator { return }
    let device = try status(ofDevice: name).device
    let decision = inventory.decision(on: device, for: peer)
    guard decision.mayAdminister else {
      throw denied(.administrationDenied(device.name, action: action, reason: decision.reason), action, peer)
    }
  }

  func release(_ device: String, vector: UInt32, by peer: Peer, isAdministrator: Bool) throws(ControlError) {
    try requireAdministrator(of: device, peer, isAdministrator, to: "release a line that is held")
    do throws(DeviceError) { try inventory.release(device, vector: vector) } catch { throw ControlError(error) }
    log.logger.notice("\(device): vector \(vector) released by uid \(peer.uid)")
  }

  func selfTest(
    _ device: String, by peer: Peer, isAdministrator: Bool
  ) throws(ControlError) -> [VectorTestReport] {
    try requireAdministrator(of: device, peer, isAdministrator, to: "test a device's interrupts")
    do throws(DeviceError) {
      return try inventory.selfTest(device).map { VectorTestReport($0) }
    } catch {
      throw ControlError(error)
    }
  }

  func diagnose(_ device: String, for peer: Peer, isAdministrator: Bool) throws(ControlError) -> DiagnosisReport {
    do throws(DeviceError) {
      return DiagnosisReport(try Diagnosis(of: device, for: peer, isAdministrator: isAdministrator, in: inventory))
    } catch {
      throw ControlError(error)
    }
  }

  func setLogLevel(_ level: LogLevel, by peer: Peer) throws(ControlError) {
    log.logger.notice("log level \(level.rawValue), set by uid \(peer.uid)")
    JournalLogHandler.setLevel(level.logger)
  }

  // MARK: The configuration

  func configuration() -> ConfigurationReport { running.report }

  func reload(by peer: Peer) throws(ControlError) -> ReloadReport {
    log.logger.notice("the configuration is read again for uid \(peer.uid)")
    return try running.reload()
  }
}

extension LogLevel {
  fileprivate init(_ level: Logger.Level) { self = LogLevel(rawValue: level.rawValue) ?? .info }

  fileprivate var logger: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
