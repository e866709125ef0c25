import BridgeServer
import DaemonLog
import DeviceInventory

/// What the inventory tells, as events of the log.
extension EventLog {
  func write(_ trouble: DeviceTrouble) {
    let event: DaemonEvent =
      switch trouble.kind {
      case .lineEnded: .lineEnded
      case .storm: .stormHeld
      case .removalExpired: .removalExpired
      case .degradation: .realTimeRefused
      case .other: .deviceFailed
      }
    write(
      event, about: EventFields(device: trouble.device, vector: trouble.vector, client: trouble.client), "\(trouble)")
  }

  func write(_ change: ClaimChange) {
    let owner = change.owner
    write(
      change.isClaimed ? .lineOpened : .lineReleased,
      about: EventFields(device: change.device, vector: change.vector, client: owner),
      """
      \(change.device): vector \(change.vector) \(change.isClaimed ? "opened" : "released") by process \(owner.pid) \
      (uid \(owner.uid), \(owner.command))
      """)
  }

  func write(_ event: DeviceEvent) {
    let name = event.device.name
    switch event {
    case .added: write(.deviceAdded, about: EventFields(device: name), "\(name): the device has come")
    case .removed: write(.deviceRemoved, about: EventFields(device: name), "\(name): the device has gone")
    }
  }
}
