import CZircon

/// A device's registers, mapped into this process for as long as this lives. The mapping outlives its resource.
///
/// Linux keeps some pages of a device under VFIO to itself, such as those with the table of its MSI-X messages. The mapping
/// has a hole there, and an access to it ends the program. When the device goes away, let go of this soon: the system's
/// removal of a VFIO device waits for it, and the daemon ends programs that keep one beyond its grace time.
///
/// Swift has no volatile access: read and write through C, or a register at a time with a library for it.
public struct Region: ~Copyable, @unchecked Sendable {
  // Sendable: the pointer never changes and stays mapped until deinit, of which there is one. Who reads and writes the
  // bytes from several threads keeps them in order himself, as with all memory behind an unsafe pointer.

  /// The registers' first byte and their number.
  public let bytes: UnsafeMutableRawBufferPointer

  /// Maps region `index` of a device: 0 ..< `Device.regions`.
  ///
  /// - Throws: `Status.outOfRange` for an index that the device lacks, `Status.notSupported` for what cannot be mapped,
  ///   `Status.accessDenied` when the daemon does not let this user map it, or Linux this process. Source:
  ///   `zirq_region_map()`.
  public init(_ index: UInt32, of resource: borrowing Resource) throws(ZirqError) {
    var start: UnsafeMutableRawPointer?
    var size = 0
    try ZirqError.check(zirq_region_map(resource.handle.rawValue, index, &start, &size))
    bytes = UnsafeMutableRawBufferPointer(start: start, count: size)
  }

  deinit { zirq_region_unmap(bytes.baseAddress, bytes.count) }
}
