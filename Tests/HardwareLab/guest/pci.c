#include "pci.h"

#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PCI_COMMAND 4

struct path {
  char text[128];
};

static struct path attribute(const char *slot, const char *name) {
  struct path path;
  snprintf(path.text, sizeof(path.text), "/sys/bus/pci/devices/%s/%s", slot, name);
  return path;
}

void write_attribute(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  REQUIRE(file >= 0, "open %s: %s", path, strerror(errno));
  REQUIRE(write(file, text, strlen(text)) == (ssize_t)strlen(text), "write \"%s\" to %s: %s", text, path,
          strerror(errno));
  close(file);
}

bool pci_exists(const char *slot) {
  return access(attribute(slot, "config").text, F_OK) == 0;
}

bool pci_is_bound(const char *slot) {
  return access(attribute(slot, "driver").text, F_OK) == 0;
}

const char *pci_driver(const char *slot) {
  static char target[256];
  ssize_t length = readlink(attribute(slot, "driver").text, target, sizeof(target) - 1);
  target[length > 0 ? length : 0] = '\0';
  const char *name = strrchr(target, '/');
  return name != NULL ? name + 1 : "";
}

void pci_unbind(const char *slot) {
  if (pci_is_bound(slot)) {
    write_attribute(attribute(slot, "driver/unbind").text, slot);
  }
}

static bool takes(const char *driver, const char *slot) {
  write_attribute("/sys/bus/pci/drivers_probe", slot);
  return strcmp(pci_driver(slot), driver) == 0;
}

void pci_bind(const char *slot, const char *driver) {
  pci_unbind(slot);
  write_attribute(attribute(slot, "driver_override").text, driver);
  REQUIRE(takes(driver, slot), "%s did not take %s", driver, slot);
}

/* It shows in sysfs first. Source: Linux, drivers/pci/bus.c, pci_bus_add_device, which sets match_driver last. */
void pci_bind_when_added(const char *slot, const char *driver) {
  pci_unbind(slot);
  write_attribute(attribute(slot, "driver_override").text, driver);
  UNTIL(takes(driver, slot));
}

void pci_remove(const char *slot) {
  write_attribute(attribute(slot, "remove").text, "1");
}

void pci_rescan(void) {
  write_attribute("/sys/bus/pci/rescan", "1");
}

/* Only exec lets go of what a child has inherited, mappings included. */
static pid_t start_write(const char *path, const char *text) {
  char command[256];
  snprintf(command, sizeof(command), "echo %s >%s", text, path);
  pid_t process = fork();
  if (process == 0) {
    execl("/bin/sh", "sh", "-c", command, NULL);
    _exit(127);
  }
  REQUIRE(process > 0, "fork: %s", strerror(errno));
  return process;
}

pid_t pci_start_unbind(const char *slot) {
  return start_write(attribute(slot, "driver/unbind").text, slot);
}

pid_t pci_start_remove(const char *slot) {
  return start_write(attribute(slot, "remove").text, "1");
}

volatile void *pci_map(const char *slot, unsigned region, size_t size) {
  char name[16];
  snprintf(name, sizeof(name), "resource%u", region);
  int file = open(attribute(slot, name).text, O_RDWR | O_SYNC | O_CLOEXEC);
  REQUIRE(file >= 0, "open %s of %s: %s", name, slot, strerror(errno));
  void *registers = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  REQUIRE(registers != MAP_FAILED, "map %s of %s: %s", name, slot, strerror(errno));
  close(file);
  return registers;
}

uint64_t pci_address(const char *slot, unsigned region) {
  uint64_t address = 0;
  FILE *file = fopen(attribute(slot, "resource").text, "re");
  REQUIRE(file != NULL, "open resource of %s: %s", slot, strerror(errno));
  for (unsigned i = 0; i <= region; i++) {
    REQUIRE(fscanf(file, "%" SCNx64 " %*x %*x", &address) == 1, "%s has no region %u", slot, i);
  }
  fclose(file);
  return address;
}

uint16_t pci_command(const char *slot) {
  uint16_t command = 0;
  int file = open(attribute(slot, "config").text, O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0, "open config of %s: %s", slot, strerror(errno));
  REQUIRE(pread(file, &command, sizeof(command), PCI_COMMAND) == sizeof(command), "read config: %s", strerror(errno));
  close(file);
  return command;
}

void pci_set_command(const char *slot, uint16_t command) {
  int file = open(attribute(slot, "config").text, O_WRONLY | O_CLOEXEC);
  REQUIRE(file >= 0, "open config of %s: %s", slot, strerror(errno));
  REQUIRE(pwrite(file, &command, sizeof(command), PCI_COMMAND) == sizeof(command), "write config: %s",
          strerror(errno));
  close(file);
}
