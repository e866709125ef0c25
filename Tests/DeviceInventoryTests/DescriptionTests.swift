import Testing

@testable import DeviceInventory

@Suite("The description of a UIO device")
struct DescriptionTests {
  private let tree: SystemTree
  init() throws { tree = try SystemTree() }

  private func describe(_ kernelName: String) throws -> DeviceDescription {
    try #require(DeviceDescription(uio: kernelName, in: tree.files))
  }

  @Test("of a PCI function is what sysfs says of it")
  func pci() throws {
    let parent = try tree.addPCI("0000:00:04.0", driver: "uio_pci_generic", irq: 20)
    try tree.addUIO("uio0", name: "uio_pci_generic", parent: parent, event: 17)
    try tree.addMap(0, of: "uio0", address: "0x00000000fe900000", size: "0x0000000000100000")
    try tree.addIRQ(20, type: "level", actions: "ahci,uio_pci_generic")
    #expect(
      try describe("uio0")
        == DeviceDescription(
          name: "pci:0000:00:04.0", aliases: ["uio:uio_pci_generic", "/dev/uio0"], kind: .uio, node: "/dev/uio0",
          sysfs: "/sys/class/uio/uio0", driver: "uio_pci_generic", uioName: "uio_pci_generic", version: "0.01.0",
          slot: "0000:00:04.0", pciID: "1234:11e8", irq: 20, trigger: .level, vectors: 1,
          regions: [
            .init(index: 0, name: "registers", kind: .memory, address: 0xFE90_0000, size: 0x10_0000, offset: 0)
          ],
          events: 17))
  }

  @Test("of a PCI function without interrupt has no vector")
  func noInterrupt() throws {
    try tree.addUIO(
      "uio0", name: "uio_pci_generic", parent: tree.addPCI("0000:00:04.0", driver: "uio_pci_generic", irq: 0))
    let device = try describe("uio0")
    #expect(device.trigger == .none)
    #expect(device.vectors == 0)
    #expect(device.irq == nil)
  }

  @Test("does not guess at the trigger of an interrupt that its driver has not requested yet")
  func notRequested() throws {
    try tree.addUIO("uio0", name: "igb_uio", parent: tree.addPCI("0000:00:04.0", driver: "igb_uio", irq: 20))
    try tree.addIRQ(20, type: "level", actions: "ahci")
    #expect(try describe("uio0").trigger == .unknown)
    #expect(try describe("uio0").vectors == 1)
  }

  @Test("shows the BARs, by their numbers, where the driver exports no maps")
  func bars() throws {
    try tree.addUIO("uio0", name: "dfl", parent: tree.addPCI("0000:00:04.0", driver: "some", irq: 20))
    #expect(
      try describe("uio0").regions == [
        .init(index: 0, name: "resource0", kind: .memory, address: 0xFE90_0000, size: 0x10_0000, offset: 0),
        .init(index: 1, name: "resource1", kind: .port, address: 0xC000, size: 0x20, offset: 0),
        .init(index: 3, name: "resource3", kind: .memory, address: 0xFEA1_0100, size: 0x100, offset: 0x100),
      ])
  }

  @Test("of a platform device finds its interrupt by its name in /proc/interrupts, if only one has it")
  func platform() throws {
    let parent = try tree.addPlatform("41200000.gpio", driver: "uio_pdrv_genirq")
    try tree.addUIO("uio3", name: "gpio", version: "devicetree", parent: parent)
    try tree.addIRQ(45, type: "edge", actions: "gpio")
    try tree.write(
      "proc/interrupts",
      """
                 CPU0       CPU1
       43:          7          0     GICv2  60 Level     arch gpio
       44:          0          0     GICv2  61 Level     not-gpio, arch gpio
       45:         12          0     GICv2  62 Edge      gpio
      """)
    let device = try describe("uio3")
    #expect(device.name == "platform:41200000.gpio")
    #expect(device.aliases == ["uio:gpio", "/dev/uio3"])
    #expect(device.irq == 45)
    #expect(device.trigger == .edge)

    try tree.write("proc/interrupts", "  CPU0\n 45:  12  GICv2  62 Edge  gpio\n 46:  0  GICv2  63 Edge  eth0, gpio")
    #expect(try describe("uio3").irq == nil)
    #expect(try describe("uio3").trigger == .unknown)
  }

  @Test("falls back to the next name where one does not fit into a frame or onto a line")
  func unusableNames() throws {
    let long = String(repeating: "x", count: 40)
    let parent = try tree.addPlatform(long, driver: "uio_pdrv_genirq")
    try tree.addUIO("uio0", name: "blink", parent: parent)
    #expect(try describe("uio0").name == "uio:blink")
    try tree.write("sys/class/uio/uio0/name", "a\u{1B}[31mred")
    #expect(try describe("uio0").name == "/dev/uio0")
    #expect(try describe("uio0").aliases == [])
  }

  @Test("is nil when the device has gone")
  func gone() {
    #expect(DeviceDescription(uio: "uio9", in: tree.files) == nil)
  }

  @Test("is of devices that libudev finds by their subsystem")
  func enumeration() {
    // Every Linux has these, whatever its hardware.
    #expect(Set(UdevEnumeration.names(subsystem: "mem")).isSuperset(of: ["null", "zero"]))
    #expect(UdevEnumeration.names(subsystem: "no such subsystem") == [])
  }
}
