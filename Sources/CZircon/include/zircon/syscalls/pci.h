/* Ways in which a PCI device interrupts, for the calls of that name. Source: Zircon of 2018, zircon/syscalls/pci.h. */
#ifndef ZIRCON_SYSCALLS_PCI_H_
#define ZIRCON_SYSCALLS_PCI_H_

#include <stdint.h>

typedef uint32_t zx_pci_irq_mode_t;
#define ZX_PCIE_IRQ_MODE_DISABLED ((zx_pci_irq_mode_t)0)
#define ZX_PCIE_IRQ_MODE_LEGACY ((zx_pci_irq_mode_t)1)
#define ZX_PCIE_IRQ_MODE_MSI ((zx_pci_irq_mode_t)2)
#define ZX_PCIE_IRQ_MODE_MSI_X ((zx_pci_irq_mode_t)3)

#endif /* ZIRCON_SYSCALLS_PCI_H_ */
