/* Two bits of a PCI device's command register, through its `config` file in sysfs: INTx Disable, the re-arm of
 * uio_pci_generic, whose kernel handler sets it, and Bus Master. Sources: PCI Local Bus Specification 3.0, 6.2.2; Linux,
 * drivers/uio/uio_pci_generic.c.
 *
 * C because open is variadic, which Swift cannot call, and so that the read-modify-write is as short as it can be.
 * Each function returns 0 or an errno.
 */
#ifndef ZIRQ_PCI_H_
#define ZIRQ_PCI_H_

#include <stdbool.h>

/* Opens a `config` file for reading and writing, close-on-exec. */
int zirq_pci_config_open(const char *path, int *fd);

/* Lets the device interrupt, or not. The register is written only when the bit has to change. ENODEV when the device
 * does not answer any more; EPERM when kernel lockdown forbids the write. */
int zirq_pci_intx_enable(int config);
int zirq_pci_intx_disable(int config);

/* Whether the device asserts its interrupt at this moment, INTx Disable or not: Interrupt Status of the status register.
 * For a device that answers no more, ENODEV. */
int zirq_pci_intx_asserts(int config, bool *asserts);

/* Lets the device reach memory and send messages, or not. Errors as above. */
int zirq_pci_bus_master(int config, bool on);

#endif
