#include "zirq-pci.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

enum { STATUS = 6, INTERRUPT_STATUS = 0x0008 };
enum { COMMAND = 4, BUS_MASTER = 0x0004, INTX_DISABLE = 0x0400, NO_DEVICE = 0xFFFF };

int zirq_pci_config_open(const char *path, int *fd) {
  int opened = open(path, O_RDWR | O_CLOEXEC);
  if (opened < 0) {
    return errno;
  }
  *fd = opened;
  return 0;
}

/* Two bytes at offset 4, never one at 5: before 8.2, QEMU does not move the INTx line after the one-byte write. */
static int set_command(int config, uint16_t bit, bool on) {
  uint16_t bytes;
  ssize_t n = pread(config, &bytes, sizeof(bytes), COMMAND);
  if (n < 0) {
    return errno;
  }
  uint16_t command = le16toh(bytes);
  /* A bus answers all ones for a device that is not there. */
  if (n != sizeof(bytes) || command == NO_DEVICE) {
    return ENODEV;
  }
  uint16_t wanted = on ? command | bit : command & ~bit;
  if (wanted == command) {
    return 0;
  }
  bytes = htole16(wanted);
  return pwrite(config, &bytes, sizeof(bytes), COMMAND) < 0 ? errno : 0;
}

int zirq_pci_intx_enable(int config) {
  return set_command(config, INTX_DISABLE, false);
}

int zirq_pci_intx_disable(int config) {
  return set_command(config, INTX_DISABLE, true);
}

int zirq_pci_intx_asserts(int config, bool *asserts) {
  uint16_t bytes;
  ssize_t n = pread(config, &bytes, sizeof(bytes), STATUS);
  if (n < 0) {
    return errno;
  }
  uint16_t status = le16toh(bytes);
  if (n != sizeof(bytes) || status == NO_DEVICE) {
    return ENODEV;
  }
  *asserts = (status & INTERRUPT_STATUS) != 0;
  return 0;
}

int zirq_pci_bus_master(int config, bool on) {
  return set_command(config, BUS_MASTER, on);
}
