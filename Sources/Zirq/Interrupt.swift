import CZircon

/// The interrupt of a device's vector. Its calls are those of ``InterruptObject``.
public struct Interrupt: InterruptObject, ~Copyable {
  public let handle: Handle

  /// Takes a vector of a device. Its line is armed at once, so it may have fired before this returns.
  ///
  /// - Parameters:
  ///   - resource: The device's, or a part of it.
  ///   - vector: The number of one of the vectors that the resource covers.
  ///   - options: How the source triggers, if it is not as the line is configured.
  /// - Throws: `Status.outOfRange` when the resource has no such vector, `Status.alreadyBound` when somebody has it,
  ///   `Status.invalidArgs` for options that are not valid, `Status.notSupported` for a mode that the line has not,
  ///   `Status.accessDenied` or `Status.io` when Linux does not let the daemon open the device, `Status.ioNotPresent`
  ///   when the device has gone. `ZirqError.lastDescription` is then the daemon's sentence, unless it knows no more than
  ///   the status. Source: Zircon, zx_interrupt_create().
  public init(resource: borrowing Resource, vector: UInt32, options: InterruptOptions = []) throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_interrupt_create(resource.handle.rawValue, vector, options.rawValue, &made))
    handle = Handle(owning: made)
  }

  /// Takes a vector of an allocation of message-signaled interrupts.
  ///
  /// - Parameters:
  ///   - allocation: Some of a device's vectors.
  ///   - id: The number of one of them, from 0 on.
  /// - Throws: `Status.invalidArgs` when the allocation has no such vector, `Status.alreadyBound` when somebody has it,
  ///   and what the other initializer throws when the device cannot be opened. Source: Zircon, zx_msi_create().
  public init(allocation: borrowing MSIAllocation, id: UInt32) throws(Status) {
    var made = ZX_HANDLE_INVALID
    try Status.check(zx_msi_create(allocation.handle.rawValue, 0, id, ZX_HANDLE_INVALID, 0, &made))
    handle = Handle(owning: made)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  public consuming func takeHandle() -> Handle { handle }
}
