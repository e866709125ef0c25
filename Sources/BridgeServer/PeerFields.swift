import DaemonLog
import DeviceInventory

extension EventFields {
  /// - Parameter client: the process that the event is about, if there is one.
  public init(device: String? = nil, vector: UInt32? = nil, client: Peer?, rule: String? = nil) {
    self.init(device: device, vector: vector, clientPID: client?.pid, clientUID: client?.uid, rule: rule)
  }
}
