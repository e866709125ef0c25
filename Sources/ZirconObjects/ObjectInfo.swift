/// What `zx_object_get_info` tells. Source: Zircon, zircon/syscalls/object.h, ZX_INFO_*.
public enum ObjectInfo: Sendable {
  case handleValid
  case handleBasic(koid: UInt64, rights: UInt32, type: UInt32, relatedKoid: UInt64)
  case handleCount(UInt32)
  case interrupt(options: UInt32)
  case resource(kind: UInt32, flags: UInt32, base: UInt64, size: UInt64, name: ObjectName)
  /// The address and data of the messages are the kernel's; they are given as 0.
  case msi(firstVector: UInt32, count: UInt32, interruptCount: UInt32)

  /// The topics' numbers.
  public enum Topic: UInt32, Sendable {
    case handleValid = 1
    case handleBasic = 2
    case resource = 18
    case handleCount = 19
    case msi = 28
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
        koid: entry.object.koid, rights: entry.rights.rawValue, type: Swift.type(of: entry.object).type.rawValue,
        relatedKoid: 0)
    case .handleCount:
      return .handleCount(try find(handle, .inspect).header.handleCount)
    case .interrupt:
      return .interrupt(options: try find(handle, as: Interrupt.self, .inspect).options.rawValue)
    case .resource:
      let resource = try find(handle, as: Resource.self, .inspect)
      return .resource(
        kind: resource.kind.rawValue, flags: 0, base: resource.base, size: resource.size, name: resource.name)
    case .msi:
      let allocation = try find(handle, as: MSIAllocation.self, .inspect)
      return .msi(
        firstVector: allocation.first, count: allocation.count, interruptCount: allocation.interruptCount)
    }
  }
}
