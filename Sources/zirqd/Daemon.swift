import BridgeServer
import CLinuxInterrupt
import ControlInterface
import DaemonConfiguration
import DaemonLog
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import SystemPackage

/// The daemon's parts, wired together.
final class Daemon: Sendable {
  private let dataListener: Listener
  private let controlListener: Listener
  private let inventory: Inventory
  private let dataServer: DataServer
  private let controlServer: ControlServer
  private let reporter: ServiceReporter
  private let lineSettings: LineSettings
  private let configuration: RunningConfiguration
  private let log: EventLog

  /// Opens the sockets and looks at the devices; serves nobody yet.
  ///
  /// - Parameter read: reads the configuration again.
  /// - Throws: `ListenerError` or `Errno`, with a sentence for the operator.
  init(
    _ configuration: Configuration, read: @escaping @Sendable () -> ConfigurationReader, log: EventLog
  ) throws {
    self.log = log
    Daemon.raiseDescriptorLimit()
    var warnings: [String] = []
    if configuration.lockMemory, let refused = Daemon.lockMemory() {
      warnings.append("memory is not locked: \(refused); raise LimitMEMLOCK= in zirqd's unit")
    }
    for warning in warnings { log.write(.realTimeRefused, "\(warning)") }
    let descriptors = ServiceManager.takeDescriptors()
    let adopted = { name in descriptors.first { $0.name == name }?.descriptor }
    dataListener = try Daemon.listener(adopted("data"), configuration.socket)
    controlListener = try Daemon.listener(adopted("control"), configuration.controlSocket)
    let nodes = NodeStore(
      takeAll: { descriptors.filter { $0.name != "data" && $0.name != "control" } },
      put: { ServiceManager.keep($0, name: $1) }, remove: { ServiceManager.forget($0) })
    let sessions = Sessions(limits: configuration.limits)
    let events = EventFeed()
    lineSettings = configuration.linePolicy.byDefault
    let administrators = Administrators(adding: configuration.administrators)
    let denials = DenialLog(log)
    inventory = Inventory(
      simulated: configuration.simulated, policy: AccessPolicy(rules: configuration.rules),
      lines: configuration.linePolicy, events: configuration.deviceEvents, removalGrace: configuration.removalGrace,
      nodes: nodes,
      report: { log.write($0) },
      claimsChanged: {
        log.write($0)
        events.publish(ControlEvent($0, client: sessions.client(of: $0.owner)))
      },
      lineHeld: { device, vector, owner in
        events.publish(
          ControlEvent(
            kind: .storm, time: .realTime(), device: device, vector: Int(vector),
            client: sessions.client(of: owner).map { Int($0.id) }, pid: Int(owner.pid), command: owner.command))
      },
      devicesChanged: {
        log.write($0)
        events.publish(ControlEvent($0))
      })
    self.configuration = RunningConfiguration(
      configuration, read: read, inventory: inventory, sessions: sessions, administrators: administrators,
      denials: denials, log: log)
    dataServer = try DataServer(
      listener: dataListener.descriptor, sessions: sessions, inventory: inventory, events: events, denials: denials,
      log: log)
    controlServer = try ControlServer(
      listener: controlListener.descriptor,
      daemon: ControlView(
        inventory: inventory, sessions: sessions, configuration: self.configuration, denials: denials,
        warnings: warnings, log: log),
      administrators: administrators, events: events, log: log)
    reporter = ServiceReporter(inventory: inventory, sessions: sessions, events: events, logger: log.logger)
  }

  func start() throws {
    try inventory.start { [dataServer] peer in dataServer.cutOff(peer) }
    try dataServer.start()
    try controlServer.start()
    log.write(.started, "serving \(inventory.devices().count) devices")
    try reporter.start(lines: lineSettings)
  }

  /// Reads the configuration again. The log tells what has come of it.
  func reload() { _ = try? configuration.reload() }

  /// Ends every client and leaves every line masked.
  func stop() {
    inventory.keepNodes()
    dataServer.stop()
    controlServer.stop()
    inventory.shutDown()
    reporter.stop()
  }

  /// - Returns: why it was refused.
  private static func lockMemory() -> Errno? {
    let error = zirq_lock_memory()
    return error == 0 ? nil : Errno(rawValue: error)
  }

  private static func listener(_ adopted: Int32?, _ settings: Configuration.SocketSettings) throws -> Listener {
    if let adopted { return Listener(adopting: adopted) }
    return try Listener(path: settings.path, mode: settings.mode, group: settings.group)
  }

  /// Each channel and each line needs descriptors; the soft limit is kept low for programs that use select(2).
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

extension ControlEvent {
  init(_ event: DeviceEvent) {
    let kind: Kind =
      switch event {
      case .added: .added
      case .removed: .removed
      }
    self.init(kind: kind, time: .realTime(), device: event.device.name)
  }

  init(_ change: ClaimChange, client: Session?) {
    self.init(
      kind: change.isClaimed ? .claimed : .released, time: .realTime(), device: change.device,
      vector: Int(change.vector), client: client.map { Int($0.id) }, pid: Int(change.owner.pid),
      command: change.owner.command)
  }
}
