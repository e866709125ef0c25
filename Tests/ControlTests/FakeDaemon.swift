import BridgeServer
import ControlInterface
import DeviceInventory
import ZirconObjects

/// A daemon with one UIO device, one VFIO device, one simulated device and one client, that remembers what it was told to do.
final class FakeDaemon: ControlledDaemon {
  struct Triggered: Equatable {
    var target: TriggerTarget
    var vector: UInt32
    var count: Int
  }

  struct Released: Equatable {
    var device: String
    var vector: UInt32
  }

  private let releases = Guarded<[Released]>([])
  private let triggers = Guarded<[Triggered]>([])
  private let level = Guarded(LogLevel.info)

  var triggered: [Triggered] { triggers.withLock { $0 } }
  var released: [Released] { releases.withLock { $0 } }
  var logLevel: LogLevel { level.withLock { $0 } }

  static let uio = DeviceReport(
    name: "pci:0000:00:04.0", aliases: ["uio:edu", "/dev/uio0"], kind: .uio, node: "/dev/uio0",
    sysfs: "/sys/class/uio/uio0", driver: "uio_pci_generic", uioName: "edu", version: "0.01.0", slot: "0000:00:04.0",
    pciID: "1234:11e8", irq: 10, trigger: .level, rearm: "config-space", vectors: 1,
    regions: [RegionReport(index: 0, name: "BAR0", kind: .memory, address: 0xfea0_0000, size: 0x10_0000, offset: 0)],
    events: 7, allowed: true,
    lines: [
      LineReport(
        vector: 0, open: true, rearm: "config-space", total: 9, delivered: 7, missed: 2, rearms: 8,
        owner: OwnerReport(client: 1, pid: 4711, user: "ann", command: "driver"), delta: 3, held: true,
        timestamps: "irq-entry")
    ], timestamps: "irq-entry", driverOverride: "uio_pci_generic", driverctl: "vfio-pci")

  static let vfio = DeviceReport(
    name: "pci:0000:00:05.0", aliases: ["/dev/vfio/2"], kind: .vfio, node: "/dev/vfio/2",
    sysfs: "/sys/bus/pci/devices/0000:00:05.0", driver: "vfio-pci", slot: "0000:00:05.0", pciID: "8086:10d3",
    trigger: .edge, rearm: "none", vectors: 2,
    regions: [
      RegionReport(index: 0, name: "BAR0", kind: .memory, address: 0xfeb0_0000, size: 0x2_0000, offset: 0),
      RegionReport(index: 2, name: "BAR2", kind: .port, address: 0xc000, size: 0x20, offset: 0),
    ],
    allowed: true, lines: [LineReport(vector: 0, open: false), LineReport(vector: 1, open: false)], generation: 3,
    removing: true, interrupts: .msix,
    interruptCounts: [
      InterruptCountReport(kind: .intx, count: 1), InterruptCountReport(kind: .msi, count: 1),
      InterruptCountReport(kind: .msix, count: 2),
    ], iommuGroup: 2)

  static let findings = [
    FindingReport(severity: .ok, subject: "driver", sentence: "uio_pci_generic serves the device."),
    FindingReport(severity: .note, subject: "line", sentence: "Others share it.", advice: "Use messages."),
    FindingReport(severity: .problem, subject: "interrupt", sentence: "It is masked.", advice: "Silence the device."),
  ]

  static let tests = [
    VectorTestReport(vector: 0, passed: true, time: 45_678), VectorTestReport(vector: 1, passed: false),
  ]

  static let simulated = DeviceReport(
    name: "sim:edge", kind: .simulated, trigger: .edge, vectors: 2, allowed: true,
    lines: [LineReport(vector: 0, open: false), LineReport(vector: 1, open: false)])

  static let client = ClientReport(
    id: 1, pid: 4711, uid: 1000, gid: 1000, command: "driver", channels: 2, handles: 5, ports: 1,
    interrupts: [
      InterruptReport(koid: 1030, kind: .physical, device: uio.name, vector: 0, bound: true, state: "needs-ack"),
      InterruptReport(koid: 1031, kind: .virtual, bound: false, state: "idle"),
    ])

  func status() -> StatusReport {
    StatusReport(
      version: "1.2.3", pid: 42, started: 1_700_000_000_000_000_000, uptime: 5_000_000_000, logLevel: logLevel,
      devices: 3, clients: 1, limits: [LimitReport(name: "clients", used: 1, maximum: 64)],
      warnings: ["no realtime scheduling: operation not permitted"])
  }

  /// With every kind of metric, and what has to be escaped in text.
  static let metrics = [
    MetricFamily(
      .interrupts,
      [
        MetricSample(["device": #"sim:"a\b""# + "\n", "vector": "0"], value: 3_000_000_000),
        MetricSample(["device": "other", "vector": ""], value: 7),
      ]),
    MetricFamily(
      .ackLatency, bounds: [1.024e-06, 0.5],
      [MetricSample(["device": "sim:a", "vector": "1"], buckets: [2, 0, 1], sum: 1.5)]),
    MetricFamily(.clients, [MetricSample(value: 2)]),
    MetricFamily(.storms, []),
    MetricFamily(.build, [MetricSample(["version": "1.2.3"], value: 1)]),
  ]

  func metrics() -> [MetricFamily] { Self.metrics }

  func devices(for peer: Peer) -> [DeviceReport] { [Self.uio, Self.vfio, Self.simulated] }

  func device(named name: String, for peer: Peer) throws(ControlError) -> DeviceReport {
    for device in devices(for: peer) where device.name == name || device.aliases.contains(name) { return device }
    throw .noSuchDevice(name: name, candidates: ["uio:edu"])
  }

  func clients() -> [ClientReport] { [Self.client] }

  func trigger(
    _ target: TriggerTarget, vector: UInt32, count: Int, by peer: Peer, isAdministrator: Bool
  ) throws(ControlError) {
    guard isAdministrator else { throw .notPermitted(reason: "the device is not yours") }
    if case .device(let name) = target { _ = try device(named: name, for: peer) }
    triggers.withLock { $0.append(Triggered(target: target, vector: vector, count: count)) }
  }

  func release(_ device: String, vector: UInt32, by peer: Peer, isAdministrator: Bool) throws(ControlError) {
    guard isAdministrator else { throw .notPermitted(reason: "the line is not yours to release") }
    let found = try self.device(named: device, for: peer)
    guard found.lines.indices.contains(Int(vector)) else {
      throw .invalidArgument(argument: "vector", reason: "there is no vector \(vector)")
    }
    releases.withLock { $0.append(Released(device: found.name, vector: vector)) }
  }

  func selfTest(
    _ device: String, by peer: Peer, isAdministrator: Bool
  ) throws(ControlError) -> [VectorTestReport] {
    guard isAdministrator else { throw .notPermitted(reason: "the device is not yours to test") }
    let found = try self.device(named: device, for: peer)
    guard found.kind == .vfio else {
      throw .invalidArgument(argument: "device", reason: "\(found.name): only a VFIO device can be tested")
    }
    return Self.tests
  }

  func diagnose(_ device: String, for peer: Peer, isAdministrator: Bool) throws(ControlError) -> DiagnosisReport {
    for known in [Self.uio, Self.vfio, Self.simulated] where known.name == device || known.aliases.contains(device) {
      return DiagnosisReport(device: known.name, findings: known.kind == .uio ? Self.findings : [Self.findings[0]])
    }
    throw .noSuchDevice(name: device, candidates: [])
  }

  func setLogLevel(_ level: LogLevel, by peer: Peer) throws(ControlError) {
    self.level.withLock { $0 = level }
  }

  static let configuration = ConfigurationReport(sections: [
    ConfigurationSectionReport(
      name: "Daemon", source: "built-in",
      settings: [
        SettingReport(key: "LogLevel", value: "debug", source: "/etc/zirq/zirqd.conf:3"),
        SettingReport(key: "SocketGroup", value: "", source: "built-in"),
      ]),
    ConfigurationSectionReport(
      name: "Device sim:*", source: "/etc/zirq/zirqd.conf:5",
      settings: [
        SettingReport(
          key: "Allow", value: (0..<40).map { "user\($0)" }.joined(separator: " "), source: "/etc/zirq/zirqd.conf:6")
      ]),
  ])

  static let reload = ReloadReport(applied: ["[Daemon] LogLevel"], restart: ["[Daemon] Socket"])

  func configuration() -> ConfigurationReport { Self.configuration }

  func reload(by peer: Peer) throws(ControlError) -> ReloadReport {
    guard logLevel != .critical else {
      throw .badConfiguration(problems: ["a.conf:1: [Demon] is no section", "a.conf:2: nonsense"])
    }
    return Self.reload
  }
}
