import InterruptLines
import Sysfs

/// A device as it was found at one moment.
struct FoundDevice: Sendable {
  enum Origin: Sendable {
    case uio(UIODevicePaths)
    case vfio(VFIODevicePaths)
    case simulated(SimulatedDevice)
  }

  var description: DeviceDescription
  var identity: DeviceIdentity
  var origin: Origin

  init?(uio kernelName: String, in files: SystemFiles) {
    let sysfs = "/sys/class/uio/\(kernelName)"
    guard let identity = DeviceIdentity(sysfs, in: files),
      let description = DeviceDescription(uio: kernelName, in: files), let node = description.node,
      // All of it is of one life.
      DeviceIdentity(sysfs, in: files) == identity
    else { return nil }
    self.description = description
    self.identity = identity
    origin = .uio(
      UIODevicePaths(
        name: description.name, node: files.root + node, sysfs: files.root + sysfs, driver: description.driver))
  }

  init?(vfio place: VFIOPlace, policy: LinePolicy, in files: SystemFiles) {
    let nodes = VFIONodes(place, in: files)
    let interrupts = policy.settings(
      for: DeviceTraits(
        names: [place.name] + nodes.all, pciID: PCIID.text(of: place.sysfs, in: files), driver: place.driver)
    ).interrupts
    guard let identity = DeviceIdentity(place.binding, in: files),
      let description = DeviceDescription(vfio: place, at: nodes, interrupts: interrupts, in: files),
      DeviceIdentity(place.binding, in: files) == identity
    else { return nil }
    self.description = description
    self.identity = identity
    origin = .vfio(
      VFIODevicePaths(
        name: place.name, slot: place.slot, group: nodes.group.map { files.root + $0 },
        cdev: nodes.cdev.map { files.root + $0 }, isNoIOMMU: nodes.isNoIOMMU))
  }

  init(_ life: SimulatedDevices.Life) {
    let device = life.device
    description = DeviceDescription(
      name: device.name, kind: .simulated, trigger: device.settings.mode == .level ? .level : .edge,
      vectors: device.settings.vectors,
      regions: device.registers.map { [DeviceDescription.Region($0)] } ?? [])
    description.generation = life.generation
    identity = life.identity
    origin = .simulated(device)
  }

  var isPCI: Bool { description.pciID != nil }

  var names: [String] { [description.name] + description.aliases }

  /// The first of its names that none of the others has; its node's is always one.
  func unambiguousName(among others: [FoundDevice]) -> String {
    names.first { name in others.filter { $0.names.contains(name) }.count == 1 } ?? description.name
  }
}

extension DeviceDescription.Region {
  fileprivate init(_ registers: SimulatedRegisters) {
    self.init(
      index: 0, name: "registers", kind: .memory, address: registers.physicalAddress, size: registers.size, offset: 0)
  }
}
