import CLinuxInterrupt
import InterruptLines
import Sysfs

/// How many interrupts of each kind a PCI function has, by its configuration space. Source: PCI Local Bus Specification
/// 3.0, 6.2.4 (Interrupt Pin); for the others zirq-pci-space.h.
struct PCIInterrupts {
  private(set) var counts: [InterruptKind: UInt32] = [:]
  /// Whether the counts of messages are known. Who lacks CAP_SYS_ADMIN reads no more than the first 64 bytes, and the
  /// capabilities lie behind them. Source: Linux, drivers/pci/pci-sysfs.c, pci_read_config.
  private(set) var knowsMessages = true

  /// Nil when not even the header can be read.
  init?(ofDevice sysfs: String, in files: SystemFiles) {
    guard let header = PCIHeader(ofDevice: sysfs, in: files), !header.isGone else { return nil }
    counts[.intx] = header.interruptPin == 0 ? 0 : 1
    counts[.msi] = 0
    counts[.msix] = 0
    let hasCapabilities: UInt16 = 0x0010
    guard header.status & hasCapabilities != 0 else { return }
    guard let space = files.bytes(sysfs + "/config", count: 256) else {
      counts[.msi] = nil
      counts[.msix] = nil
      knowsMessages = false
      return
    }
    counts[.msi] = zirq_pci_msi_count(space, space.count)
    counts[.msix] = zirq_pci_msix_count(space, space.count)
  }
}
