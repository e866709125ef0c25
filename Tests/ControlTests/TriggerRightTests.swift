import BridgeServer
import ControlInterface
import InterruptLines
import Testing

@testable import DeviceInventory

/// Who may fire a vector of a device that they may open.
@Suite struct TriggerRight {
  private let owner = Peer(pid: 4711, uid: 1000, gid: 1000)

  /// One whose vector 1 is open.
  private func status(_ kind: DeviceDescription.Kind) -> DeviceStatus {
    var lines = [LineStatus(vector: 0, claim: nil), LineStatus(vector: 1, claim: nil)]
    lines[1].owner = owner
    return DeviceStatus(
      device: DeviceDescription(name: "pci:0000:00:04.0", kind: kind, trigger: .edge, vectors: 2), lines: lines,
      settings: LineSettings())
  }

  @Test func underVFIOOnlyTheUserWhoseDriverHasTheVector() throws {
    let device = status(.vfio)
    try device.requireRightToTrigger(vector: 1, by: owner)
    // Another process of the user.
    try device.requireRightToTrigger(vector: 1, by: Peer(pid: 1, uid: 1000, gid: 5))
    let stranger = Peer(pid: 2, uid: 1001, gid: 1000)
    let reason =
      "pci:0000:00:04.0: vector 1 is open for process 4711 of another user; only that user, root and zirqd's "
      + "administrators may fire it"
    #expect(throws: ControlError.notPermitted(reason: reason)) {
      try device.requireRightToTrigger(vector: 1, by: stranger)
    }
    // Nobody's: that it is not open is said by whoever tries to fire it.
    try device.requireRightToTrigger(vector: 0, by: stranger)
  }

  @Test func aSimulatedDeviceIsForAllWhoMayOpenIt() throws {
    try status(.simulated).requireRightToTrigger(vector: 1, by: Peer(pid: 2, uid: 1001, gid: 1001))
  }
}
