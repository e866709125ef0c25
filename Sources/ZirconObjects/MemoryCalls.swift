/// The zx_vmo_* and zx_vmar_* calls. Source: Zircon, syscalls/vmo.cc, syscalls/ddk.cc, syscalls/vmar.cc, and the
/// documentation of each call.
extension Process {
  /// `zx_vmo_create_physical`.
  public func vmoCreatePhysical(resource handle: UInt32, base: UInt64, size: UInt64) throws(Status) -> UInt32 {
    guard size != 0, size.isWholePages(of: pageSize) else { throw .invalidArgs }
    let resource = try find(handle, as: Resource.self)
    guard case .registers(let region) = resource.backing else { throw .wrongType }
    guard resource.coversPages(of: pageSize, base: base, size: size) else { throw .outOfRange }
    guard base.isWholePages(of: pageSize) else { throw .invalidArgs }
    return try addObject(PhysicalVMO(region, base: base, size: size))
  }

  /// `zx_vmo_get_size`. It needs no right.
  public func vmoGetSize(_ handle: UInt32) throws(Status) -> UInt64 {
    try find(handle, as: PhysicalVMO.self).size
  }

  /// `zx_vmo_set_cache_policy`.
  public func vmoSetCachePolicy(_ handle: UInt32, policy: UInt32) throws(Status) {
    guard let policy = PhysicalVMO.CachePolicy(rawValue: policy) else { throw .invalidArgs }
    try find(handle, as: PhysicalVMO.self, .map).setCachePolicy(policy)
  }

  /// `zx_vmar_root_self`: the process's one handle to its address space, made anew when it has closed it.
  public func vmarRootSelf() throws(Status) -> UInt32 {
    try withHandles { handles throws(Status) in
      if (try? handles.find(handles.rootVMAR)) != nil { return handles.rootVMAR }
      let region = RootVMAR()
      handles.rootVMAR = try handles.insert(region, rights: RootVMAR.defaultRights)
      region.header.addHandle()
      return handles.rootVMAR
    }
  }

  /// What `zx_vmar_map` has allowed: the caller maps, and calls `noteMapped` of the memory.
  public struct Mapping: Sendable {
    public let memory: PhysicalVMO
    /// From the start of the memory, bytes.
    public let offset: UInt64
    public let length: UInt64
    /// Of READ and WRITE those that the pages are to have.
    public let access: Rights
  }

  /// The options of `zx_vmar_map`. Source: Zircon, zircon/types.h, ZX_VM_*.
  private struct MapOptions: OptionSet {
    let rawValue: UInt32

    static let read = MapOptions(rawValue: 0x1)
    static let write = MapOptions(rawValue: 0x2)
    static let execute = MapOptions(rawValue: 0x4)
    static let specific = MapOptions(rawValue: 0x10)
    /// All mappings of registers are whole from the beginning.
    static let mapRange = MapOptions(rawValue: 0x400)
    /// For regions, and not for mappings: CAN_MAP_READ, _WRITE, _EXECUTE.
    static let ofRegions = MapOptions(rawValue: 0x380)
    /// Of VMOs that may shrink; these do not.
    static let requireNonResizable = MapOptions(rawValue: 0x800)
    static let allowFaults = MapOptions(rawValue: 0x1000)
    /// Every bit that has a meaning to Zircon by itself. In the highest eight stands the alignment.
    static let known = MapOptions(rawValue: 0x3_FFFF)
    static let alignment = MapOptions(rawValue: 0xFF00_0000)

    var hasMeaning: Bool {
      let alignment = rawValue >> 24
      return subtracting(.alignment).isSubset(of: .known) && (alignment == 0 || 10...32 ~= alignment)
    }
  }

  /// `zx_vmar_map`, but for the mapping itself.
  public func vmarMap(
    _ handle: UInt32, options bits: UInt32, at address: UInt64, vmo: UInt32, offset: UInt64, length: UInt64
  ) throws(Status) -> Mapping {
    let options = MapOptions(rawValue: bits)
    let regionRights = try findWithRights(handle, as: RootVMAR.self).rights
    let (memory, rights) = try findWithRights(vmo, as: PhysicalVMO.self)
    guard rights.contains(.map) else { throw .accessDenied }
    // Nothing can be written or executed that cannot be read.
    guard options.contains(.read) || options.isDisjoint(with: [.write, .execute]),
      options.isDisjoint(with: .ofRegions)
    else { throw .invalidArgs }
    var needed: Rights = []
    if options.contains(.read) { needed.insert(.read) }
    if options.contains(.write) { needed.insert(.write) }
    if options.contains(.execute) { needed.insert(.execute) }
    guard regionRights.isSuperset(of: needed), rights.isSuperset(of: needed) else { throw .accessDenied }
    guard options.hasMeaning else { throw .invalidArgs }
    guard options.isSubset(of: [.read, .write, .mapRange, .requireNonResizable, .allowFaults]) else {
      throw .notSupported
    }
    guard address == 0, length != 0, offset.isWholePages(of: pageSize),
      let end = offset.adding(length)?.roundedUp(to: pageSize)
    else { throw .invalidArgs }
    guard end <= memory.size else { throw .outOfRange }
    return Mapping(memory: memory, offset: offset, length: end - offset, access: needed)
  }

  /// `zx_vmar_unmap`, but for the unmapping itself.
  public func vmarUnmap(_ handle: UInt32) throws(Status) {
    _ = try find(handle, as: RootVMAR.self)
  }
}
