#include "zirq-pci.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <pthread.h>
#include <unistd.h>

int zirq_pci_config_open(const char *path, int *fd) {
  int opened = open(path, O_RDWR | O_CLOEXEC);
  if (opened < 0) {
    return errno;
  }
  *fd = opened;
  return 0;
}

/* Command or status, both bytes at once. */
static int read_register(int file, uint64_t base, unsigned offset, uint16_t *value) {
  uint16_t bytes;
  ssize_t n = pread(file, &bytes, sizeof(bytes), (off_t)(base + offset));
  if (n < 0) {
    return errno;
  }
  *value = le16toh(bytes);
  /* A bus answers all ones for a device that is not there. */
  return n != sizeof(bytes) || *value == UINT16_MAX ? ENODEV : 0;
}

/* Held from the reading of a command register to its writing, so that the re-arm does not write back a Bus Master that
 * has just been switched. It is held for two system calls, and hardly ever waited for: bus mastering is switched when a
 * device is opened. The kernel knows nothing of it. */
static pthread_mutex_t command_lock = PTHREAD_MUTEX_INITIALIZER;

/* size: how much of the register is written, from its lower byte on. */
static int set_command(int file, uint64_t base, uint16_t bit, bool on, size_t size) {
  pthread_mutex_lock(&command_lock);
  uint16_t command;
  int error = read_register(file, base, PCI_COMMAND, &command);
  if (error == 0) {
    uint16_t wanted = on ? command | bit : command & ~bit;
    uint16_t bytes = htole16(wanted);
    if (wanted != command && pwrite(file, &bytes, size, (off_t)(base + PCI_COMMAND)) < 0) {
      error = errno;
    }
  }
  pthread_mutex_unlock(&command_lock);
  return error;
}

/* Two bytes, never the upper one alone: before 8.2, QEMU does not move the INTx line after that. */
static int set_intx_disable(int config, bool on) {
  return set_command(config, 0, PCI_COMMAND_INTX_DISABLE, on, 2);
}

int zirq_pci_intx_enable(int config) {
  return set_intx_disable(config, false);
}

int zirq_pci_intx_disable(int config) {
  return set_intx_disable(config, true);
}

int zirq_pci_intx_asserts(int file, uint64_t base, bool *asserts) {
  uint16_t status;
  int error = read_register(file, base, PCI_STATUS, &status);
  if (error == 0) {
    *asserts = status & PCI_STATUS_INTERRUPT;
  }
  return error;
}

int zirq_pci_bus_master(int file, uint64_t base, bool *on) {
  uint16_t command;
  int error = read_register(file, base, PCI_COMMAND, &command);
  if (error == 0) {
    *on = command & PCI_COMMAND_MASTER;
  }
  return error;
}

/* The lower byte alone: the kernel's interrupt handler sets INTx Disable in the upper one at any moment, and a write of
 * both would take that back, or keep it for ever. */
int zirq_pci_set_bus_master(int file, uint64_t base, bool on) {
  return set_command(file, base, PCI_COMMAND_MASTER, on, 1);
}
