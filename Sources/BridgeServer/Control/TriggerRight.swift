import ControlInterface
import DeviceInventory

extension DeviceStatus {
  /// Whether a peer who may open the device, and is no administrator, may fire one of its vectors: where that reaches a
  /// driver, as under VFIO, only the user whose driver it is.
  ///
  /// - Throws: `ControlError.notPermitted`.
  public func requireRightToTrigger(vector: UInt32, by peer: Peer) throws(ControlError) {
    guard device.kind == .vfio, let owner = lines.first(where: { $0.vector == vector })?.owner, owner.uid != peer.uid
    else { return }
    throw .notPermitted(
      reason: "\(device.name): vector \(vector) is open for process \(owner.pid) of another user; only that user, root "
        + "and zirqd's administrators may fire it")
  }
}
