import Foundation
import Glibc
import InterruptLines
import Sysfs
import Testing

@testable import DeviceInventory

/// A function at 0000:00:04.0 in a copy of the parts of /sys, /proc and /dev that a diagnosis reads.
private final class Function {
  let directory: URL
  let slot: PCIAddress
  var files: SystemFiles { SystemFiles(root: directory.path) }

  /// - Parameters:
  ///   - driver: nil for none.
  ///   - command, status: of the PCI header.
  init(driver: String?, command: UInt16 = 0x0003, status: UInt16 = 0, pin: UInt8 = 1) throws {
    slot = try #require(PCIAddress("0000:00:04.0"))
    directory = FileManager.default.temporaryDirectory.appending(path: "zirq-function-\(UUID().uuidString)")
    try setHeader(command: command, status: status, pin: pin)
    try write("\(path)/driver_override", "(null)")
    try link("sys/bus/pci/devices/\(slot)", to: path)
    if let driver {
      try write("sys/bus/pci/drivers/\(driver)/bind", "")
      try link("\(path)/driver", to: "sys/bus/pci/drivers/\(driver)")
    }
    try write("\(path)/uio/uio0/event", "5")
    try link("sys/class/uio/uio0", to: "\(path)/uio/uio0")
    try link("\(path)/uio/uio0/device", to: path)
    for node in ["dev/uio0", "dev/vfio/2", "dev/vfio/vfio", "run/udev/control"] { try write(node, "") }
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  var path: String { "sys/devices/pci0000:00/\(slot)" }

  func setHeader(command: UInt16, status: UInt16 = 0, pin: UInt8 = 1) throws {
    var header = [UInt8](repeating: 0, count: 64)
    header[4] = UInt8(command & 0xff)
    header[5] = UInt8(command >> 8)
    header[6] = UInt8(status & 0xff)
    header[7] = UInt8(status >> 8)
    header[0x3d] = pin
    try write("\(path)/config", "")
    try Data(header).write(to: directory.appending(path: "\(path)/config"))
  }

  func write(_ path: String, _ text: String) throws {
    let file = directory.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: file)
  }

  func link(_ path: String, to target: String) throws {
    let link = directory.appending(path: path)
    try FileManager.default.createDirectory(at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: link.path, withDestinationPath: directory.appending(path: target).path)
  }

  func addIRQ(_ number: Int, actions: String, unhandled: Int = 0) throws {
    try write("sys/kernel/irq/\(number)/actions", actions)
    try write("sys/kernel/irq/\(number)/chip_name", "IO-APIC")
    try write("proc/irq/\(number)/spurious", "count 25\nunhandled \(unhandled)\nlast_unhandled 0 ms")
  }

  func addGroup(_ number: Int, others: [(slot: String, driver: String)] = []) throws {
    let group = "sys/kernel/iommu_groups/\(number)"
    try link("\(group)/devices/\(slot)", to: path)
    try link("\(path)/iommu_group", to: group)
    for other in others {
      try write("sys/devices/pci0000:00/\(other.slot)/class", "0x020000")
      try write("sys/bus/pci/drivers/\(other.driver)/bind", "")
      try link("sys/devices/pci0000:00/\(other.slot)/driver", to: "sys/bus/pci/drivers/\(other.driver)")
      try link("\(group)/devices/\(other.slot)", to: "sys/devices/pci0000:00/\(other.slot)")
    }
  }

  // MARK: What is found

  var uio: DeviceDescription {
    DeviceDescription(
      name: "pci:\(slot)", kind: .uio, node: "/dev/uio0", sysfs: "/sys/class/uio/uio0", driver: "uio_pci_generic",
      slot: slot.description, irq: 10, trigger: .level, vectors: 1)
  }

  var vfio: DeviceDescription {
    var device = DeviceDescription(
      name: "pci:\(slot)", kind: .vfio, node: "/dev/vfio/2", sysfs: "/sys/bus/pci/devices/\(slot)", driver: "vfio-pci",
      slot: slot.description, trigger: .edge, vectors: 1)
    device.interrupts = .msi
    return device
  }

  static var openLine: LineStatus {
    var line = LineStatus(vector: 0, claim: nil)
    line.owner = Peer(pid: 4711, uid: 1000, gid: 1000)
    line.rearmPath = .configSpace
    return line
  }

  static var closedLine: LineStatus { LineStatus(vector: 0, claim: nil) }

  func facts(
    _ device: DeviceDescription, _ line: LineStatus = closedLine, _ settings: LineSettings = LineSettings(),
    watch: () -> Void = {}
  ) -> DeviceFacts {
    DeviceFacts(of: DeviceStatus(device: device, lines: [line], settings: settings), in: files, watch: watch)
  }
}

extension DeviceFacts {
  /// "subject: sentence" of each finding of this severity.
  fileprivate func all(_ severity: Finding.Severity) -> [String] {
    findings.filter { $0.severity == severity }.map { "\($0.subject): \($0.sentence)" }
  }

  fileprivate var problems: [String] { all(.problem) }
  fileprivate var notes: [String] { all(.note) }
}

@Suite struct Diagnoses {
  @Test func aDeviceThatIsInOrderHasNoProblem() throws {
    let function = try Function(driver: "uio_pci_generic")
    try function.addIRQ(10, actions: "uio_pci_generic")
    let facts = function.facts(function.uio, Function.openLine)
    #expect(facts.problems == [])
    #expect(facts.notes == [])
    #expect(
      facts.all(.ok) == [
        "driver: uio_pci_generic serves the device.",
        "access: zirqd may open /dev/uio0, /sys/class/uio/uio0/device/config.",
        "INTx: It is not masked, and the device does not assert it.", "vector 0: Process 4711 has opened it.",
      ])
  }

  @Test func everyProblemComesWithAdvice() throws {
    let function = try Function(driver: "uio_pci_generic", command: 0x0403, status: 0x0008)
    try function.addIRQ(10, actions: "uio_pci_generic")
    for finding in function.facts(function.uio, Function.openLine).findings where finding.severity == .problem {
      #expect(finding.advice?.isEmpty == false)
    }
  }

  // MARK: INTx

  @Test func aLineThatIsMaskedWhileTheDeviceAsserts() throws {
    let function = try Function(driver: "uio_pci_generic", command: 0x0403, status: 0x0008)
    #expect(
      function.facts(function.uio, Function.openLine).problems
        == ["INTx: It is masked while the device asserts it: no other interrupt can come."])
    #expect(
      function.facts(function.uio).notes
        == ["INTx: The device asserts it and it is masked: an interrupt came while nobody had opened it."])
  }

  @Test func aDeviceThatAssertsAndIsNotHeard() throws {
    let function = try Function(driver: "uio_pci_generic", status: 0x0008)
    #expect(
      function.facts(function.uio, Function.openLine).problems
        == ["INTx: The device asserts it, it is not masked, and no interrupt arrives."])
    // Interrupts that arrive meanwhile are heard.
    let moving = function.facts(function.uio, Function.openLine) {
      try? function.write("\(function.path)/uio/uio0/event", "6")
    }
    #expect(moving.problems == [])
  }

  @Test func aFunctionThatNoLongerAnswers() throws {
    let function = try Function(driver: "uio_pci_generic", command: 0xffff, status: 0xffff, pin: 0xff)
    #expect(
      function.facts(function.uio).problems
        == ["device: It no longer answers: its configuration space reads as all ones."])
  }

  @Test func aDeviceWithoutAnInterrupt() throws {
    let function = try Function(driver: "uio_pci_generic", pin: 0)
    var device = function.uio
    device.trigger = .none
    device.vectors = 0
    let facts = function.facts(device)
    #expect(facts.problems == ["interrupt: Under uio_pci_generic the device has no interrupt."])
    #expect(facts.findings.first { $0.severity == .problem }?.advice?.contains("vfio-pci or igb_uio") == true)
  }

  @Test func aTriggerThatIsNotKnown() throws {
    let function = try Function(driver: "igb_uio")
    var device = function.uio
    device.driver = "igb_uio"
    device.trigger = .unknown
    #expect(
      function.facts(device).notes
        == ["interrupt: The kernel does not say whether it triggers by level or by edge."])
  }

  // MARK: The kernel's side

  @Test func interruptsThatNoDriverClaims() throws {
    let function = try Function(driver: "uio_pci_generic")
    try function.addIRQ(10, actions: "uio_pci_generic", unhandled: 7)
    #expect(
      function.facts(function.uio).notes
        == ["IRQ 10: 7 of its last interrupts were claimed by no driver; none just now."])
    let rising = function.facts(function.uio) {
      try? function.addIRQ(10, actions: "uio_pci_generic", unhandled: 900)
    }
    #expect(rising.problems.count == 1)
    #expect(rising.problems.first?.hasPrefix("IRQ 10: It fires now, and no driver claims it") == true)
    try function.write("sys/kernel/debug/irq/irqs/10", "istate:   0x00000020\n    IRQS_SPURIOUS_DISABLED")
    #expect(
      function.facts(function.uio).problems
        == ["IRQ 10: The kernel has switched it off: nobody claimed its interrupts."])
  }

  @Test func aLineThatIsShared() throws {
    let function = try Function(driver: "uio_pci_generic")
    try function.addIRQ(10, actions: "ehci_hcd:usb1,uio_pci_generic")
    #expect(
      function.facts(function.uio).notes
        == ["IRQ 10: Several handlers share it: ehci_hcd:usb1, uio_pci_generic."])
  }

  @Test func aKernelThatIsLockedDown() throws {
    let function = try Function(driver: "uio_pci_generic")
    try function.write("sys/kernel/security/lockdown", "[none] integrity confidentiality")
    #expect(function.facts(function.uio).problems == [])
    try function.write("sys/kernel/security/lockdown", "none [integrity] confidentiality")
    #expect(
      function.facts(function.uio).problems.first?.hasPrefix("lockdown: The kernel is locked down (integrity)") == true)
    try function.addGroup(2)
    #expect(function.facts(function.vfio).problems == [])
  }

  @Test func noUdev() throws {
    let function = try Function(driver: "uio_pci_generic")
    try FileManager.default.removeItem(at: function.directory.appending(path: "run/udev/control"))
    #expect(
      function.facts(function.uio).notes
        == ["udev: udevd does not run, so nobody sets the owner of nodes that appear."])
  }

  // MARK: Access

  @Test(arguments: [
    (EACCES, "zirqd may not read and write /dev/uio0."),
    (EPERM, "The system forbids /dev/uio0 to zirqd, which the device policy of its unit does."),
    (EROFS, "/dev/uio0 is on a file system that is read-only for zirqd."),
  ])
  func whatZirqdMayNotOpen(errno: Int32, sentence: String) throws {
    let function = try Function(driver: "uio_pci_generic")
    var facts = function.facts(function.uio)
    facts.accesses[0].errno = errno
    #expect(facts.problems == ["access: " + sentence])
  }

  @Test func aNodeThatIsNotThere() throws {
    let function = try Function(driver: "uio_pci_generic")
    try FileManager.default.removeItem(at: function.directory.appending(path: "dev/uio0"))
    #expect(function.facts(function.uio).problems == ["access: /dev/uio0 is not there."])
  }

  // MARK: VFIO

  @Test func messagesWithoutBusMastering() throws {
    let function = try Function(driver: "vfio-pci")
    try function.addGroup(2)
    #expect(function.facts(function.vfio).problems == [])
    #expect(
      function.facts(function.vfio, Function.openLine).problems
        == ["bus mastering: It is off, and without it no message interrupt leaves the device."])
    try function.setHeader(command: 0x0007)
    #expect(function.facts(function.vfio, Function.openLine).problems == [])
  }

  @Test func aGroupThatOthersKeepFromBeingUsed() throws {
    let function = try Function(driver: "vfio-pci")
    try function.addGroup(2, others: [("0000:00:04.1", "e1000e"), ("0000:00:04.2", "vfio-pci")])
    #expect(
      function.facts(function.vfio).problems
        == ["IOMMU group: Others of its group 2 have drivers in the kernel: 0000:00:04.1 (e1000e)."])
  }

  @Test func noIOMMU() throws {
    let function = try Function(driver: "vfio-pci")
    #expect(
      function.facts(function.vfio).problems
        == ["IOMMU: No IOMMU translates for the device, so VFIO cannot serve it."])
    try function.write("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "Y")
    #expect(function.facts(function.vfio).problems == [])
  }

  @Test func noIOMMUAndNoCapabilityForIt() throws {
    let function = try Function(driver: "vfio-pci")
    try function.addGroup(0)
    try function.write("sys/kernel/iommu_groups/0/name", "vfio-noiommu")
    try function.write("dev/vfio/noiommu-0", "")
    var device = function.vfio
    device.node = "/dev/vfio/noiommu-0"
    try function.write("proc/self/status", "Name:\tzirqd\nCapEff:\t0000000000000000")
    #expect(
      function.facts(device).problems
        == ["IOMMU: There is none for the device, and then VFIO serves only whoever has CAP_SYS_RAWIO."])
    try function.write("proc/self/status", "Name:\tzirqd\nCapEff:\t0000000000020000")
    #expect(function.facts(device).problems == [])
  }

  @Test func noInterruptRemapping() throws {
    let function = try Function(driver: "vfio-pci")
    try function.addGroup(2)
    try function.write("sys/kernel/irq/9/chip_name", "IO-APIC")
    #expect(
      function.facts(function.vfio).notes
        == ["interrupt remapping: There is no sign of it, and without it VFIO refuses the device."])
    try function.write("sys/kernel/irq/24/chip_name", "IR-PCI-MSI-0000:00:04.0")
    #expect(function.facts(function.vfio).notes == [])
  }

  // MARK: The daemon's side

  @Test func aLineThatIsHeld() throws {
    let function = try Function(driver: "uio_pci_generic")
    var line = Function.openLine
    line.isHeld = true
    let facts = function.facts(function.uio, line)
    #expect(facts.problems == ["vector 0: It came too often with nobody silencing it, and is held masked."])
    #expect(
      facts.findings.first { $0.severity == .problem }?.advice?
        .contains("zirqctl release pci:0000:00:04.0 --vector 0") == true)
  }

  @Test func aLineThatOnlyItsClientCanArm() throws {
    let function = try Function(driver: "netx")
    var device = function.uio
    device.driver = "netx"
    var line = Function.openLine
    line.rearmPath = .client
    #expect(
      function.facts(device, line).notes == [
        "re-arm: It is left to the client to enable the interrupt again, in the device's own registers."
      ])
  }

  @Test func whatTheConfigurationSaysOfReArmingCountsBeforeTheLineIsOpen() throws {
    let function = try Function(driver: "uio_pci_generic")
    var settings = LineSettings()
    settings.rearm = .client
    let facts = function.facts(function.uio, Function.closedLine, settings)
    #expect(facts.accesses.map(\.path) == ["/dev/uio0"])
    #expect(facts.notes.first?.hasPrefix("re-arm: It is left to the client") == true)
    // What is open knows better.
    #expect(function.facts(function.uio, Function.openLine, settings).accesses.count == 2)
  }

  /// To read a file of a device that is being removed can wait for ever.
  @Test func nothingIsReadOfADeviceThatTheSystemWantsBack() throws {
    let function = try Function(driver: "vfio-pci", command: 0xffff)
    var device = function.vfio
    device.isRemoving = true
    let facts = function.facts(device, Function.openLine)
    #expect(facts.header == nil && facts.choice == nil && facts.group == nil && facts.accesses.isEmpty)
    #expect(facts.problems == ["device: The system wants the device back, and nothing of it is read any more."])
  }

  private func simulated(_ line: LineStatus...) throws -> DeviceFacts {
    let device = DeviceDescription(name: "sim:button", kind: .simulated, trigger: .edge, vectors: 1)
    var facts = try Function(driver: nil).facts(device)
    facts.lines = line
    return facts
  }

  @Test func nothingOfTheSystemIsInTheWayOfASimulatedDevice() throws {
    #expect(try simulated().findings.map(\.severity) == [.ok])
  }

  @Test func aSimulatedDeviceMayBeHeld() throws {
    var line = LineStatus(vector: 0, claim: nil)
    line.isHeld = true
    #expect(
      try simulated(line).problems == ["vector 0: It came too often with nobody silencing it, and is held masked."])
  }

  @Test func aDeviceMayBeAnothersToOpen() throws {
    let policy = AccessPolicy(rules: [.init(pattern: "sim:*", allow: [.user(0)])], owner: 0, group: nil)
    var facts = try simulated()
    facts.decision = policy.decide(on: DeviceTraits(names: ["sim:button"]), for: Peer(pid: 1, uid: 0, gid: 0))
    #expect(facts.problems.isEmpty)
    facts.decision = policy.decide(on: DeviceTraits(names: ["sim:button"]), for: Peer(pid: 1, uid: 1000, gid: 0))
    #expect(
      facts.problems == ["rule: It is not yours to open, by rule 1 (sim:*) of zirqd's configuration."])
    facts.isAskedByAdministrator = true
    #expect(facts.problems.isEmpty)
    #expect(facts.notes == ["rule: It is not yours to open, by rule 1 (sim:*) of zirqd's configuration."])
  }
}

/// PCI devices that are not in the inventory.
@Suite struct DiagnosesOfOthers {
  private func facts(_ function: Function) -> DeviceFacts {
    DeviceFacts(ofUnserved: function.slot, in: function.files, watch: {})
  }

  @Test func aDeviceWithoutADriver() throws {
    let function = try Function(driver: nil)
    let facts = facts(function)
    #expect(facts.name == "pci:0000:00:04.0")
    #expect(facts.problems == ["driver: No driver has the device."])
    #expect(facts.findings[0].advice?.hasPrefix("zirqctl bind 0000:00:04.0 uio_pci_generic; its module") == true)
    #expect(facts.notes == ["IOMMU: No IOMMU translates for the device, so VFIO cannot serve it."])
  }

  @Test func aDeviceOfAnotherDriver() throws {
    let function = try Function(driver: "e1000e", pin: 0)
    try function.addGroup(2)
    try function.write("sys/bus/pci/drivers/vfio-pci/bind", "")
    let facts = facts(function)
    #expect(facts.problems == ["driver: e1000e has the device and keeps its interrupts in the kernel."])
    #expect(facts.findings[0].advice == "zirqctl bind 0000:00:04.0 vfio-pci.")
  }

  @Test func whatDriverctlWants() throws {
    let function = try Function(driver: "e1000e")
    try function.write("etc/driverctl.d/pci-0000:00:04.0", "vfio-pci")
    #expect(
      facts(function).notes.first
        == "driverctl: /etc/driverctl.d/pci-0000:00:04.0 gives the device to vfio-pci at each boot.")
  }

  @Test func anOverrideThatNoDriverFollows() throws {
    let function = try Function(driver: nil)
    try function.write("\(function.path)/driver_override", "igb_uio")
    #expect(
      facts(function).notes.first
        == "driver_override: Only igb_uio may have the device, and it has not taken it.")
  }

  /// Of a removal that somebody holds up, this may be all that is to be seen: before Linux 6.6, since then, and without
  /// groups.
  @Test(arguments: [
    "sys/devices/pci0000:00/0000:00:04.0/vfio-dev/vfio0/uevent", "sys/class/vfio/2/dev",
    "sys/class/vfio-dev/vfio9/uevent",
  ])
  func anOverrideWhoseReadingMayHang(_ trace: String) throws {
    let function = try Function(driver: nil)
    try function.addGroup(2)
    try function.write("\(function.path)/driver_override", "igb_uio")
    #expect(facts(function).notes.contains { $0.hasPrefix("driver_override: ") })
    try function.write(trace, "")
    #expect(!facts(function).notes.contains { $0.hasPrefix("driver_override: ") })
  }

  @Test func aDriverForUserSpaceThatIsNotServedYet() throws {
    #expect(
      facts(try Function(driver: "uio_pci_generic")).problems
        == ["driver: uio_pci_generic has the device, and yet zirqd does not serve it: it may have come a moment ago."])
  }
}
