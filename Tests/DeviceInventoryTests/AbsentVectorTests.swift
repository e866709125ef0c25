import Testing
import ZirconObjects

@testable import DeviceInventory
@testable import InterruptLines

@Suite("Why there is no such vector")
struct AbsentVectorTests {
  private let tree: SystemTree
  private let root = Peer(pid: 1, uid: 0, gid: 0)

  init() throws { tree = try SystemTree() }

  /// What a client is told that asks for a vector of the device, which it may open.
  ///
  /// - Parameter part: the vectors that its resource has; nil for all.
  private func refusal(
    of vector: UInt32, of device: String, vfio: FakeVFIO? = nil, interrupts: InterruptKind? = nil,
    part: Range<UInt64>? = nil
  ) throws -> String? {
    var rule = LinePolicy.Rule(pattern: "*")
    rule.interrupts = interrupts
    let inventory = Inventory(
      simulated: [], policy: AccessPolicy(rules: [], owner: 0, group: nil), lines: LinePolicy(rules: [rule]),
      files: tree.files, kernel: .fake(tree.files, vfio: vfio), report: { _ in })
    let client = Process(clock: .linux)
    var resource = try client.addResource(Resource(inventory.open(device, for: root)))
    if let part {
      resource = try client.resourceCreate(
        parent: resource, options: Resource.Kind.irq.rawValue, base: part.lowerBound, size: UInt64(part.count),
        name: ObjectName())
    }
    let refusal = Refusal(limit: 511)
    refusal.collect {
      _ = #expect(throws: Status.outOfRange) {
        try client.interruptCreate(resource: resource, vector: vector, options: 0)
      }
    }
    return refusal.sentence
  }

  @Test("is said of a VFIO device without interrupts, and of one without those that are asked for")
  func vfio() throws {
    try tree.addVFIO("0000:00:04.0", group: 3, config: ConfigurationSpace(pin: 0).bytes)
    let none = FakeVFIO(interrupts: VFIOInterrupts(counts: [.intx: 0], asked: .msi))
    #expect(
      try refusal(of: 0, of: "/dev/vfio/3", vfio: none, interrupts: .msi)
        == "pci:0000:00:04.0: the device has no interrupts; only its registers can be used")
    let wire = FakeVFIO(interrupts: VFIOInterrupts(counts: [.intx: 1], asked: .msix))
    #expect(
      try refusal(of: 0, of: "/dev/vfio/3", vfio: wire, interrupts: .msix)
        == "pci:0000:00:04.0: the device has no MSI-X interrupts, which the configuration asks for; see Interrupts= in "
        + "[Line]")
    #expect(
      try refusal(of: 5, of: "/dev/vfio/3", vfio: FakeVFIO())
        == "pci:0000:00:04.0: there is no vector 5; the device has 5")
  }

  @Test("is said of a UIO device on PCI that has no interrupt")
  func uio() throws {
    try tree.addUIO(
      "uio0", name: "uio_pci_generic", parent: tree.addPCI("0000:00:04.0", driver: "uio_pci_generic", irq: 0))
    #expect(
      try refusal(of: 0, of: "/dev/uio0")?
        .hasPrefix("pci:0000:00:04.0: /dev/uio0: the device has no interrupt under this driver; ") == true)
  }

  @Test("is said of a resource that has a part of the device's vectors")
  func part() throws {
    try tree.addVFIO("0000:00:04.0", group: 3)
    #expect(
      try refusal(of: 3, of: "/dev/vfio/3", vfio: FakeVFIO(), part: 0..<2)
        == "pci:0000:00:04.0: the resource has only a part of its vectors, and not vector 3")
  }
}
