import InterruptLines
import Sysfs

/// All that a diagnosis goes by, as it was read at one moment.
struct DeviceFacts: Sendable, Hashable {
  /// A file that zirqd has to open, and the errno with which that would fail; 0 when it would not.
  struct Access: Sendable, Hashable {
    var path: String
    var errno: Int32
  }

  var name: String
  /// What the inventory has; nil for a PCI device that it does not.
  var served: DeviceDescription?
  var lines: [LineStatus] = []
  /// What zirqd's configuration lets whoever asks do with it; nil where nobody asks, and for a device that is not served.
  var decision: AccessPolicy.Decision?
  var isAskedByAdministrator = false
  var rearmPath: RearmPath?
  /// On the bus `bus`, "pci" or "platform".
  var slot: String?
  var bus: String?
  var driver: String?
  var choice: DriverChoice?
  var header: PCIHeader?
  var usesMessages = false
  var irq: IRQFacts?
  /// Whether the UIO count stood still while it was watched; nil where there is none.
  var countStoodStill: Bool?
  /// Those of the drivers for user space that are loaded.
  var loadedDrivers: [String] = []
  var accesses: [Access] = []
  /// The mode of kernel lockdown, "none", "integrity" or "confidentiality"; nil where it is not known.
  var lockdown: String?
  var group: IOMMUGroup?
  /// What keeps VFIO from opening the group.
  var groupObstacles: [IOMMUGroup.Member] = []
  var allowsNoIOMMU = false
  var allowsUnsafeInterrupts = false
  /// Whether zirqd has CAP_SYS_RAWIO, without which VFIO opens nothing that no IOMMU translates for.
  var hasRawIO = false
  /// Whether some interrupt of this machine goes through a remapper; nil on a machine where that cannot be seen.
  var remapsInterrupts: Bool?
  var isUdevRunning = false

  /// - Parameter watch: returns after the time over which the counts are compared.
  init(of status: DeviceStatus, in files: SystemFiles, watch: () -> Void) {
    let device = status.device
    name = device.name
    served = device
    lines = status.lines
    rearmPath = status.rearmPath
    slot = device.slot
    driver = device.driver
    bus = device.bus
    guard !device.isRemoving, device.kind != .simulated, let sysfs = device.sysfs else { return }
    let path = device.kind == .uio ? sysfs + "/device" : sysfs
    readDevice(path, in: files)
    readSystem(in: files)
    readAccess(path, in: files)
    let numbers = device.irq.map { [$0] } ?? []
    let before = device.kind == .uio ? files.number(sysfs + "/event") : nil
    irq = numbers.first.flatMap { IRQFacts($0, in: files) }
    watch()
    irq?.watch(in: files)
    if let before, let after = files.number(sysfs + "/event") { countStoodStill = before == after }
  }

  init(ofUnserved slot: PCIAddress, in files: SystemFiles, watch: () -> Void) {
    name = "pci:\(slot)"
    self.slot = slot.description
    bus = "pci"
    driver = files.linkName(slot.sysfs + "/driver")
    readDevice(slot.sysfs, in: files)
    readSystem(in: files)
  }

  private mutating func readDevice(_ path: String, in files: SystemFiles) {
    if let bus, let slot { choice = DriverChoice(ofDevice: path, bus: bus, slot: slot, mayBlock: false, in: files) }
    if bus == "pci" { header = PCIHeader(ofDevice: path, in: files) }
    usesMessages = !files.entries(path + "/msi_irqs").isEmpty
    group = IOMMUGroup(ofDevice: path, in: files)
    if let group, let slot { groupObstacles = group.obstacles(to: slot, in: files) }
  }

  private mutating func readSystem(in files: SystemFiles) {
    loadedDrivers = ["uio_pci_generic", "vfio-pci", "igb_uio"].filter { files.exists("/sys/bus/pci/drivers/\($0)") }
    // "none [integrity] confidentiality". Source: Linux, security/lockdown/lockdown.c.
    lockdown = files.text("/sys/kernel/security/lockdown")?
      .split(separator: "[").last?.split(separator: "]").first.map(String.init)
    allowsNoIOMMU = VFIOModules.allowNoIOMMU(in: files)
    allowsUnsafeInterrupts = VFIOModules.allowUnsafeInterrupts(in: files)
    remapsInterrupts = IRQFacts.remapping(in: files)
    // "CapEff:\t000001ffffffffff". Source: proc(5), capabilities(7).
    let capabilities = files.lines("/proc/self/status").first { $0.hasPrefix("CapEff:") }?.split(separator: "\t").last
    hasRawIO = capabilities.flatMap { UInt64($0, radix: 16) }.map { $0 & 1 << 17 != 0 } ?? false
    isUdevRunning = files.exists("/run/udev/control")
  }

  private mutating func readAccess(_ path: String, in files: SystemFiles) {
    guard let served, let node = served.node else { return }
    var paths = [node]
    if served.kind == .vfio { paths.append(node.hasPrefix("/dev/vfio/devices/") ? "/dev/iommu" : "/dev/vfio/vfio") }
    if isRearmedByConfig { paths.append(path + "/config") }
    accesses = paths.map { Access(path: $0, errno: files.accessError($0)) }
  }

  // MARK: What follows from it

  var isVFIO: Bool { served?.kind == .vfio || driver.map { KernelDriver($0).isVFIO } ?? false }

  /// Whether the interrupt is armed again in PCI configuration space.
  var isRearmedByConfig: Bool { served?.kind == .uio && rearmPath == .configSpace }

  var isOpen: Bool { lines.contains { $0.isOpen } }
}
