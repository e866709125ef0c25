/// `zx_resource_create`, `zx_msi_allocate` and `zx_msi_create`. Source: Zircon, syscalls/resource.cc, syscalls/ddk.cc, and
/// the documentation of each call.
extension Process {
  /// Gives the process a handle to a resource, as a parent process would.
  public func addResource(_ resource: Resource) throws(Status) -> UInt32 {
    try addObject(resource)
  }

  /// `zx_resource_create`: a slice of a resource that the process has.
  ///
  /// - Parameters:
  ///   - options: kind in the low 16 bits, flags in the high ones.
  ///   - name: nil when the caller's could not be read, which is found out last.
  public func resourceCreate(
    parent handle: UInt32, options: UInt32, base: UInt64, size: UInt64, name: ObjectName?
  ) throws(Status) -> UInt32 {
    let exclusive: UInt32 = 0x1_0000
    guard !base.addingReportingOverflow(size).overflow else { throw .invalidArgs }
    let parent = try find(handle, as: Resource.self, .write)
    let flags = options & 0xFFFF_0000
    let kind = options & 0xFFFF
    guard kind < Resource.kindCount, flags & ~exclusive == 0 else { throw .invalidArgs }
    guard parent.kind.rawValue == kind else { throw .accessDenied }
    guard parent.covers(base: base, size: size) else { throw .accessDenied }
    // Every resource here is a device's, and so a slice of what the machine has: none is exclusive.
    guard flags & exclusive == 0 else { throw .invalidArgs }
    guard let name else { throw .invalidArgs }
    return try addObject(parent.slice(base: base, size: size, name: name))
  }

  /// `zx_msi_allocate`. The resource is the device's own, and vector n of its range becomes MSI n.
  public func msiAllocate(resource handle: UInt32, count: UInt32) throws(Status) -> UInt32 {
    let resource = try find(handle, as: Resource.self)
    guard case .interrupts(let controller) = resource.backing else { throw .wrongType }
    guard controller.isMessageSignaled else { throw .notSupported }
    guard 1...MSIAllocation.maximum ~= count, count.nonzeroBitCount == 1 else { throw .invalidArgs }
    guard resource.size >= UInt64(count) else { throw .noResources }
    return try addObject(MSIAllocation(controller, first: UInt32(resource.base), count: count))
  }

  /// `zx_msi_create`.
  ///
  /// - Parameter vmo: of the device's capability or table, which is the kernel's here: a handle is checked, and its
  ///   content is not. Zero is no mistake.
  public func msiCreate(
    _ handle: UInt32, options: UInt32, id: UInt32, vmo: UInt32
  ) throws(Status) -> UInt32 {
    let msiX: UInt32 = 1
    let allocation = try find(handle, as: MSIAllocation.self)
    if vmo != 0 { _ = try find(vmo, as: PhysicalVMO.self, .map) }
    guard options & ~msiX == 0 else { throw .invalidArgs }
    return try addObject(allocation.interrupt(id, options: InterruptOptions(rawValue: options)))
  }
}
