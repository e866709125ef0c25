import DriverBinding
import Synchronization
import Sysfs
import Testing

/// What a device is not taken away for, and what is not given to a driver that could do nothing with it.
@Suite struct Refusals {
  let slot: PCIAddress

  init() throws { slot = try #require(PCIAddress("0000:03:00.0")) }

  /// The refusal's sentence; after which, forced, it is done.
  private func refusal(_ machine: Machine, to driver: String = "uio_pci_generic") throws -> String {
    let before = machine.driver(of: "0000:03:00.0")
    let error = try #require(throws: BindingError.self) { try machine.binding.bind(slot, to: driver, .careful) }
    #expect(throws: error) { try machine.binding.bind(slot, to: driver, .dry) }
    #expect(error.kind == .inUse)
    #expect(machine.writes.withLock { $0 } == [])
    #expect(machine.driver(of: "0000:03:00.0") == before)
    let outcome = try machine.binding.bind(slot, to: driver, .forced)
    #expect(outcome.overruled.count == 1)
    #expect(machine.driver(of: "0000:03:00.0") == driver)
    return "\(error)"
  }

  @Test func anInterfaceThatIsUp() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "e1000e")
    try machine.addInterface("enp3s0", of: path, flags: "0x1003")
    #expect(try refusal(machine).contains("its network interface enp3s0 is up (ip link set enp3s0 down)"))
  }

  @Test func anInterfaceThatIsDownIsNoObstacle() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "e1000e")
    try machine.addInterface("enp3s0", of: path, flags: "0x1002")
    // Another's.
    try machine.addInterface("enp4s0", of: try machine.addFunction("0000:04:00.0"), flags: "0x1003")
    #expect(try machine.binding.bind(slot, to: "uio_pci_generic", .careful).driver == "uio_pci_generic")
  }

  @Test func aDiskThatIsMounted() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "nvme")
    try machine.addDisk("nvme0n1", at: "\(path)/nvme/nvme0", number: "259:0")
    try machine.addDisk("nvme0n1p1", at: "\(path)/nvme/nvme0/nvme0n1", number: "259:1")
    try machine.write("proc/1/mountinfo", "31 20 259:1 / /var/my\\040data rw,relatime - xfs /dev/nvme0n1p1 rw")
    #expect(try refusal(machine).contains("/dev/nvme0n1p1 is mounted on /var/my\\040data"))
  }

  /// btrfs mounts have a device number of their own.
  @Test func aDiskWhoseMountHasAnotherNumber() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "ahci")
    try machine.addDisk("sda", at: "\(path)/ata1/host0/target0:0:0/0:0:0:0/block", number: "8:0")
    try machine.write("proc/self/mountinfo", "31 20 0:44 /sub /srv rw shared:1 - btrfs /dev/sda rw,ssd")
    #expect(try refusal(machine).contains("/dev/sda is mounted on /srv"))
  }

  @Test func aDiskOfAnNVMeSubsystemWithSeveralControllers() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "nvme")
    let subsystem = "sys/devices/virtual/nvme-subsystem/nvme-subsys0"
    try machine.write("\(path)/nvme/nvme0/state", "live")
    try machine.addDisk("nvme0n1", at: subsystem, number: "259:0")
    try machine.link("\(subsystem)/nvme0", to: "\(path)/nvme/nvme0")
    try machine.write("proc/self/mountinfo", "31 20 259:0 / /home rw - ext4 /dev/nvme0n1 rw")
    #expect(try refusal(machine).contains("/dev/nvme0n1 is mounted on /home"))
  }

  @Test func swapSpace() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "virtio-pci")
    try machine.addDisk("vdb", at: "\(path)/virtio0/block", number: "254:16")
    try machine.write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/dev/vdb                partition\t8\t0\t-2")
    #expect(try refusal(machine).contains("/dev/vdb is swap space"))
  }

  @Test func aDiskThatIsPartOfSomethingGreater() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "ahci")
    try machine.addDisk("sda2", at: "\(path)/ata1/block/sda", number: "8:2", holders: ["dm-0", "md127"])
    #expect(try refusal(machine).contains("/dev/sda2 is part of /dev/dm-0, /dev/md127"))
  }

  @Test func aDiskThatNobodyUsesIsNoObstacle() throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "ahci")
    try machine.addDisk("sda", at: "\(path)/ata1/block", number: "8:0")
    #expect(try machine.binding.bind(slot, to: "uio_pci_generic", .careful).result == .changed)
  }

  @Test func aGroupThatIsNotViable() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", group: 4)
    try machine.addFunction("0000:02:00.0", driver: "pcieport", deviceClass: "0x060400", headerType: 0x81, group: 4)
    try machine.addFunction("0000:03:00.1", driver: "snd_hda_intel", deviceClass: "0x040300", group: 4)
    try machine.addFunction("0000:03:00.2", group: 4)
    let sentence = try refusal(machine, to: "vfio-pci")
    #expect(sentence.contains("others of its IOMMU group 4 belong to other drivers: 0000:03:00.1 (snd_hda_intel);"))
  }

  /// The bridge to ISA has the class of bridges, and the header of an ordinary function; the kernel goes by that.
  @Test func aGroupWithABridgeThatIsNoneBetweenPCIBuses() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", group: 4)
    try machine.addFunction("0000:02:00.0", driver: "shpchp", deviceClass: "0x060400", headerType: 1, group: 4)
    try machine.addFunction("0000:00:1f.0", driver: "lpc_ich", deviceClass: "0x060100", headerType: 0x80, group: 4)
    try machine.addFunction("0000:00:1f.5", driver: "pci-stub", group: 4)
    let sentence = try refusal(machine, to: "vfio-pci")
    #expect(sentence.contains("others of its IOMMU group 4 belong to other drivers: 0000:00:1f.0 (lpc_ich);"))
  }

  @Test func aGroupOfOneOrWithVFIOsOwnIsViable() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "e1000e", group: 4)
    try machine.addFunction("0000:03:00.1", driver: "vfio-pci", group: 4)
    #expect(try machine.binding.bind(slot, to: "vfio-pci", .careful).result == .changed)
  }

  @Test func noIOMMU() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0")
    #expect(try refusal(machine, to: "vfio-pci").contains("no IOMMU translates for it"))
  }

  @Test func noIOMMUWhereVFIODoesWithoutIsNoObstacle() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0")
    try machine.write("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "Y")
    #expect(try machine.binding.bind(slot, to: "vfio-pci", .careful).result == .changed)
  }

  @Test func noInterruptPin() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", pin: 0, group: 1)
    #expect(try refusal(machine).contains("it has no INTx line, so uio_pci_generic would take it and never interrupt"))
    _ = try machine.binding.unbind(slot, .careful)
    #expect(try machine.binding.bind(slot, to: "vfio-pci", .careful).result == .changed)
  }

  @Test func whatDriverctlHasBeenToldOtherwise() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0")
    try machine.write("etc/driverctl.d/pci-0000:03:00.0", "vfio-pci")
    let sentence = try refusal(machine)
    #expect(sentence.contains("/etc/driverctl.d/pci-0000:03:00.0 gives it to vfio-pci at each boot"))
    #expect(sentence.contains("driverctl set-override 0000:03:00.0 uio_pci_generic"))
    let error = try #require(throws: BindingError.self) { try machine.binding.unbind(slot, .careful) }
    #expect("\(error)".contains("driverctl unset-override 0000:03:00.0"))
  }

  @Test func whatDriverctlWantsToo() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", group: 1)
    try machine.write("etc/driverctl.d/pci-0000:03:00.0", "vfio-pci")
    #expect(try machine.binding.bind(slot, to: "vfio-pci", .careful).result == .changed)
  }

  @Test func aProcessThatHasTheUIONodeOpen() throws {
    let machine = try Machine(drivers: ["uio_pci_generic", "igb_uio"])
    let path = try machine.addFunction("0000:03:00.0", driver: "igb_uio")
    try machine.write("\(path)/uio/uio3/name", "igb_uio")
    try machine.addProcess(4711, "testpmd", opened: "/dev/uio3")
    try machine.addProcess(4712, "other", opened: "/dev/uio30")
    let sentence = try refusal(machine)
    #expect(sentence == "0000:03:00.0: testpmd (process 4711) has /dev/uio3 open; --force does it all the same")
  }

  @Test(arguments: ["/dev/vfio/4", "/dev/vfio/devices/vfio0"])
  func aProcessThatHasAVFIONodeOpen(node: String) throws {
    let machine = try Machine()
    let path = try machine.addFunction("0000:03:00.0", driver: "vfio-pci", group: 4)
    try machine.write("\(path)/vfio-dev/vfio0/dev", "243:0")
    try machine.addProcess(815, "qemu-system-x86", opened: node)
    let sentence = try refusal(machine)
    #expect(
      sentence.contains(
        "qemu-system-x86 (process 815) has \(node) open, and the kernel would take the device away only once it has let "
          + "go;"))
  }

  @Test func theDaemonThatHasItOpenForAClient() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0", driver: "vfio-pci", group: 4)
    try machine.write("sys/kernel/iommu_groups/4/name", "vfio-noiommu")
    try machine.addProcess(99, "zirqd", opened: "/dev/vfio/noiommu-4")
    let error = try #require(throws: BindingError.self) { try machine.binding.unbind(slot, .careful) }
    #expect("\(error)".contains("zirqd itself (process 99), for its clients, has /dev/vfio/noiommu-4 open"))
    #expect(machine.driver(of: "0000:03:00.0") == "vfio-pci")
  }

  @Test func whatTheDaemonsClientsHave() throws {
    let machine = try Machine()
    try machine.addFunction("0000:03:00.0")
    let claim = "driver[4711] has opened it through zirqd"
    let error = try #require(throws: BindingError.self) {
      try machine.binding.bind(slot, to: "uio_pci_generic", .careful, objections: [claim])
    }
    #expect("\(error)" == "0000:03:00.0: \(claim); --force does it all the same")
  }
}
