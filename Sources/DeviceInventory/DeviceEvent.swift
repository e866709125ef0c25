/// A device has come or gone. One that has come back is another: its `generation` says so.
public enum DeviceEvent: Sendable, Hashable {
  case added(DeviceDescription)
  case removed(DeviceDescription)

  public var device: DeviceDescription {
    switch self {
    case .added(let device), .removed(let device): device
    }
  }
}
