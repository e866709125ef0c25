import CLinuxInterrupt
import SystemPackage

/// An open device and what has to stay open with it.
struct VFIOHandle: ~Copyable, Sendable {
  private let device: OwnedDescriptor
  private let anchor: Anchor

  private enum Anchor: ~Copyable, Sendable {
    case group(SharedFiles<VFIOGroup>.Share)
    case space(SharedFiles<VFIOAddressSpace>.Share)
  }

  /// The device's file, for a call that borrows it.
  var descriptor: Int32 { device.rawValue }

  /// Opens the device by its own node where it has one that can be used, else by its group.
  static func open(_ paths: VFIODevicePaths) throws(LineError) -> VFIOHandle {
    guard let node = paths.cdev else { return try VFIOHandle(byGroupOf: paths) }
    do throws(LineError) { return try VFIOHandle(byNode: node, of: paths) } catch {
      // What the administrator has set up may be the group alone.
      guard paths.group != nil, error.errno != .resourceBusy else { throw error }
      return try VFIOHandle(byGroupOf: paths)
    }
  }

  private init(byGroupOf paths: VFIODevicePaths) throws(LineError) {
    guard let group = paths.group else {
      throw paths.error(.openGroup, path: "", .noSuchFileOrDirectory)
    }
    let share = try VFIOGroup.all.share(group) { () throws(LineError) in try VFIOGroup(group, for: paths) }
    device = try share.withFiles { group throws(LineError) in try group.open(paths) }
    anchor = .group(share)
  }

  private init(byNode path: String, of paths: VFIODevicePaths) throws(LineError) {
    let iommuPath = "/dev/iommu"
    let node = try paths.opening(.openNode, path: path) { zirq_vfio_open(path, &$0) }
    let share = try VFIOAddressSpace.all.share(iommuPath) { () throws(LineError) in
      try VFIOAddressSpace(iommuPath, for: paths)
    }
    let descriptor = node.rawValue
    try share.withFiles { space throws(LineError) in try space.take(descriptor, path: path, of: paths) }
    device = node
    anchor = .space(share)
  }

  /// Closes the device, and then the rest: a group is in use as long as one of its devices is open.
  consuming func close() {
    let anchor = anchor
    closeFirst(device)
    closeNow(anchor)
  }
}

private func closeFirst(_ device: consuming OwnedDescriptor) {}
private func closeNow<Value: ~Copyable>(_ value: consuming Value) {}
