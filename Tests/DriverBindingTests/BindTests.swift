import DriverBinding
import Glibc
import Synchronization
import Sysfs
import Testing

@Suite struct Binding {
  let slot: PCIAddress

  init() throws { slot = try #require(PCIAddress("0000:03:00.0")) }

  @Test func theOldDriverLetsGoAndTheNewOneIsFoundToHaveTheDevice() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e")
    let outcome = try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    #expect(machine.driver(of: "0000:03:00.0") == "uio_pci_generic")
    #expect(outcome.driver == "uio_pci_generic")
    #expect(outcome.previous == "e1000e")
    #expect(outcome.result == .changed)
    #expect(
      machine.writes.withLock { $0 } == [
        "sys/bus/pci/drivers/e1000e/unbind: 0000:03:00.0",
        "sys/bus/pci/devices/0000:03:00.0/driver_override: uio_pci_generic",
        "sys/bus/pci/drivers_probe: 0000:03:00.0",
      ])
  }

  @Test func theNodeIsTold() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", group: 7)
    #expect(try machine.binding.bind(slot, to: "vfio_pci", .careful).node == "/dev/vfio/7")
    #expect(machine.driver(of: "0000:03:00.0") == "vfio-pci")
    _ = try machine.binding.unbind(slot, .careful)
    try machine.write("\(path)/uio/uio3/name", "x")
    #expect(try machine.binding.bind(slot, to: "uio_pci_generic", .careful).node == "/dev/uio3")
  }

  @Test func aDriverThatIsNotThereIsLoaded() throws {
    let machine = try Machine(drivers: [], modules: ["igb_uio"])
    try machine.addFunction("0000:03:00.0")
    let outcome = try machine.binding.bind(slot, to: "igb_uio", .careful)
    #expect(outcome.loadedModule == "igb_uio")
    #expect(outcome.steps.first == "load the module igb_uio")
    #expect(machine.driver(of: "0000:03:00.0") == "igb_uio")
    let other = try #require(PCIAddress("0000:03:00.1"))
    try machine.addFunction("0000:03:00.1")
    #expect(throws: BindingError.noDriver("vfio-pci")) { try machine.binding.bind(other, to: "vfio-pci", .careful) }
    #expect(throws: BindingError.noDriver("../evil")) { try machine.binding.bind(other, to: "../evil", .careful) }
  }

  @Test func aDeviceThatIsNotThereIsNoDevice() throws {
    let machine = try Machine()
    #expect(throws: BindingError.noDevice(slot: "0000:03:00.0")) {
      try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    }
    #expect(throws: BindingError.noDevice(slot: "0000:03:00.0")) { try machine.binding.unbind(slot, .careful) }
    #expect(BindingError.noDevice(slot: "").kind == .noSuchDevice)
  }

  /// Linux answers the probe with success all the same.
  @Test func aDriverThatRefusesTheDeviceLeavesItToTheOldOne() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e")
    machine.refused.withLock { _ = $0.insert("0000:03:00.0 uio_pci_generic") }
    let error = try #require(throws: BindingError.self) {
      try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    }
    #expect(error == .notBound(slot: "0000:03:00.0", driver: "uio_pci_generic", errno: 0, now: "e1000e"))
    #expect("\(error)".contains("e1000e drives it again; the kernel's log may say why: dmesg | grep 0000:03:00.0"))
    #expect(machine.driver(of: "0000:03:00.0") == "e1000e")
    #expect(machine.override(of: "0000:03:00.0") == "(null)")
  }

  @Test func aRefusedWriteLeavesTheOldDriverToo() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e")
    machine.locked.withLock { $0["sys/bus/pci/devices/0000:03:00.0/driver_override"] = EPERM }
    let error = try #require(throws: BindingError.self) {
      try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    }
    #expect(error.kind == .notPermitted)
    #expect(machine.driver(of: "0000:03:00.0") == "e1000e")
  }

  @Test(arguments: [(EACCES, "only root"), (EROFS, "read-only")])
  func whoMayNotWriteIsToldSo(errno: Int32, sentence: String) throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e")
    machine.locked.withLock { $0["sys/bus/pci/drivers/e1000e/unbind"] = errno }
    let error = try #require(throws: BindingError.self) {
      try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    }
    #expect(error.kind == .notPermitted)
    #expect("\(error)".contains(sentence))
    #expect(machine.driver(of: "0000:03:00.0") == "e1000e")
  }

  @Test func whatIsBoundAlreadyIsLeftAlone() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0")
    _ = try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    machine.writes.withLock { $0 = [] }
    #expect(try machine.binding.bind(slot, to: "uio_pci_generic", .careful).result == .unchanged)
    #expect(machine.writes.withLock { $0 } == [])
  }

  @Test func aDryRunTellsAndDoesNothing() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e")
    let outcome = try machine.binding.bind(slot, to: "uio_pci_generic", .dry)
    #expect(outcome.result == .planned)
    #expect(
      outcome.steps == ["unbind e1000e", "write uio_pci_generic to driver_override", "probe the drivers anew"])
    #expect(machine.writes.withLock { $0 } == [])
  }
}

@Suite struct Unbinding {
  let slot: PCIAddress

  init() throws { slot = try #require(PCIAddress("0000:03:00.0")) }

  @Test func theKernelsOwnDriverComesBack() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e")
    _ = try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    machine.writes.withLock { $0 = [] }
    let outcome = try machine.binding.unbind(slot, .careful)
    #expect(outcome.driver == "e1000e")
    #expect(outcome.previous == "uio_pci_generic")
    #expect(machine.override(of: "0000:03:00.0") == "(null)")
    #expect(
      machine.writes.withLock { $0 } == [
        "sys/bus/pci/drivers/uio_pci_generic/unbind: 0000:03:00.0",
        "sys/bus/pci/devices/0000:03:00.0/driver_override: \\n", "sys/bus/pci/drivers_probe: 0000:03:00.0",
      ])
  }

  @Test func aDeviceThatNoDriverWantsHasNone() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0")
    _ = try machine.binding.bind(slot, to: "uio_pci_generic", .careful)
    let outcome = try machine.binding.unbind(slot, .careful)
    #expect(outcome.driver == nil)
    #expect(outcome.result == .changed)
  }

  @Test func theKernelsOwnDriverIsNotDisturbed() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e")
    #expect(try machine.binding.unbind(slot, .careful).result == .unchanged)
    #expect(machine.writes.withLock { $0 } == [])
  }
}

@Suite struct Addresses {
  @Test(arguments: ["0000:03:00.0", "03:00.0", "pci:0000:03:00.0", "pci:03:00.0"])
  func aFunctionHasOneName(text: String) {
    #expect(PCIAddress(text)?.description == "0000:03:00.0")
  }

  @Test func anyDomainAndAnyCaseWillDo() {
    #expect(PCIAddress("10000:E1:1F.7")?.description == "10000:e1:1f.7")
  }

  @Test(arguments: [
    "", "03:00", "0000:03:00.8", "0000:03:20.0", "3:0.0", "0000:03:00.0/..", "../0000:03:00.0", "uio:edu",
    "0000:03:00.-1", "0000:03:00.+0", "0x00:03:00.0", "00:0000:03:00.0",
  ])
  func whatIsNoAddressIsNone(text: String) { #expect(PCIAddress(text) == nil) }
}
