import CZircon
import Testing

/// Memory that a test has mapped, until it goes out of scope.
struct Mapping: ~Copyable {
  let address: zx_vaddr_t
  private let length: UInt64

  init(
    _ vmo: borrowing Object, options: UInt32 = ZX_VM_PERM_READ | ZX_VM_PERM_WRITE, offset: UInt64 = 0, length: UInt64
  ) throws {
    var address: zx_vaddr_t = 0
    let status = zx_vmar_map(zx_vmar_root_self(), options, 0, vmo.handle, offset, length, &address)
    try #require(status == ZX_OK, "\(name(status)): \(String(cString: zirq_error()))")
    self.address = address
    self.length = length
  }

  deinit { zx_vmar_unmap(zx_vmar_root_self(), address, length) }

  subscript(offset: Int) -> UInt32 {
    get { register(offset)?.pointee ?? 0 }
    nonmutating set { register(offset)?.pointee = newValue }
  }

  private func register(_ offset: Int) -> UnsafeMutablePointer<UInt32>? {
    UnsafeMutablePointer(bitPattern: address + UInt(offset))
  }
}
