/// A VMO of physical addresses, which are some of a device's registers. Source: Zircon, vm_object_physical.cc.
public final class PhysicalVMO: KernelObject {
  public static var type: ObjectType { .vmo }
  public static var defaultRights: Rights { [.basic, .io, .property, .map, .signal] }

  public let header = ObjectHeader(signals: .zeroChildren)
  public let region: any RegisterRegion
  /// Where it starts, bytes. A multiple of the page size.
  public let base: UInt64
  /// Bytes. A multiple of the page size.
  public let size: UInt64
  private let state = Guarded(State())

  private struct State: ~Copyable {
    var name = ObjectName()
    var isMapped = false
    /// What a VMO of physical addresses has at first. Source: Zircon, vm_object_physical.cc, Create.
    var cachePolicy = CachePolicy.uncached
  }

  init(_ region: any RegisterRegion, base: UInt64, size: UInt64) {
    self.region = region
    self.base = base
    self.size = size
  }

  var name: ObjectName {
    get { state.withLock { $0.name } }
    set { state.withLock { $0.name = newValue } }
  }

  /// Source: Zircon, zircon/types.h, ZX_CACHE_POLICY_*.
  enum CachePolicy: UInt32 {
    case cached = 0
    case uncached = 1
    case uncachedDevice = 2
    case writeCombining = 3
  }

  /// Linux maps registers uncached, and that is what can be had. The policy that it has already may be set again, mapped
  /// or not. Source: Zircon, vm_object_physical.cc, SetMappingCachePolicy.
  func setCachePolicy(_ policy: CachePolicy) throws(Status) {
    try state.withLock { state throws(Status) in
      guard policy != state.cachePolicy else { return }
      guard !state.isMapped else { throw .badState }
      guard policy == .uncached || policy == .uncachedDevice else { throw .notSupported }
      state.cachePolicy = policy
    }
  }

  /// It counts as mapped from now on: when its mappings end, nobody tells.
  public func noteMapped() { state.withLock { $0.isMapped = true } }
}
