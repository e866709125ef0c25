import CZircon

/// Some of a device's vectors, for its message-signaled interrupts: ``Interrupt/init(allocation:id:)`` takes one.
///
/// In Zircon an allocation comes from the system's own resource, because there a bus driver chooses the vectors; here
/// Linux has given them to the device, so it comes from the device's resource.
public struct MSIAllocation: WaitableObject, ~Copyable {
  public let handle: Handle

  /// Allocates the first vectors of a resource.
  ///
  /// - Parameters:
  ///   - resource: A device's, or a part of it.
  ///   - count: 1, 2, 4, 8, 16 or 32.
  /// - Throws: `Status.invalidArgs` for another count, `Status.noResources` when the resource has fewer vectors,
  ///   `Status.notSupported` when the device has a level line instead. Source: Zircon, zx_msi_allocate().
  public init(resource: borrowing Resource, count: UInt32) throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_msi_allocate(resource.handle.rawValue, count, &made))
    handle = Handle(owning: made)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  public consuming func takeHandle() -> Handle { handle }

  /// The device's vectors that it has.
  ///
  /// - Throws: `Status.accessDenied` without the right to inspect. Source: Zircon, ZX_INFO_MSI.
  public var vectors: Range<UInt32> {
    get throws(Status) {
      let record = try handle.record(ZX_INFO_MSI, zx_info_msi_t())
      return record.base_irq_id..<record.base_irq_id + record.num_irq
    }
  }

  /// The number of its vectors that have an interrupt now.
  ///
  /// - Throws: `Status.accessDenied` without the right to inspect. Source: Zircon, ZX_INFO_MSI.
  public var interruptCount: Int {
    get throws(Status) { Int(try handle.record(ZX_INFO_MSI, zx_info_msi_t()).interrupt_count) }
  }
}
