/* The command and status registers of a PCI device: INTx Disable, the re-arm of uio_pci_generic, whose kernel handler
 * sets it; Bus Master; Interrupt Status. Sources: PCI Local Bus Specification 3.0, 6.2.2 and 6.2.3; Linux,
 * drivers/uio/uio_pci_generic.c.
 *
 * file: any that shows configuration space, which begins at `base`: 0 in the device's `config` file in sysfs, the
 * configuration region's offset in a VFIO device's file.
 *
 * C because open is variadic, which Swift cannot call, and so that the read-modify-write is as short as it can be.
 * Each function returns 0 or an errno: ENODEV when the device does not answer any more; EPERM when kernel lockdown
 * forbids the write.
 */
#ifndef ZIRQ_PCI_H_
#define ZIRQ_PCI_H_

#include <stdbool.h>
#include <stdint.h>

/* Opens a `config` file for reading and writing, close-on-exec. */
int zirq_pci_config_open(const char *path, int *fd);

/* Lets the device interrupt, or not, by its `config` file. The register is written only when the bit has to change. */
int zirq_pci_intx_enable(int config);
int zirq_pci_intx_disable(int config);

/* Whether the device asserts its interrupt at this moment, also while INTx Disable keeps it from its wire. */
int zirq_pci_intx_asserts(int file, uint64_t base, bool *asserts);

/* Whether the device may reach memory and send messages. Setting it writes only when the bit has to change. */
int zirq_pci_bus_master(int file, uint64_t base, bool *on);
int zirq_pci_set_bus_master(int file, uint64_t base, bool on);

#endif
