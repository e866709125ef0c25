import InterruptLines
import Sysfs

/// A device as it was found at one moment.
struct FoundDevice: Sendable {
  enum Origin: Sendable {
    case uio(UIODevicePaths)
    case simulated(SimulatedDevice)
  }

  var description: DeviceDescription
  var identity: DeviceIdentity
  var origin: Origin

  init?(uio kernelName: String, in files: SystemFiles) {
    guard let description = DeviceDescription(uio: kernelName, in: files),
      let sysfs = description.sysfs, let node = description.node, let inode = files.inode(sysfs)
    else { return nil }
    self.description = description
    identity = DeviceIdentity(path: sysfs, inode: inode)
    origin = .uio(
      UIODevicePaths(
        name: description.name, node: files.root + node, sysfs: files.root + sysfs, driver: description.driver))
  }

  init(_ device: SimulatedDevice) {
    description = DeviceDescription(
      name: device.name, kind: .simulated, trigger: device.settings.mode == .level ? .level : .edge,
      vectors: device.settings.vectors,
      regions: device.registers.map { [DeviceDescription.Region($0)] } ?? [])
    identity = DeviceIdentity(path: device.name, inode: 0)
    origin = .simulated(device)
  }

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
