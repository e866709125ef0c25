import InterruptLines

/// Something that has gone wrong with a device; its description is a sentence for the operator.
public struct DeviceTrouble: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// A line has ended, and so has its interrupt.
    case lineEnded
    /// A line is held masked.
    case storm
    /// A device that the system wants back has not been let go of in time.
    case removalExpired
    /// A line does without a setting that the system refuses.
    case degradation
    case other
  }

  public let kind: Kind
  public let description: String
  /// Its stable name; nil for what concerns all devices.
  public let device: String?
  public let vector: UInt32?
  /// The client that has the line or the device.
  public let client: Peer?

  init(
    _ description: String, _ kind: Kind = .other, device: String? = nil, vector: UInt32? = nil, client: Peer? = nil
  ) {
    self.kind = kind
    self.description = description
    self.device = device
    self.vector = vector
    self.client = client
  }

  init(_ error: LineError, vector: UInt32? = nil, client: Peer? = nil) {
    let kind: Kind =
      switch error.step {
      case .wait, .vfio(.removal), .vfio(.deviceError): .lineEnded
      case .storm: .storm
      default: error.degradation == nil ? .other : .degradation
      }
    self.init("\(error)", kind, device: error.device, vector: vector, client: client)
  }
}
