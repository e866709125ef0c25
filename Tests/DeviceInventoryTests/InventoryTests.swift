import Glibc
import InterruptLines
import Testing
import ZirconObjects

@testable import DeviceInventory

@Suite("The inventory")
struct InventoryTests {
  private let tree: SystemTree
  private let sentences = Sentences()
  private let root = Peer(pid: 1, uid: 0, gid: 0)

  init() throws {
    tree = try SystemTree()
    for (uio, slot) in [("uio0", "0000:00:04.0"), ("uio1", "0000:00:05.0")] {
      let parent = try tree.addPCI(slot, driver: "uio_pci_generic", irq: 20)
      try tree.addUIO(uio, name: "uio_pci_generic", parent: parent)
    }
    try tree.addIRQ(20, type: "level", actions: "uio_pci_generic,uio_pci_generic")
  }

  private func inventory(_ policy: AccessPolicy = AccessPolicy(rules: [], owner: 0, group: nil)) -> Inventory {
    let files = tree.files
    return Inventory(
      simulated: [
        SimulatedDeviceSettings(name: "blink", mode: .level, vectors: 2, registers: 1),
        SimulatedDeviceSettings(name: "pulse", mode: .edge, registers: 3 * 4096),
        SimulatedDeviceSettings(name: "quiet", mode: .edge),
      ],
      policy: policy, lines: LinePolicy(), files: files, kernel: .fake(files),
      report: { [sentences] in sentences.add("\($0)") })
  }

  // MARK: Names

  @Test("lists every device by its stable name")
  func listing() {
    #expect(
      inventory().devices().map(\.device.name)
        == ["pci:0000:00:04.0", "pci:0000:00:05.0", "sim:blink", "sim:pulse", "sim:quiet"])
  }

  @Test("finds a device by any of its names", arguments: ["pci:0000:00:05.0", "/dev/uio1"])
  func names(_ name: String) throws {
    #expect(try inventory().device(named: name).node == "/dev/uio1")
  }

  @Test("opens nothing by a name that several devices share, and says which they are")
  func ambiguous() {
    let error = DeviceError.ambiguous("uio:uio_pci_generic", candidates: ["pci:0000:00:04.0", "pci:0000:00:05.0"])
    #expect(throws: error) { try inventory().open("uio:uio_pci_generic", for: root) }
    #expect(error.description.contains("pci:0000:00:04.0, pci:0000:00:05.0"))
  }

  @Test(
    "suggests what may have been meant",
    arguments: [
      ("sim:blnik", ["sim:blink"]), ("blink", ["sim:blink"]), ("uio1", ["/dev/uio1"]),
      ("0000:00:04.0", ["pci:0000:00:04.0"]), ("sim:nothing-like-it", []),
    ])
  func suggestions(_ name: String, _ similar: [String]) {
    #expect(throws: DeviceError.notFound(name, similar: similar)) { try inventory().open(name, for: root) }
  }

  // MARK: Access

  @Test("denies by the policy, and names the rule")
  func denied() {
    let policy = AccessPolicy(rules: [.init(pattern: "sim:*", allow: [.user(1000)])], owner: 0, group: nil)
    let error = DeviceError.denied("sim:blink", reason: "rule 1 (sim:*)")
    #expect(throws: error) { try inventory(policy).open("sim:blink", for: root) }
    #expect(error.status == .accessDenied)
  }

  @Test("lets a policy keep the registers back")
  func regionsDenied() throws {
    let policy = AccessPolicy(
      rules: [.init(pattern: "*", allow: [.anyone], mapRegions: .only([]))], owner: 0, group: nil)
    let grant = try inventory(policy).open("/dev/uio0", for: root)
    #expect(throws: DeviceError.regionsDenied("pci:0000:00:04.0", .policy(reason: "rule 1 (*)"))) {
      _ = try grant.region(0).size
    }
  }

  @Test(
    "finds a rule and a line's settings by the device's PCI id and by its driver, as sysfs has them",
    arguments: ["id:1234:11e8", "id:1234:*", "driver:uio_pci_generic"])
  func matched(_ pattern: String) throws {
    let policy = AccessPolicy(rules: [.init(pattern: pattern, allow: [.user(1000)])], owner: 0, group: nil)
    let inventory = inventory(policy)
    #expect(throws: DeviceError.denied("pci:0000:00:04.0", reason: "rule 1 (\(pattern))")) {
      try inventory.open("pci:0000:00:04.0", for: root)
    }
    // It has neither.
    _ = try inventory.open("sim:blink", for: root)
    var line = LinePolicy.Rule(pattern: pattern)
    line.stormLimitHz = 7
    inventory.setPolicies(access: AccessPolicy(), lines: LinePolicy(rules: [line]), removalGrace: .seconds(1))
    #expect(try inventory.settings(for: inventory.device(named: "/dev/uio1")).stormLimitHz == 7)
    #expect(try inventory.settings(for: inventory.device(named: "sim:blink")).stormLimitHz == 0)
  }

  // MARK: Changes of the configuration

  @Test("takes other rules while devices are open: what is open stays, and what is opened goes by them")
  func otherRules() throws {
    let inventory = inventory()
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(try inventory.open("sim:blink", for: root)))
    let interrupt = try client.interruptCreate(resource: resource, vector: 0, options: 0)
    inventory.setPolicies(
      access: AccessPolicy(rules: [.init(pattern: "*", allow: [])]), lines: LinePolicy(), removalGrace: .seconds(1))
    #expect(throws: DeviceError.denied("sim:blink", reason: "rule 1 (*)")) {
      try inventory.open("sim:blink", for: root)
    }
    try inventory.trigger("sim:blink", vector: 0)
    try client.handleClose(interrupt)
    // The grant is as it was given.
    try client.handleClose(try client.interruptCreate(resource: resource, vector: 0, options: 0))
  }

  @Test("adds and removes simulated devices; one that is in use stays as it is, and one that has gone says so")
  func otherSimulatedDevices() throws {
    let inventory = inventory()
    let client = Process(clock: .linux)
    let used = try client.addResource(Resource(try inventory.open("sim:blink", for: root)))
    let idle = try client.addResource(Resource(try inventory.open("sim:quiet", for: root)))
    let interrupt = try client.interruptCreate(resource: used, vector: 0, options: 0)
    let wanted = [
      SimulatedDeviceSettings(name: "pulse", mode: .edge, registers: 3 * 4096),
      SimulatedDeviceSettings(name: "quiet", mode: .edge, vectors: 5), SimulatedDeviceSettings(name: "new"),
    ]
    #expect(inventory.setSimulated(wanted) == ["blink"])
    let simulated = { inventory.devices().map(\.device).filter { $0.kind == .simulated } }
    #expect(simulated().map(\.name) == ["sim:blink", "sim:new", "sim:pulse", "sim:quiet"])
    #expect(simulated().map(\.generation) == [1, 1, 1, 2])
    #expect(try inventory.device(named: "sim:quiet").vectors == 5)
    #expect(throws: Status.ioNotPresent) { try client.interruptCreate(resource: idle, vector: 0, options: 0) }
    try inventory.trigger("sim:blink", vector: 0)

    try client.handleClose(interrupt)
    #expect(inventory.setSimulated(wanted) == [])
    #expect(simulated().map(\.name) == ["sim:new", "sim:pulse", "sim:quiet"])
    #expect(throws: Status.ioNotPresent) { try client.interruptCreate(resource: used, vector: 0, options: 0) }
  }

  @Test("gives no two simulated devices the same addresses, whatever comes and goes")
  func simulatedAddresses() throws {
    let inventory = inventory()
    let named = { SimulatedDeviceSettings(name: $0, registers: 4096) }
    _ = inventory.setSimulated([named("a"), named("b")])
    _ = inventory.setSimulated([named("b"), named("c"), named("d")])
    let addresses = inventory.devices().map(\.device).filter { $0.kind == .simulated }.flatMap(\.regions).map(\.address)
    #expect(addresses.count == 3)
    #expect(Set(addresses).count == 3)
  }

  // MARK: Lines

  @Test("hands out each vector once, knows who has it, and again when it is closed")
  func claims() throws {
    let inventory = inventory()
    let first = try inventory.open("sim:blink", for: root)
    let second = try inventory.open("sim:blink", for: Peer(pid: 2, uid: 0, gid: 0))
    #expect(first.vectorCount == 2)
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(first))
    let interrupt = try client.interruptCreate(resource: resource, vector: 1, options: 0)
    let lines = inventory.devices().first { $0.device.name == "sim:blink" }?.lines
    #expect(lines?.map(\.owner) == [nil, root])
    #expect(lines?.map(\.rearmPath) == [nil, .irqcontrol])
    #expect(lines?.map(\.counts.rearms) == [0, 1])

    let other = Process(clock: .linux)
    let otherResource = try other.addResource(Resource(second))
    #expect(throws: Status.alreadyBound) {
      try other.interruptCreate(resource: otherResource, vector: 1, options: 0)
    }
    try client.handleClose(interrupt)
    let again = try other.interruptCreate(resource: otherResource, vector: 1, options: 0)
    #expect(inventory.devices().first { $0.device.name == "sim:blink" }?.lines[1].owner?.pid == 2)
    try other.handleClose(again)
  }

  @Test(
    "refuses a trigger mode that the source has not",
    arguments: [
      ("sim:blink", InterruptMode.edgeHigh, Status.notSupported), ("sim:pulse", .levelLow, .notSupported),
      ("sim:blink", .levelHigh, .ok), ("sim:pulse", .edgeLow, .ok), ("sim:pulse", .default, .ok),
    ])
  func modes(_ name: String, _ mode: InterruptMode, _ status: Status) throws {
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(try inventory().open(name, for: root)))
    do throws(Status) {
      try client.handleClose(try client.interruptCreate(resource: resource, vector: 0, options: mode.rawValue))
      #expect(status == .ok)
    } catch {
      #expect(error == status)
    }
  }

  @Test("answers OUT_OF_RANGE to a vector that the device has not")
  func noSuchVector() throws {
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(try inventory().open("sim:blink", for: root)))
    #expect(throws: Status.outOfRange) { try client.interruptCreate(resource: resource, vector: 2, options: 0) }
  }

  @Test("tells the operator why a line could not be opened, and leaves the vector free")
  func failedOpen() throws {
    let client = Process(clock: .linux)
    let inventory = inventory()
    let resource = try client.addResource(Resource(try inventory.open("/dev/uio0", for: root)))
    try tree.remove("dev/uio0")
    #expect(throws: Status.ioNotPresent) { try client.interruptCreate(resource: resource, vector: 0, options: 0) }
    let sentence = try #require(sentences.all.first)
    #expect(sentence.hasPrefix("pci:0000:00:04.0: "))
    #expect(sentence.hasSuffix("/dev/uio0: the device has gone (No such file or directory)"))
    #expect(inventory.devices().allSatisfy { $0.lines.allSatisfy { $0.owner == nil } })
  }

  @Test("answers that the device has gone to a grant of its former life, though one of the same name is there")
  func rebound() throws {
    let inventory = inventory()
    let grant = try inventory.open("/dev/uio0", for: root)
    try tree.rebind("uio0")
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(grant))
    #expect(throws: Status.ioNotPresent) { try client.interruptCreate(resource: resource, vector: 0, options: 0) }
    #expect(throws: DeviceError.gone("pci:0000:00:04.0")) { _ = try grant.region(0).size }
    #expect(sentences.all.count == 1)
    #expect(try inventory.open("/dev/uio0", for: root).region(0).size == 0x10_0000)
  }

  @Test("on shutting down detaches every line and hands out no more")
  func shutDown() throws {
    let inventory = inventory()
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(try inventory.open("sim:blink", for: root)))
    let interrupt = try client.interruptCreate(resource: resource, vector: 0, options: 0)
    inventory.shutDown()
    #expect(inventory.devices().allSatisfy { $0.lines.allSatisfy { !$0.isOpen } })
    #expect(throws: Status.unavailable) { try client.interruptCreate(resource: resource, vector: 1, options: 0) }
    try client.handleClose(interrupt)
  }

  // MARK: Registers

  @Test("maps a BAR through its file in sysfs, whose offset is 0")
  func barRegion() throws {
    let mapping = try inventory().open("/dev/uio0", for: root).region(3)
    #expect(mapping.mapOffset == 0)
    #expect(mapping.mapLength == 4096)
    #expect(mapping.offset == 0x100)
    #expect(mapping.size == 0x100)
    #expect(mapping.access == [.read, .write])
  }

  @Test("maps through the node what is less than a BAR: the offset chooses the map, the length is whole pages")
  func nodeRegion() throws {
    try tree.addMap(0, of: "uio0", address: "0xfe900000", size: "0x100000")
    try tree.addMap(2, of: "uio0", address: "0xfe902000", size: "0x2800", offset: "0x10")
    try tree.addMap(3, of: "uio0", address: "0xfe905000", size: "0x800")
    let grant = try inventory().open("/dev/uio0", for: root)
    let mapping = try grant.region(2)
    #expect(mapping.mapOffset == 2 * 4096)
    #expect(mapping.mapLength == 2 * 4096)
    #expect(mapping.offset == 0x10)
    #expect(mapping.size == 0x2000 - 0x10)
    #expect(throws: DeviceError.regionTooSmall("pci:0000:00:04.0", index: 3)) { _ = try grant.region(3).size }
  }

  @Test("keeps the node, a write to which masks, from all but the one who has the interrupt; a BAR's file from nobody")
  func nodeOfAnother() throws {
    try tree.addMap(0, of: "uio0", address: "0xfe900000", size: "0x100000")
    try tree.addMap(2, of: "uio0", address: "0xfe902000", size: "0x1000")
    try tree.makePipe("dev/uio0")
    let inventory = inventory()
    let owner = try inventory.open("/dev/uio0", for: root)
    let other = try inventory.open("/dev/uio0", for: Peer(pid: 2, uid: 0, gid: 0))
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(owner))
    let interrupt = try client.interruptCreate(resource: resource, vector: 0, options: 0)

    let error = DeviceError.regionsDenied("pci:0000:00:04.0", .interruptOfAnother(node: "/dev/uio0"))
    #expect(throws: error) { _ = try other.region(2).size }
    #expect(error.status == .alreadyBound)
    #expect(error.description.contains("only through /dev/uio0"))
    #expect(try other.region(0).size == 0x10_0000)
    #expect(try owner.region(2).size == 0x1000)

    try client.handleClose(interrupt)
    #expect(try other.region(2).size == 0x1000)
  }

  @Test("has no mapping for ports, and none for what is not there")
  func noMapping() throws {
    let grant = try inventory().open("/dev/uio0", for: root)
    #expect(throws: DeviceError.portRegion("pci:0000:00:04.0", index: 1)) { _ = try grant.region(1).size }
    #expect(throws: DeviceError.noRegion("pci:0000:00:04.0", index: 2)) { _ = try grant.region(2).size }
  }

  @Test("knows by its physical address a region that an MMIO resource is to stand for, and opens it when it is mapped")
  func grantedRegions() throws {
    try tree.addMap(0, of: "uio0", address: "0xfe900000", size: "0x100000")
    try tree.addMap(2, of: "uio0", address: "0xfe902000", size: "0x2800", offset: "0x10")
    let grant = try inventory().open("/dev/uio0", for: root)
    let bar = try grant.registerRegion(0)
    #expect(bar.physicalAddress == 0xFE90_0000)
    #expect(bar.size == 0x10_0000)
    let map = try grant.registerRegion(2)
    #expect(map.physicalAddress == 0xFE90_2010)
    #expect(map.size == 0x1FF0)
    let mapping = try map.mapping()
    #expect(mapping.mapOffset == 2 * 4096)
    #expect(mapping.offset == 0x10)
    #expect(mapping.size == map.size)
  }

  @Test("gives a small BAR the address where its registers start, not the one of their page")
  func smallBAR() throws {
    let bar = try inventory().open("/dev/uio0", for: root).registerRegion(3)
    #expect(bar.physicalAddress == 0xFEA1_0100)
    #expect(bar.size == 0x100)
    #expect(try bar.mapping().offset == 0x100)
  }

  @Test("takes the page of an address that a driver has not rounded to one, for that is what is mapped")
  func unroundedAddress() throws {
    try tree.addMap(0, of: "uio0", address: "0xfe902123", size: "0x2000", offset: "0x40")
    let region = try inventory().open("/dev/uio0", for: root).registerRegion(0)
    #expect(region.physicalAddress == 0xFE90_2040)
    #expect(try region.mapping().offset == 0x40)
  }

  @Test("refuses such a region at once where it can never be mapped")
  func regionsNeverMapped() throws {
    try tree.addMap(0, of: "uio0", address: "0xfe900000", size: "0x800")
    try tree.addMap(1, of: "uio0", address: "0xffffffffffffffff", size: "0x1000")
    let name = "pci:0000:00:04.0"
    let grant = try inventory().open("/dev/uio0", for: root)
    #expect(throws: DeviceError.regionTooSmall(name, index: 0)) { try grant.registerRegion(0) }
    #expect(throws: DeviceError.noPhysicalAddress(name, index: 1)) { try grant.registerRegion(1) }
    #expect(DeviceError.noPhysicalAddress(name, index: 1).status == .notSupported)
    #expect(try grant.region(1).mapLength == 0x1000)
    #expect(throws: DeviceError.noRegion(name, index: 2)) { try grant.registerRegion(2) }
    #expect(throws: DeviceError.portRegion("pci:0000:00:05.0", index: 1)) {
      try inventory().open("/dev/uio1", for: root).registerRegion(1)
    }
    let policy = AccessPolicy(
      rules: [.init(pattern: "*", allow: [.anyone], mapRegions: .only([]))], owner: 0, group: nil)
    #expect(throws: DeviceError.regionsDenied(name, .policy(reason: "rule 1 (*)"))) {
      try inventory(policy).open("/dev/uio0", for: root).registerRegion(0)
    }
  }

  @Test("judges a region anew each time that it is mapped")
  func regionsMappedLater() throws {
    try tree.addMap(2, of: "uio0", address: "0xfe902000", size: "0x1000")
    try tree.makePipe("dev/uio0")
    let inventory = inventory()
    let region = try inventory.open("/dev/uio0", for: Peer(pid: 2, uid: 0, gid: 0)).registerRegion(2)
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(inventory.open("/dev/uio0", for: root)))
    let interrupt = try client.interruptCreate(resource: resource, vector: 0, options: 0)
    #expect(throws: DeviceError.regionsDenied("pci:0000:00:04.0", .interruptOfAnother(node: "/dev/uio0"))) {
      _ = try region.mapping().size
    }
    try client.handleClose(interrupt)
    #expect(try region.mapping().size == 0x1000)
    try tree.rebind("uio0")
    #expect(throws: DeviceError.gone("pci:0000:00:04.0")) { _ = try region.mapping().size }
  }

  // MARK: Simulated registers

  @Test("shows a simulated device's registers as a region, at an address above 4 GiB that no other has")
  func simulatedRegions() throws {
    let regions = inventory().devices().map(\.device.regions)
    #expect(regions.last?.isEmpty == true)
    let (first, second) = (try #require(regions[2].first), try #require(regions[3].first))
    #expect(first.kind == .memory)
    #expect(first.size == 4096)
    #expect(second.size == 3 * 4096)
    #expect(first.address > 1 << 32)
    #expect(first.address % 4096 == 0)
    #expect(first.address + first.size <= second.address || second.address + second.size <= first.address)
    // And they are the same in the daemon's next life.
    #expect(inventory().devices().map(\.device.regions) == regions)
  }

  @Test("maps a simulated device's registers for everybody who has the device: they are the same memory")
  func simulatedMapping() throws {
    let inventory = inventory()
    let driver = try inventory.open("sim:blink", for: root).registerRegion(0)
    let test = try inventory.open("sim:blink", for: Peer(pid: 2, uid: 0, gid: 0))
    #expect(driver.physicalAddress == test.device.regions.first?.address)
    let registers = try MappedRegion(driver.mapping())
    #expect(registers[0] == 0)
    registers[0x60] = 7
    #expect(try MappedRegion(test.region(0))[0x60] == 7)
    #expect(try MappedRegion(inventory.open("sim:pulse", for: root).region(0))[0x60] == 0)
    #expect(throws: DeviceError.noRegion("sim:blink", index: 1)) { try test.registerRegion(1) }
    #expect(throws: DeviceError.noRegion("sim:quiet", index: 0)) {
      try inventory.open("sim:quiet", for: root).registerRegion(0)
    }
  }

  @Test("lets a simulated device's registers be mapped while another client has its interrupt")
  func simulatedRegionOfAnother() throws {
    let inventory = inventory()
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(inventory.open("sim:blink", for: root)))
    let interrupt = try client.interruptCreate(resource: resource, vector: 0, options: 0)
    let other = try inventory.open("sim:blink", for: Peer(pid: 2, uid: 0, gid: 0))
    #expect(try other.region(0).size == 4096)
    try client.handleClose(interrupt)
  }

  // MARK: Messages

  @Test("takes the vectors for messages unless their line is known to be level-triggered")
  func messages() throws {
    let inventory = inventory()
    let isMessageSignaled = { (name: String) in try inventory.open(name, for: root).isMessageSignaled }
    #expect(try isMessageSignaled("sim:pulse"))
    #expect(try !isMessageSignaled("sim:blink"))
    #expect(try !isMessageSignaled("/dev/uio0"))
    // igb_uio requests its interrupt when it is opened.
    try tree.addIRQ(20, type: "level", actions: "ahci")
    #expect(try isMessageSignaled("/dev/uio0"))
    try tree.addIRQ(20, type: "edge", actions: "uio_pci_generic")
    #expect(try isMessageSignaled("/dev/uio0"))
    try tree.write("sys/devices/pci0000:00/0000:00:04.0/irq", "0")
    #expect(try !isMessageSignaled("/dev/uio0"))
  }

  // MARK: Triggering

  @Test("fires a simulated device by hand, and hardware not")
  func trigger() throws {
    let inventory = inventory()
    try inventory.trigger("sim:blink", vector: 1)
    #expect(throws: DeviceError.noVector("sim:blink", vector: 2, count: 2)) {
      try inventory.trigger("sim:blink", vector: 2)
    }
    #expect(throws: DeviceError.notSimulated("pci:0000:00:04.0")) {
      try inventory.trigger("pci:0000:00:04.0", vector: 0)
    }
  }
}

/// A region as a client sees it.
private final class MappedRegion {
  private let start: UnsafeMutableRawPointer
  private let length: Int
  private let offset: Int

  init(_ mapping: consuming RegionMapping) throws {
    length = Int(mapping.mapLength)
    offset = Int(mapping.offset)
    let access = PROT_READ | PROT_WRITE
    let mapped = mmap(nil, length, access, MAP_SHARED, mapping.descriptor.rawValue, off_t(mapping.mapOffset))
    start = try #require(mapped != MAP_FAILED ? mapped : nil)
  }

  deinit { munmap(start, length) }

  /// A register of 32 bits, by its place in bytes.
  subscript(_ place: Int) -> UInt32 {
    get { start.load(fromByteOffset: offset + place, as: UInt32.self) }
    set { start.storeBytes(of: newValue, toByteOffset: offset + place, as: UInt32.self) }
  }
}

/// What the operator was told.
private final class Sentences: Sendable {
  private let list = Guarded<[String]>([])
  var all: [String] { list.withLock { $0 } }
  func add(_ sentence: String) { list.withLock { $0.append(sentence) } }
}
