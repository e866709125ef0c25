/* What a PCI function's configuration space says of its interrupts and BARs, read without trust: no pointer in it leads
 * out of it. Source: PCI Local Bus Specification 3.0, 6.2.5 (BARs), 6.7 (capabilities), 6.8 (MSI, MSI-X).
 *
 * config: its first bytes, 256 where there are as many. Plain functions of them.
 */
#ifndef ZIRQ_PCI_SPACE_H_
#define ZIRQ_PCI_SPACE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many messages the function can send by MSI or MSI-X; 0 where there is no such capability. */
uint32_t zirq_pci_msi_count(const uint8_t *config, size_t size);
uint32_t zirq_pci_msix_count(const uint8_t *config, size_t size);

/* Where the function has its MSI-X table. bar: 0 to 5. */
struct zirq_pci_msix_table {
  uint32_t bar;
  /* Bytes of that BAR. */
  uint64_t offset, size;
};

/* false when the function has no MSI-X capability there. */
bool zirq_pci_msix_table(const uint8_t *config, size_t size, struct zirq_pci_msix_table *table);

/* Whether a BAR is of I/O ports. false also when config is too short to say. */
bool zirq_pci_bar_is_port(const uint8_t *config, size_t size, uint32_t bar);

#endif
