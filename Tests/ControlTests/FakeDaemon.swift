import BridgeServer
import ControlInterface
import DeviceInventory
import ZirconObjects

/// A daemon with one UIO device, one simulated device and one client, that remembers what it was told to do.
final class FakeDaemon: ControlledDaemon {
  struct Triggered: Equatable {
    var target: TriggerTarget
    var vector: UInt32
    var count: Int
  }

  private let triggers = Guarded<[Triggered]>([])
  private let level = Guarded(LogLevel.info)

  var triggered: [Triggered] { triggers.withLock { $0 } }
  var logLevel: LogLevel { level.withLock { $0 } }

  static let uio = DeviceReport(
    name: "pci:0000:00:04.0", aliases: ["uio:edu", "/dev/uio0"], kind: .uio, node: "/dev/uio0",
    sysfs: "/sys/class/uio/uio0", driver: "uio_pci_generic", uioName: "edu", version: "0.01.0", slot: "0000:00:04.0",
    pciID: "1234:11e8", irq: 10, trigger: .level, rearm: "config", vectors: 1,
    regions: [RegionReport(index: 0, name: "BAR0", kind: .memory, address: 0xfea0_0000, size: 0x10_0000, offset: 0)],
    events: 7, allowed: true,
    lines: [
      LineReport(
        vector: 0, open: true, rearm: "config", total: 9, delivered: 7, missed: 2, rearms: 8,
        owner: OwnerReport(client: 1, pid: 4711, command: "driver"))
    ])

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
      devices: 2, clients: 1, limits: [LimitReport(name: "clients", used: 1, maximum: 64)],
      warnings: ["no realtime scheduling: operation not permitted"])
  }

  func devices(for peer: Peer) -> [DeviceReport] { [Self.uio, Self.simulated] }

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

  func setLogLevel(_ level: LogLevel, by peer: Peer) throws(ControlError) {
    self.level.withLock { $0 = level }
  }
}
