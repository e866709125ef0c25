import CZircon
import TestDaemon
import Testing

/// What is there so that programs link, and answers NOT_SUPPORTED whatever it is given.
@Suite("Calls that are not supported")
struct UnsupportedTests {
  let daemon = SharedDaemon.connected

  @Test("zx_interrupt_bind_vcpu: NOT_SUPPORTED")
  func bindVcpu() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_interrupt_bind_vcpu(interrupt.handle, ZX_HANDLE_INVALID, 0) == ZX_ERR_NOT_SUPPORTED)
    #expect(zx_interrupt_bind_vcpu(ZX_HANDLE_INVALID, ZX_HANDLE_INVALID, 1) == ZX_ERR_NOT_SUPPORTED)
  }

  @Test("zx_pci_query_irq_mode: NOT_SUPPORTED")
  func queryMode() throws {
    let interrupt = try Object.virtualInterrupt()
    var maximum: UInt32 = 5
    #expect(zx_pci_query_irq_mode(interrupt.handle, ZX_PCIE_IRQ_MODE_MSI, &maximum) == ZX_ERR_NOT_SUPPORTED)
    #expect(zx_pci_query_irq_mode(ZX_HANDLE_INVALID, 9, nil) == ZX_ERR_NOT_SUPPORTED)
    #expect(maximum == 5)
  }

  @Test("zx_pci_set_irq_mode: NOT_SUPPORTED")
  func setMode() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_pci_set_irq_mode(interrupt.handle, ZX_PCIE_IRQ_MODE_LEGACY, 1) == ZX_ERR_NOT_SUPPORTED)
  }

  @Test("zx_pci_map_interrupt: NOT_SUPPORTED")
  func mapInterrupt() throws {
    let interrupt = try Object.virtualInterrupt()
    var handle = ZX_HANDLE_INVALID
    #expect(zx_pci_map_interrupt(interrupt.handle, 0, &handle) == ZX_ERR_NOT_SUPPORTED)
    #expect(handle == ZX_HANDLE_INVALID)
  }

  @Test("zx_object_get_child: NOT_SUPPORTED")
  func getChild() throws {
    let interrupt = try Object.virtualInterrupt()
    var handle = ZX_HANDLE_INVALID
    #expect(zx_object_get_child(interrupt.handle, 1024, ZX_RIGHT_SAME_RIGHTS, &handle) == ZX_ERR_NOT_SUPPORTED)
    #expect(handle == ZX_HANDLE_INVALID)
  }

  @Test("zx_object_set_profile: NOT_SUPPORTED")
  func setProfile() throws {
    let interrupt = try Object.virtualInterrupt()
    #expect(zx_object_set_profile(interrupt.handle, interrupt.handle, 0) == ZX_ERR_NOT_SUPPORTED)
  }
}
