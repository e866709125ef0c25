import CLinuxInterrupt
import InterruptLines
import Sysfs
import SystemPackage
import ZirconObjects

/// The registers of the devices, and their bus mastering.
extension Inventory {
  /// Where a region is. Nothing is opened.
  func place(ofRegion index: UInt32, of found: FoundDevice, _ lease: VFIOLease?) throws(DeviceError) -> RegionPlace {
    let device = found.description
    guard isPresent(found) else { throw .gone(device.name) }
    guard let region = device.regions.first(where: { $0.index == index && $0.kind == .memory }) else {
      throw device.regions.contains { $0.index == index }
        ? .portRegion(device.name, index: index) : .noRegion(device.name, index: index)
    }
    switch found.origin {
    case .simulated(let simulated):
      guard let registers = simulated.registers else { throw .noRegion(device.name, index: index) }
      return RegionPlace(registers)
    case .vfio:
      guard let lease, let opened = lease.device.regions.first(where: { $0.index == index }),
        let place = RegionPlace(
          opened, at: region.address == 0 ? nil : region.address, of: lease, node: device.node ?? "")
      else { throw .notMappable(device.name, index: index) }
      return place
    case .uio:
      guard let bar = bar(behind: region, of: device) else { return try RegionPlace(map: region, of: device) }
      guard let place = RegionPlace(bar: bar, of: device) else { throw .notMappable(device.name, index: index) }
      return place
    }
  }

  func openRegion(_ place: RegionPlace, of found: FoundDevice, for peer: Peer) throws(DeviceError) -> RegionMapping {
    let device = found.description
    guard isPresent(found) else { throw .gone(device.name) }
    switch place.file {
    case .bar, .memory: return try map(place, of: found)
    case .node(let node):
      try requireNoInterrupt(of: found, byOtherThan: peer, node)
      return try map(place, of: found)
    case .device(_, let node):
      // Before it has the descriptor, for the device may be wanted back at any time.
      let isNew: Bool
      do throws(Errno) { isNew = try holders.add(peer, to: found.identity) } catch {
        throw .unwatchable(device.name, node: node, pid: peer.pid, error)
      }
      do throws(DeviceError) {
        try requireNoInterrupt(of: found, byOtherThan: peer, node)
        return try map(place, of: found)
      } catch {
        if isNew { holders.remove(peer, from: found.identity) }
        throw error
      }
    }
  }

  /// - Parameter node: what can do more than be mapped.
  private func requireNoInterrupt(
    of found: FoundDevice, byOtherThan peer: Peer, _ node: String
  ) throws(DeviceError) {
    guard !claims.hasClaim(on: found.identity, byOtherThan: peer) else {
      throw .regionsDenied(found.description.name, .interruptOfAnother(node: node))
    }
  }

  private func map(_ place: RegionPlace, of found: FoundDevice) throws(DeviceError) -> RegionMapping {
    let mapping = try RegionMapping(opening: place, of: found.description, in: files)
    // The path may have come to be another device's between.
    guard isPresent(found) else { throw .gone(found.description.name) }
    return mapping
  }

  /// The BAR that a region is the whole of. A driver that exports less of it has its reasons.
  private func bar(behind region: DeviceDescription.Region, of device: DeviceDescription) -> PCIResource? {
    guard let sysfs = device.sysfs else { return nil }
    let page = MemoryPage.size
    return PCIResource.all(of: sysfs + "/device", in: files).first { bar in
      bar.isMemory && bar.start / page == region.address / page && region.size >= bar.size
    }
  }

  // MARK: Bus mastering

  /// For a client.
  func setBusMaster(_ on: Bool, of found: FoundDevice, _ lease: VFIOLease?, by peer: Peer) throws(DeviceError) {
    // As it is already: nobody is disturbed.
    if on == isBusMaster(found, lease) { return }
    guard !claims.hasClaim(on: found.identity, byOtherThan: peer),
      !holders.having(found.identity).contains(where: { $0.peer.pid != peer.pid })
    else { throw .busMasterOfAnother(found.description.name) }
    try setBusMaster(on, of: found, lease)
  }

  func setBusMaster(_ on: Bool, of found: FoundDevice, _ lease: VFIOLease?) throws(DeviceError) {
    let device = found.description
    guard isPresent(found) else { throw .gone(device.name) }
    if let lease {
      do throws(LineError) { return try lease.device.setBusMaster(on) } catch { throw .line(error) }
    }
    guard found.isPCI, let sysfs = device.sysfs else { throw .noBusMaster(device.name) }
    let path = sysfs + "/device/config"
    var file: Int32 = -1
    var error = zirq_pci_config_open(files.root + path, &file)
    if error == 0 {
      let config = OwnedDescriptor(owning: file)
      // It may have come to be another device's.
      guard isPresent(found) else { throw .gone(device.name) }
      error = zirq_pci_set_bus_master(config.rawValue, 0, on)
    }
    guard error == 0 else { throw .file(device: device.name, path: path, errno: Errno(rawValue: error)) }
  }

  func isBusMaster(_ found: FoundDevice, _ lease: VFIOLease?) -> Bool {
    guard isPresent(found) else { return false }
    if let lease { return lease.device.isBusMaster }
    guard found.isPCI, let sysfs = found.description.sysfs else { return false }
    return PCIHeader(ofDevice: sysfs + "/device", in: files).map { $0.isBusMaster && !$0.isGone } ?? false
  }
}
