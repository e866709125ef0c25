import InterruptLines
import Testing
import ZirconObjects

@testable import DeviceInventory

@Suite("The inventory", .timeLimit(.minutes(1)))
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
        SimulatedDeviceSettings(name: "blink", mode: .level, vectors: 2),
        SimulatedDeviceSettings(name: "pulse", mode: .edge),
      ],
      policy: policy, lines: LineSettings(), files: files, enumerate: { files.entries("/sys/class/uio") },
      report: { [sentences] in sentences.add($0) })
  }

  // MARK: Names

  @Test("lists every device by its stable name")
  func listing() {
    #expect(
      inventory().devices().map(\.device.name) == ["pci:0000:00:04.0", "pci:0000:00:05.0", "sim:blink", "sim:pulse"])
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
    let policy = AccessPolicy(rules: [.init(pattern: "*", allow: [.anyone], mapRegions: false)], owner: 0, group: nil)
    let grant = try inventory(policy).open("/dev/uio0", for: root)
    #expect(throws: DeviceError.regionsDenied("pci:0000:00:04.0", .policy(reason: "rule 1 (*)"))) {
      _ = try grant.region(0).size
    }
  }

  // MARK: Lines

  @Test("hands out each vector once, knows who has it, and again when it is closed")
  func claims() throws {
    let inventory = inventory()
    let first = try inventory.open("sim:blink", for: root)
    let second = try inventory.open("sim:blink", for: Peer(pid: 2, uid: 0, gid: 0))
    #expect(first.vectorCount == 2)
    let client = Process()
    let resource = try client.addResource(Resource(first))
    let interrupt = try client.interruptCreate(resource: resource, vector: 1, options: 0)
    let lines = inventory.devices().first { $0.device.name == "sim:blink" }?.lines
    #expect(lines?.map(\.owner) == [nil, root])
    #expect(lines?.map(\.rearmPath) == [nil, .irqcontrol])
    #expect(lines?.map(\.counts.rearms) == [0, 1])

    let other = Process()
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
    let client = Process()
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
    let client = Process()
    let resource = try client.addResource(Resource(try inventory().open("sim:blink", for: root)))
    #expect(throws: Status.outOfRange) { try client.interruptCreate(resource: resource, vector: 2, options: 0) }
  }

  @Test("tells the operator why a line could not be opened, and leaves the vector free")
  func failedOpen() throws {
    let client = Process()
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
    let client = Process()
    let resource = try client.addResource(Resource(grant))
    #expect(throws: Status.ioNotPresent) { try client.interruptCreate(resource: resource, vector: 0, options: 0) }
    #expect(throws: DeviceError.gone("pci:0000:00:04.0")) { _ = try grant.region(0).size }
    #expect(sentences.all.count == 1)
    #expect(try inventory.open("/dev/uio0", for: root).region(0).size == 0x10_0000)
  }

  @Test("on shutting down detaches every line and hands out no more")
  func shutDown() throws {
    let inventory = inventory()
    let client = Process()
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
    let client = Process()
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

/// What the operator was told.
private final class Sentences: Sendable {
  private let list = Guarded<[String]>([])
  var all: [String] { list.withLock { $0 } }
  func add(_ sentence: String) { list.withLock { $0.append(sentence) } }
}
