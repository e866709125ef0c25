import CZircon
import TestDaemon
import Testing

/// A device that only the tables of mistakes open. What they need of its vectors is made once, for a vector has one owner
/// and the cases run at the same time: each takes a handle of its own.
struct MistakenDevice: Sendable {
  static let shared: MistakenDevice = {
    do { return try MistakenDevice() } catch { fatalError("\(error)") }
  }()

  /// Its vector 0 is free, for the one case in which only what comes after taking it is wrong; 1 is in use.
  let resource: zx_handle_t
  /// An allocation of vectors 2 and 3. Its id 0 is free, as vector 0 is; 1 is in use.
  let allocation: zx_handle_t
  /// Interrupts that have a line, and had one until they were destroyed.
  let interrupt: zx_handle_t
  let destroyed: zx_handle_t

  private init() throws {
    let device = try Object.resource("sim:conformance-mistaken")
    let destroyed = try Object { zx_interrupt_create(device.handle, 1, 0, $0) }
    try #require(zx_interrupt_destroy(destroyed.handle) == ZX_OK)
    let interrupt = try Object { zx_interrupt_create(device.handle, 1, 0, $0) }
    let upper = try Object { zx_resource_create(device.handle, ZX_RSRC_KIND_IRQ, 2, 2, nil, 0, $0) }
    let allocation = try Object { zx_msi_allocate(upper.handle, 2, $0) }
    _ = try Object { zx_msi_create(allocation.handle, 0, 1, ZX_HANDLE_INVALID, 0, $0) }.release()
    resource = device.release()
    self.allocation = allocation.release()
    self.interrupt = interrupt.release()
    self.destroyed = destroyed.release()
  }
}
