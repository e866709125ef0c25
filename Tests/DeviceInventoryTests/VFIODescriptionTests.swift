import InterruptLines
import Sysfs
import Testing

@testable import DeviceInventory

@Suite("The description of a VFIO device")
struct VFIODescriptionTests {
  private let tree: SystemTree
  init() throws { tree = try SystemTree() }

  private func found(_ policy: LinePolicy = LinePolicy()) throws -> FoundDevice {
    let places = VFIOEnumeration.places(in: tree.files)
    try #require(places.count == 1)
    return try #require(FoundDevice(vfio: places[0], policy: policy, in: tree.files))
  }

  private func paths(_ found: FoundDevice) throws -> VFIODevicePaths {
    guard case .vfio(let paths) = found.origin else { throw WrongOrigin() }
    return paths
  }

  private struct WrongOrigin: Error {}

  @Test("is what sysfs says of it, and of its interrupts what its configuration space says")
  func pci() throws {
    try tree.addVFIO("0000:00:04.0", group: 3, config: ConfigurationSpace(msi: 4, msix: 5).bytes)
    var expected = DeviceDescription(
      name: "pci:0000:00:04.0", aliases: ["/dev/vfio/3"], kind: .vfio, node: "/dev/vfio/3",
      sysfs: "/sys/bus/pci/devices/0000:00:04.0", driver: "vfio-pci", slot: "0000:00:04.0", pciID: "1234:11e8",
      trigger: .edge, vectors: 5,
      regions: [
        .init(index: 0, name: "resource0", kind: .memory, address: 0xFE90_0000, size: 0x10_0000, offset: 0),
        .init(index: 1, name: "resource1", kind: .port, address: 0xC000, size: 0x20, offset: 0),
        .init(index: 3, name: "resource3", kind: .memory, address: 0xFEA1_0100, size: 0x100, offset: 0x100),
      ])
    expected.interrupts = .msix
    expected.interruptCounts = [.intx: 1, .msi: 4, .msix: 5]
    expected.iommuGroup = 3
    let found = try found()
    #expect(found.description == expected)
    #expect(
      try paths(found)
        == VFIODevicePaths(
          name: "pci:0000:00:04.0", slot: "0000:00:04.0", group: tree.files.root + "/dev/vfio/3", cdev: nil,
          isNoIOMMU: false))
  }

  @Test(
    "uses the best of its interrupts, or those that the configuration chooses",
    arguments: [
      (nil, InterruptKind.msi, 2, DeviceDescription.Trigger.edge), (.intx, .intx, 1, .level), (.msi, .msi, 2, .edge),
      (.msix, nil, 0, DeviceDescription.Trigger.none),
    ] as [(InterruptKind?, InterruptKind?, UInt32, DeviceDescription.Trigger)])
  func kinds(_ wanted: InterruptKind?, _ kind: InterruptKind?, _ vectors: UInt32, _ trigger: DeviceDescription.Trigger)
    throws
  {
    try tree.addVFIO("0000:00:04.0", group: 3, config: ConfigurationSpace(msi: 2).bytes)
    var rule = LinePolicy.Rule(pattern: "/dev/vfio/3")
    rule.interrupts = wanted
    let device = try found(LinePolicy(rules: [rule])).description
    #expect(device.interrupts == kind)
    #expect(device.vectors == vectors)
    #expect(device.trigger == trigger)
    #expect(device.irq == (kind == .intx ? 20 : nil))
  }

  @Test("leaves open how many messages it has where only the header may be read")
  func headerOnly() throws {
    try tree.addVFIO("0000:00:04.0", group: 3, config: ConfigurationSpace(msix: 5).header)
    let device = try found().description
    #expect(device.interruptCounts == [.intx: 1])
    #expect(device.interrupts == nil)
    #expect(device.vectors == 1)
    #expect(device.trigger == .unknown)
  }

  @Test("has no vector where it has no interrupt at all")
  func noInterrupt() throws {
    try tree.addVFIO("0000:00:04.0", group: 3, config: ConfigurationSpace(pin: 0).bytes)
    let device = try found().description
    #expect(device.interrupts == nil)
    #expect(device.vectors == 0)
    #expect(device.trigger == .none)
  }

  @Test("ends a list of capabilities that goes round")
  func endlessCapabilities() throws {
    var space = ConfigurationSpace(msi: 2)
    space.bytes[0x51] = 0x40
    try tree.addVFIO("0000:00:04.0", group: 3, config: space.bytes)
    #expect(try found().description.interruptCounts == [.intx: 1, .msi: 2, .msix: 0])
  }

  @Test("is of any driver of VFIO's, and names the nodes that the kernel makes")
  func nodes() throws {
    try tree.addVFIO("0000:00:04.0", driver: "mlx5_vfio_pci", group: 3, hasNode: true)
    let found = try found()
    #expect(found.description.driver == "mlx5_vfio_pci")
    #expect(found.description.aliases == ["/dev/vfio/3", "/dev/vfio/devices/vfio3"])
    #expect(try paths(found).cdev == tree.files.root + "/dev/vfio/devices/vfio3")
  }

  @Test("names the device's own node where there are no groups")
  func nodeOnly() throws {
    try tree.addVFIO("0000:00:04.0", group: 3, hasGroups: false, hasNode: true)
    let found = try found()
    #expect(found.description.node == "/dev/vfio/devices/vfio3")
    #expect(found.description.iommuGroup == 3)
    #expect(try paths(found).group == nil)
  }

  @Test("knows a group without an IOMMU")
  func noIOMMU() throws {
    try tree.addVFIO("0000:00:04.0", group: 3, isNoIOMMU: true)
    let found = try found()
    #expect(found.description.node == "/dev/vfio/noiommu-3")
    #expect(try paths(found).isNoIOMMU)
  }

  @Test("of a platform device says little before it is opened")
  func platform() throws {
    try tree.addVFIOPlatform("41200000.gpio", group: 7)
    let device = try found().description
    #expect(device.name == "platform:41200000.gpio")
    #expect(device.node == "/dev/vfio/7")
    #expect(device.interrupts == nil)
    #expect(device.vectors == 1)
    #expect(device.trigger == .unknown)
  }
}
