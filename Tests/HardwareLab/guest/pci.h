/* A PCI function as the machine's operator sees it, through sysfs. `slot` is its address, "0000:00:04.0".
 *
 * Source: Linux, Documentation/ABI/testing/sysfs-bus-pci. */
#ifndef LAB_PCI_H_
#define LAB_PCI_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PCI_COMMAND_BUS_MASTER 0x0004
#define PCI_COMMAND_INTX_DISABLE 0x0400

/* A register of 32 bits, `offset` bytes from the start of a region. */
#define REGISTER(region, offset) (*(volatile uint32_t *)((volatile char *)(region) + (offset)))

bool pci_exists(const char *slot);
bool pci_is_bound(const char *slot);
/* Gives the function to a driver, first taking it from the one it has. */
void pci_bind(const char *slot, const char *driver);
/* The same for a function that is still being added, which the kernel offers to no driver before it has been. */
void pci_bind_when_added(const char *slot, const char *driver);
/* Returns when the driver has let go: vfio-pci does not before its user has. */
void pci_unbind(const char *slot);
/* Takes the function out of the system, as a hot-unplug does, and finds it again. */
void pci_remove(const char *slot);
void pci_rescan(void);
/* Both in a process of its own, for a driver that lets go when the check has: it has nothing of the check's open. */
pid_t pci_start_unbind(const char *slot);
pid_t pci_start_remove(const char *slot);
/* The driver's name, or "" without one. The text is valid until the next call. */
const char *pci_driver(const char *slot);

/* A region's registers, mapped from sysfs: no driver's node is opened. */
volatile void *pci_map(const char *slot, unsigned region, size_t size);
uint64_t pci_address(const char *slot, unsigned region);

uint16_t pci_command(const char *slot);
void pci_set_command(const char *slot, uint16_t command);

/* Writes to a file of sysfs or procfs; fails the check when it may not. */
void write_attribute(const char *path, const char *text);

#endif
