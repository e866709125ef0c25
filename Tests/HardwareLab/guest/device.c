#include "device.h"

#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEVICE "/sys/bus/pci/devices/" DEVICE_SLOT
#define PCI_COMMAND 4
#define REGISTERS_SIZE 4096

static const struct uio_driver drivers[] = {
    {.name = "uio_pci_generic", .rearm_path = "config-space", .takes_interrupts_from_bind = true},
    {.name = "igb_uio", .rearm_path = "irqcontrol", .takes_interrupts_from_bind = false},
};

const struct uio_driver *uio_driver_named(const char *name) {
  for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
    if (strcmp(drivers[i].name, name) == 0) {
      return &drivers[i];
    }
  }
  fprintf(stderr, "no UIO driver \"%s\" is known here\n", name);
  exit(2);
}

static void write_attribute(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  REQUIRE(file >= 0, "open %s: %s", path, strerror(errno));
  REQUIRE(write(file, text, strlen(text)) == (ssize_t)strlen(text), "write \"%s\" to %s: %s", text, path,
          strerror(errno));
  close(file);
}

/* "uioN", or empty when no UIO driver has the device. */
static const char *uio_name(void) {
  static char name[64];
  name[0] = '\0';
  DIR *directory = opendir(DEVICE "/uio");
  for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
    if (strncmp(entry->d_name, "uio", 3) == 0) {
      snprintf(name, sizeof(name), "%.63s", entry->d_name);
    }
  }
  if (directory != NULL) {
    closedir(directory);
  }
  return name;
}

const char *device_node(void) {
  static char node[80];
  const char *name = uio_name();
  REQUIRE(name[0] != '\0', "no UIO driver has %s", DEVICE_SLOT);
  snprintf(node, sizeof(node), "/dev/%s", name);
  return node;
}

bool device_is_bound(void) {
  return access(DEVICE "/driver", F_OK) == 0;
}

void device_unbind(void) {
  if (device_is_bound()) {
    write_attribute(DEVICE "/driver/unbind", DEVICE_SLOT);
  }
}

void device_bind(const char *driver) {
  device_unbind();
  write_attribute(DEVICE "/driver_override", driver);
  write_attribute("/sys/bus/pci/drivers_probe", DEVICE_SLOT);
  REQUIRE(uio_name()[0] != '\0', "%s did not take %s", driver, DEVICE_SLOT);
}

volatile void *device_registers(void) {
  int file = open(DEVICE "/resource0", O_RDWR | O_SYNC | O_CLOEXEC);
  REQUIRE(file >= 0, "open resource0: %s", strerror(errno));
  void *registers = mmap(NULL, REGISTERS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  REQUIRE(registers != MAP_FAILED, "map resource0: %s", strerror(errno));
  close(file);
  return registers;
}

uint64_t device_registers_address(void) {
  uint64_t address = 0;
  FILE *file = fopen(DEVICE "/resource", "re");
  REQUIRE(file != NULL && fscanf(file, "%" SCNx64, &address) == 1, "resource holds no address");
  fclose(file);
  return address;
}

uint16_t device_command(void) {
  uint16_t command = 0;
  int file = open(DEVICE "/config", O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0, "open config: %s", strerror(errno));
  REQUIRE(pread(file, &command, sizeof(command), PCI_COMMAND) == sizeof(command), "read config: %s", strerror(errno));
  close(file);
  return command;
}

void device_set_command(uint16_t command) {
  int file = open(DEVICE "/config", O_WRONLY | O_CLOEXEC);
  REQUIRE(file >= 0, "open config: %s", strerror(errno));
  REQUIRE(pwrite(file, &command, sizeof(command), PCI_COMMAND) == sizeof(command), "write config: %s",
          strerror(errno));
  close(file);
}

uint32_t device_event_count(void) {
  char path[160];
  snprintf(path, sizeof(path), DEVICE "/uio/%s/event", uio_name());
  FILE *file = fopen(path, "re");
  REQUIRE(file != NULL, "open %s: %s", path, strerror(errno));
  unsigned count = 0;
  REQUIRE(fscanf(file, "%u", &count) == 1, "%s holds no number", path);
  fclose(file);
  return count;
}

void device_interrupt_nobody(const struct uio_driver *driver) {
  device_bind(driver->name);
  uint32_t events = device_event_count();
  if (!driver->takes_interrupts_from_bind) {
    /* As the last one who had the node open leaves it. On hardware the interrupt would wait for the open anyhow, but
     * QEMU's IOAPIC forgets a level that rose while no handler had been installed. */
    device_set_command(device_command() | PCI_COMMAND_INTX_DISABLE);
  }
  EDU_REGISTER(device_registers(), EDU_RAISE) = 1;
  if (driver->takes_interrupts_from_bind) {
    /* The other processor may be the one that handles it. */
    UNTIL(device_event_count() != events);
  }
  REQUIRE(device_event_count() - events == driver->takes_interrupts_from_bind, "the kernel counted %u interrupts",
          device_event_count() - events);
  REQUIRE(device_command() & PCI_COMMAND_INTX_DISABLE, "the line is not masked");
}
