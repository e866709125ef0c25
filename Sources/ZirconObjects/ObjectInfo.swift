/// What `zx_object_get_info` tells. Source: Zircon, zircon/syscalls/object.h, ZX_INFO_*.
public enum ObjectInfo: Sendable {
  case handleValid
  case handleBasic(koid: UInt64, rights: UInt32, type: UInt32, relatedKoid: UInt64)
  case handleCount(UInt32)
  case interrupt(options: UInt32)

  /// The topics' numbers.
  public enum Topic: UInt32, Sendable {
    case handleValid = 1
    case handleBasic = 2
    case handleCount = 19
    case interrupt = 39
  }
}

extension Process {
  /// `zx_object_get_info`, but for the caller's buffer, which only the caller sees.
  public func objectGetInfo(_ handle: UInt32, topic: UInt32) throws(Status) -> ObjectInfo {
    guard let topic = ObjectInfo.Topic(rawValue: topic) else { throw .notSupported }
    switch topic {
    case .handleValid:
      _ = try find(handle)
      return .handleValid
    case .handleBasic:
      let entry = try find(handle)
      return .handleBasic(
        koid: entry.object.koid, rights: entry.rights.rawValue, type: entry.object.type, relatedKoid: 0)
    case .handleCount:
      let entry = try find(handle)
      guard entry.rights.contains(.inspect) else { throw .accessDenied }
      return .handleCount(entry.object.handleCount)
    case .interrupt:
      return .interrupt(options: try interrupt(handle, .inspect).options.rawValue)
    }
  }
}
