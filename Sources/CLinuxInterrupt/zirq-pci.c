#include "zirq-pci.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

enum { COMMAND = 4, INTX_DISABLE = 0x0400, NO_DEVICE = 0xFFFF };

int zirq_pci_config_open(const char *path, int *fd) {
  int opened = open(path, O_RDWR | O_CLOEXEC);
  if (opened < 0) {
    return errno;
  }
  *fd = opened;
  return 0;
}

/* Two bytes at offset 4, never one at 5: before 8.2, QEMU does not move the INTx line after the one-byte write. */
static int set_intx(int config, bool enabled) {
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
  uint16_t wanted = enabled ? command & ~INTX_DISABLE : command | INTX_DISABLE;
  if (wanted == command) {
    return 0;
  }
  bytes = htole16(wanted);
  return pwrite(config, &bytes, sizeof(bytes), COMMAND) < 0 ? errno : 0;
}

int zirq_pci_intx_enable(int config) {
  return set_intx(config, true);
}

int zirq_pci_intx_disable(int config) {
  return set_intx(config, false);
}
