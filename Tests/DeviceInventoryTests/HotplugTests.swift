import CLinuxInterrupt
import Foundation
import Glibc
import Synchronization
import Sysfs
import SystemPackage
import Testing
import ZirconObjects

@testable import DeviceInventory
@testable import InterruptLines

@Suite("Hot-plug")
struct HotplugTests {
  private let tree: SystemTree
  private let events = FakeEvents()
  private let told = Told()
  private let root = Peer(pid: getpid(), uid: 0, gid: 0, started: Peer.startTime(ofProcess: getpid()))
  private let bar: VFIORegion

  init() throws {
    tree = try SystemTree()
    var region = zirq_vfio_region()
    region.size = 0x10_0000
    (region.is_readable, region.is_writable, region.is_mappable) = (true, true, true)
    bar = VFIORegion(index: 0, region, areas: nil, msixTable: 0x2000..<0x2050)
  }

  private func inventory(
    vfio: FakeVFIO? = nil, grace: Duration = .seconds(3600), hasEvents: Bool = true,
    seesVFIO: @escaping @Sendable (Int32) -> Bool? = { _ in nil }
  ) -> Inventory {
    Inventory(
      simulated: [], policy: AccessPolicy(rules: [], owner: 0, group: nil), lines: LinePolicy(), files: tree.files,
      kernel: .fake(tree.files, events: hasEvents ? events : nil, vfio: vfio, seesVFIO: seesVFIO), removalGrace: grace,
      report: { [told] in told.add("\($0)") }, devicesChanged: { [told] in told.add($0) })
  }

  private func addUIO() throws {
    try tree.addUIO(
      "uio0", name: "uio_pci_generic", parent: tree.addPCI("0000:00:04.0", driver: "uio_pci_generic", irq: 20))
  }

  // MARK: Coming and going

  @Test("tells of what comes and goes by itself, and of nothing that was there before")
  func comesAndGoes() throws {
    try addUIO()
    let inventory = inventory()
    try inventory.start { _ in }
    defer { inventory.shutDown() }
    try tree.addUIO("uio1", name: "card", parent: tree.addPCI("0000:00:05.0", driver: "uio_cif", irq: 21))
    events.send("add", "uio", "uio1")
    #expect(told.next == "added pci:0000:00:05.0 1")
    try tree.removeUIO("uio0")
    events.send("remove", "uio", "uio0")
    #expect(told.next == "removed pci:0000:00:04.0 1")
  }

  @Test("takes an add that comes twice, or for a device that is known, for one")
  func doubleAdd() throws {
    let inventory = inventory()
    try inventory.start { _ in }
    defer { inventory.shutDown() }
    try addUIO()
    #expect(inventory.devices().map(\.device.name) == ["pci:0000:00:04.0"])
    events.send("add", "uio", "uio0")
    events.send("add", "uio", "uio0")
    #expect(told.next == "added pci:0000:00:04.0 1")
    try tree.removeUIO("uio0")
    events.send("remove", "uio", "uio0")
    #expect(told.next == "removed pci:0000:00:04.0 1")
  }

  @Test("looks anew when events have been lost")
  func lostEvents() throws {
    let inventory = inventory()
    try inventory.start { _ in }
    defer { inventory.shutDown() }
    try addUIO()
    events.lose()
    #expect(told.next == "added pci:0000:00:04.0 1")
  }

  @Test("takes nothing for gone that it cannot see for want of descriptors, and forgets no event meanwhile")
  func shortage() throws {
    try addUIO()
    let isShort = Guarded(false)
    var kernel = Inventory.Kernel.fake(tree.files, events: events)
    kernel.uioNames = { [tree] in
      guard isShort.withLock({ $0 }) else { return tree.files.entries("/sys/class/uio") }
      SystemShortage.note(EMFILE)
      return []
    }
    let inventory = Inventory(
      simulated: [], policy: AccessPolicy(rules: [], owner: 0, group: nil), lines: LinePolicy(), files: tree.files,
      kernel: kernel, report: { [told] in told.add("\($0)") }, devicesChanged: { [told] in told.add($0) })
    try inventory.start { _ in }
    defer { inventory.shutDown() }
    let grant = try inventory.open("/dev/uio0", for: root)
    isShort.withLock { $0 = true }
    #expect(inventory.devices().map(\.device.name) == ["pci:0000:00:04.0"])
    isShort.withLock { $0 = false }
    #expect(inventory.devices().map(\.device.generation) == [grant.device.generation])
    try tree.removeUIO("uio0")
    events.send("remove", "uio", "uio0")
    #expect(told.next == "removed pci:0000:00:04.0 1")
  }

  @Test("counts the lives of a name, and lets a grant of a former one do nothing")
  func generations() throws {
    try addUIO()
    let inventory = inventory()
    let grant = try inventory.open("/dev/uio0", for: root)
    #expect(grant.device.generation == 1)
    try tree.rebind("uio0")
    #expect(inventory.devices().map(\.device.generation) == [2])
    #expect(throws: DeviceError.gone("pci:0000:00:04.0")) { _ = try grant.region(0).size }
    #expect(try inventory.open("/dev/uio0", for: root).device.generation == 2)
  }

  @Test("opens a device that its driver is still registering when it has been registered")
  func halfRegistered() throws {
    try addUIO()
    let override = "sys/devices/pci0000:00/0000:00:04.0/driver_override"
    try tree.write(override, "")
    try tree.makePipe(override)
    // Whoever reads it waits for the probe to end.
    Thread.detachNewThread { [tree] in
      let lock = open(tree.directory.appending(path: override).path, O_WRONLY)
      try? tree.addMap(1, of: "uio0", address: "0xfe900000", size: "0x1000")
      close(lock)
    }
    let grant = try inventory().open("/dev/uio0", for: root)
    #expect(grant.device.regions.map(\.index) == [1])
    #expect(grant.device.generation == 1)
  }

  @Test("finds at once, events or none, what has just been bound")
  func immediate() throws {
    let inventory = inventory()
    try addUIO()
    #expect(try inventory.device(named: "/dev/uio0").name == "pci:0000:00:04.0")
  }

  @Test("passes over what udevd has not seen to, until it has")
  func notReady() throws {
    try addUIO()
    let ready = Ready()
    var kernel = Inventory.Kernel.fake(tree.files)
    kernel.isReady = { _ in ready.value }
    let inventory = Inventory(
      simulated: [], policy: AccessPolicy(rules: [], owner: 0, group: nil), lines: LinePolicy(), files: tree.files,
      kernel: kernel, report: { _ in })
    #expect(inventory.devices().isEmpty)
    ready.value = true
    #expect(inventory.devices().count == 1)
  }

  // MARK: VFIO

  @Test("opens a VFIO device once for all who use it, learns what it has, and closes it when nobody does")
  func sharing() throws {
    try tree.addVFIO("0000:00:04.0", group: 3, config: ConfigurationSpace().header)
    let vfio = FakeVFIO()
    let inventory = inventory(vfio: vfio)
    #expect(inventory.devices().map(\.device.vectors) == [1])
    #expect(vfio.opened.load(ordering: .relaxed) == 0)
    var first: DeviceGrant? = try inventory.open("/dev/vfio/3", for: root)
    var second: DeviceGrant? = try inventory.open("pci:0000:00:04.0", for: root)
    #expect(first?.vectorCount == 5)
    #expect(second?.device.interrupts == .msix)
    #expect(vfio.opened.load(ordering: .relaxed) == 1)
    first = nil
    #expect(vfio.isOpen)
    second = nil
    #expect(!vfio.isOpen)
    // What has been learned stays.
    #expect(inventory.devices().map(\.device.vectors) == [5])
    #expect(inventory.devices().map(\.device.interruptCounts) == [[.intx: 1, .msi: 1, .msix: 5]])
  }

  @Test("keeps a VFIO device open for a line whose grant is gone")
  func lineHoldsDevice() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO()
    let inventory = inventory(vfio: vfio)
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(inventory.open("/dev/vfio/3", for: root)))
    let interrupt = try client.interruptCreate(resource: resource, vector: 4, options: 0)
    try client.handleClose(resource)
    #expect(vfio.isOpen)
    try client.handleClose(interrupt)
    #expect(!vfio.isOpen)
  }

  @Test("says of a VFIO device that cannot be opened why, and opens nothing to list it")
  func refused() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let inventory = inventory()
    #expect(inventory.devices().count == 1)
    #expect(throws: DeviceError.self) { try inventory.open("/dev/vfio/3", for: root) }
    #expect(told.sentences.first?.hasPrefix("pci:0000:00:04.0: ") == true)
  }

  @Test("closes a device that is wanted back, shows it as it was known, and reads nothing of it")
  func removal() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO(regions: [bar])
    let inventory = inventory(vfio: vfio)
    let grant = try inventory.open("/dev/vfio/3", for: root)
    try tree.unbindVFIO("0000:00:04.0")
    vfio.requestRemoval()
    try tree.remove("sys/devices/pci0000:00/0000:00:04.0/resource")
    let shown = try #require(inventory.devices().first?.device)
    #expect(shown.isRemoving)
    #expect(shown.regions.count == 3)
    #expect(!vfio.isOpen)
    #expect(throws: DeviceError.gone("pci:0000:00:04.0")) { _ = try grant.region(0).size }
    #expect(throws: DeviceError.removing("pci:0000:00:04.0")) { try inventory.open("/dev/vfio/3", for: root) }
    #expect(DeviceError.removing("").status == .ioNotPresent)

    events.send("unbind", "pci", "0000:00:04.0")
    #expect(inventory.devices().isEmpty)
    #expect(told.sentences.isEmpty)
  }

  @Test("opens again, as another, a device that has come back")
  func returns() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO(regions: [bar])
    let inventory = inventory(vfio: vfio)
    let grant = try inventory.open("/dev/vfio/3", for: root)
    try tree.unbindVFIO("0000:00:04.0")
    vfio.requestRemoval()
    try tree.bindVFIO("0000:00:04.0")
    let again = try inventory.open("/dev/vfio/3", for: root)
    #expect(again.device.generation == 2)
    #expect(try again.region(0).size == 0x10_0000)
    #expect(throws: DeviceError.gone("pci:0000:00:04.0")) { _ = try grant.region(0).size }
    #expect(vfio.opened.load(ordering: .relaxed) == 2)
  }

  @Test("closes a device that tells nothing of its removal once its driver has left it, and ends its lines")
  func silentRemoval() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO(tellsOfRemoval: false)
    let inventory = inventory(vfio: vfio)
    try inventory.start { _ in }
    defer { inventory.shutDown() }
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(inventory.open("/dev/vfio/3", for: root)))
    let interrupt = try client.interruptCreate(resource: resource, vector: 4, options: 0)
    try client.interruptBind(interrupt, port: client.portCreate(options: 1), key: 7, options: 0)
    try tree.unbindVFIO("0000:00:04.0")
    vfio.closed.wait()
    #expect(throws: Status.canceled) { try client.interruptAck(interrupt) }
    #expect(inventory.devices().map(\.device.isRemoving) == [true])
    events.send("unbind", "pci", "0000:00:04.0")
    #expect(told.next == "removed pci:0000:00:04.0 1")
  }

  // MARK: Registers of VFIO devices

  @Test("maps a VFIO region through the device's descriptor, around the MSI-X table")
  func regions() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let grant = try inventory(vfio: FakeVFIO(regions: [bar])).open("/dev/vfio/3", for: root)
    let mapping = try grant.region(0)
    #expect(mapping.mapLength == 0x10_0000)
    #expect(mapping.offset == 0)
    #expect(mapping.hole == 0x2000..<0x3000)
    #expect(mapping.access == [.read, .write, .noFork])
    #expect(try grant.registerRegion(0).physicalAddress == 0xFE90_0000)
    #expect(throws: DeviceError.portRegion("pci:0000:00:04.0", index: 1)) { _ = try grant.region(1).size }
    #expect(throws: DeviceError.notMappable("pci:0000:00:04.0", index: 3)) { _ = try grant.region(3).size }
  }

  @Test("gives the descriptor and the vectors of a VFIO device to one process at a time")
  func exclusion() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let inventory = inventory(vfio: FakeVFIO(regions: [bar]))
    let other = try ChildProcess()
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(inventory.open("/dev/vfio/3", for: root)))
    let interrupt = try client.interruptCreate(resource: resource, vector: 0, options: 0)
    let grant = try inventory.open("/dev/vfio/3", for: other.peer)
    #expect(throws: DeviceError.regionsDenied("pci:0000:00:04.0", .interruptOfAnother(node: "/dev/vfio/3"))) {
      _ = try grant.region(0).size
    }
    try client.handleClose(interrupt)
    #expect(try grant.region(0).size == 0x10_0000)
    #expect(throws: Status.alreadyBound) { try client.interruptCreate(resource: resource, vector: 0, options: 0) }
    other.end()
    try client.handleClose(try client.interruptCreate(resource: resource, vector: 0, options: 0))
  }

  @Test("gives the vectors to another as soon as the process that had the descriptor is seen to have let go of it")
  func letGo() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let holds = Ready()
    holds.value = true
    let inventory = inventory(vfio: FakeVFIO(regions: [bar])) { _ in holds.value }
    let other = try ChildProcess()
    defer { other.end() }
    _ = try inventory.open("/dev/vfio/3", for: other.peer).region(0).size
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(inventory.open("/dev/vfio/3", for: root)))
    #expect(throws: Status.alreadyBound) { try client.interruptCreate(resource: resource, vector: 0, options: 0) }
    holds.value = false
    try client.handleClose(try client.interruptCreate(resource: resource, vector: 0, options: 0))
  }

  @Test("spares, when a removal's time is up, the process that is seen to have let go of the device")
  func spared() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO(regions: [bar])
    let inventory = inventory(vfio: vfio, grace: .zero) { _ in false }
    try inventory.start { [told] peer in told.add("cut off \(peer.pid)") }
    defer { inventory.shutDown() }
    let holder = try ChildProcess()
    _ = try inventory.open("/dev/vfio/3", for: holder.peer).region(0).size
    try tree.unbindVFIO("0000:00:04.0")
    vfio.requestRemoval()
    #expect(told.next == "removed pci:0000:00:04.0 1")
    // Nobody is named: that the kernel still waits is all that is known.
    #expect(told.sentences.count == 1)
    #expect(told.sentences.allSatisfy { $0.contains("zirqd and its clients have let go") })
    holder.end()
  }

  @Test("kills and cuts off, when its time is up, the process that has not let go of a removed device")
  func cutOff() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO(regions: [bar])
    let inventory = inventory(vfio: vfio, grace: .zero)
    try inventory.start { [told] peer in told.add("cut off \(peer.pid)") }
    defer { inventory.shutDown() }
    let holder = try ChildProcess()
    _ = try inventory.open("/dev/vfio/3", for: holder.peer).region(0).size
    try tree.unbindVFIO("0000:00:04.0")
    vfio.requestRemoval()
    #expect(holder.signal() == SIGKILL)
    #expect(told.next == "cut off \(holder.peer.pid)")
    #expect(told.next == "removed pci:0000:00:04.0 1")
    #expect(told.sentences.first?.contains("process \(holder.peer.pid) (uid 0) has been killed") == true)
  }

  @Test("cuts nobody off when the device has gone in time")
  func inTime() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO(regions: [bar])
    let inventory = inventory(vfio: vfio)
    try inventory.start { [told] peer in told.add("cut off \(peer.pid)") }
    defer { inventory.shutDown() }
    let holder = try ChildProcess()
    _ = try inventory.open("/dev/vfio/3", for: holder.peer).region(0).size
    try tree.unbindVFIO("0000:00:04.0")
    vfio.requestRemoval()
    events.send("unbind", "pci", "0000:00:04.0")
    #expect(told.next == "removed pci:0000:00:04.0 1")
    #expect(inventory.known.nextDeadline == nil)
    holder.end()
  }

  @Test(
    "cuts nobody off whose device has gone in time, though the event that says so is lost or there are none",
    arguments: EndOfRemoval.allCases, [true, false])
  func lostEnd(_ end: EndOfRemoval, hasEvents: Bool) throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let vfio = FakeVFIO(regions: [bar])
    let inventory = inventory(vfio: vfio, hasEvents: hasEvents)
    try inventory.start { [told] peer in told.add("cut off \(peer.pid)") }
    defer { inventory.shutDown() }
    let holder = try ChildProcess()
    _ = try inventory.open("/dev/vfio/3", for: holder.peer).region(0).size
    try tree.unbindVFIO("0000:00:04.0")
    vfio.requestRemoval()
    #expect(inventory.devices().map(\.device.isRemoving) == [true])
    switch end {
    case .groupGone: try tree.remove("sys/class/vfio/3")
    case .functionGone: try tree.remove("sys/bus/pci/devices/0000:00:04.0")
    case .otherDriver: try tree.changeDriver(of: "0000:00:04.0", to: "e1000e")
    }
    events.lose()
    #expect(told.next == "removed pci:0000:00:04.0 1")
    #expect(inventory.known.nextDeadline == nil)
    holder.end()
  }

  @Test("hands no descriptor to a process that has ended, or whose number is another's by now")
  func strangers() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let inventory = inventory(vfio: FakeVFIO(regions: [bar]))
    let child = try ChildProcess()
    var peer = child.peer
    peer.started += 1
    let error = DeviceError.unwatchable("pci:0000:00:04.0", node: "/dev/vfio/3", pid: peer.pid, .noSuchProcess)
    #expect(throws: error) { _ = try inventory.open("/dev/vfio/3", for: peer).region(0).size }
    child.end()
    #expect(throws: error) { _ = try inventory.open("/dev/vfio/3", for: child.peer).region(0).size }
  }

  // MARK: Bus mastering

  @Test("switches bus mastering of a VFIO device, and of a UIO device on PCI through its configuration space")
  func busMaster() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    let parent = try tree.addPCI("0000:00:05.0", driver: "uio_pci_generic", irq: 20)
    try tree.addUIO("uio0", name: "uio_pci_generic", parent: parent)
    try tree.writeConfiguration(ConfigurationSpace().bytes, of: "0000:00:05.0")
    let inventory = inventory(vfio: FakeVFIO())
    for name in ["/dev/vfio/3", "/dev/uio0"] {
      let grant = try inventory.open(name, for: root)
      #expect(!grant.isBusMaster)
      try grant.setBusMaster(true)
      #expect(grant.isBusMaster)
      try grant.setBusMaster(false)
      #expect(!grant.isBusMaster)
    }
  }

  @Test("has no bus mastering off PCI, and none for those who may not have the registers")
  func noBusMaster() throws {
    try tree.addUIO("uio0", name: "gpio", parent: tree.addPlatform("1.gpio", driver: "uio_pdrv_genirq"))
    #expect(throws: DeviceError.noBusMaster("platform:1.gpio")) {
      try inventory().open("/dev/uio0", for: root).setBusMaster(true)
    }
    let policy = AccessPolicy(
      rules: [.init(pattern: "*", allow: [.anyone], mapRegions: .only([]))], owner: 0, group: nil)
    let strict = Inventory(
      simulated: [], policy: policy, lines: LinePolicy(), files: tree.files, kernel: .fake(tree.files),
      report: { _ in })
    #expect(throws: DeviceError.busMasterDenied("platform:1.gpio", reason: "rule 1 (*)")) {
      try strict.open("/dev/uio0", for: root).setBusMaster(true)
    }
  }
}

/// By what files alone the end of a removal shows.
enum EndOfRemoval: CaseIterable {
  case groupGone, functionGone, otherDriver
}

private final class Ready: Sendable {
  private let state = Atomic<Bool>(false)
  var value: Bool {
    get { state.load(ordering: .relaxed) }
    set { state.store(newValue, ordering: .relaxed) }
  }
}
