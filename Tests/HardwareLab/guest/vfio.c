#include "vfio.h"

#include "check.h"
#include "pci.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PCI_COMMAND 4

int vfio_group_open(const char *slot, int *group) {
  char path[128];
  char target[256];
  snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", slot);
  ssize_t length = readlink(path, target, sizeof(target) - 1);
  REQUIRE(length > 0, "%s is in no IOMMU group", slot);
  target[length] = '\0';
  snprintf(path, sizeof(path), "/dev/vfio/%.16s", strrchr(target, '/') + 1);
  *group = open(path, O_RDWR | O_CLOEXEC);
  return *group < 0 ? errno : 0;
}

bool vfio_group_is_viable(int group) {
  struct vfio_group_status status = {.argsz = sizeof(status)};
  REQUIRE(ioctl(group, VFIO_GROUP_GET_STATUS, &status) == 0, "VFIO_GROUP_GET_STATUS: %s", strerror(errno));
  return (status.flags & VFIO_GROUP_FLAGS_VIABLE) != 0;
}

int vfio_container_open(int group, int *container) {
  *container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
  REQUIRE(*container >= 0, "open /dev/vfio/vfio: %s", strerror(errno));
  if (ioctl(group, VFIO_GROUP_SET_CONTAINER, container) != 0 ||
      ioctl(*container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) != 0) {
    return errno;
  }
  return 0;
}

void vfio_open(struct vfio *vfio, const char *slot) {
  int error = vfio_group_open(slot, &vfio->group);
  REQUIRE(error == 0, "open the group of %s: %s", slot, strerror(error));
  REQUIRE(vfio_group_is_viable(vfio->group), "the group of %s is not viable", slot);
  error = vfio_container_open(vfio->group, &vfio->container);
  REQUIRE(error == 0, "a container for the group of %s: %s", slot, strerror(error));
  vfio->device = ioctl(vfio->group, VFIO_GROUP_GET_DEVICE_FD, slot);
  REQUIRE(vfio->device >= 0, "VFIO_GROUP_GET_DEVICE_FD: %s", strerror(errno));
}

void vfio_close(struct vfio *vfio) {
  close(vfio->device);
  close(vfio->group);
  close(vfio->container);
}

unsigned vfio_interrupt_count(const struct vfio *vfio, unsigned type) {
  struct vfio_irq_info info = {.argsz = sizeof(info), .index = type};
  REQUIRE(ioctl(vfio->device, VFIO_DEVICE_GET_IRQ_INFO, &info) == 0, "VFIO_DEVICE_GET_IRQ_INFO: %s", strerror(errno));
  return info.count;
}

static int set_interrupts(const struct vfio *vfio, unsigned type, unsigned flags, unsigned count, const int *signals) {
  size_t size = sizeof(struct vfio_irq_set) + (signals != NULL ? count * sizeof(int) : 0);
  struct vfio_irq_set *set = calloc(1, size);
  *set = (struct vfio_irq_set){.argsz = (uint32_t)size, .flags = flags, .index = type, .count = count};
  if (signals != NULL) {
    memcpy(set->data, signals, count * sizeof(int));
  }
  int answer = ioctl(vfio->device, VFIO_DEVICE_SET_IRQS, set);
  free(set);
  return answer;
}

int vfio_signal(const struct vfio *vfio, unsigned type, unsigned count, uint32_t wanted, int *signals) {
  for (unsigned i = 0; i < count; i++) {
    signals[i] = (wanted >> i & 1) != 0 ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
  }
  return set_interrupts(vfio, type, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, count, signals);
}

void vfio_disable(const struct vfio *vfio, unsigned type) {
  REQUIRE(set_interrupts(vfio, type, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, 0, NULL) == 0,
          "disabling interrupts: %s", strerror(errno));
}

void vfio_unmask_intx(const struct vfio *vfio) {
  REQUIRE(set_interrupts(vfio, VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, 1,
                         NULL) == 0,
          "unmasking INTx: %s", strerror(errno));
}

static struct vfio_region_info region_info(const struct vfio *vfio, unsigned region) {
  struct vfio_region_info info = {.argsz = sizeof(info), .index = region};
  REQUIRE(ioctl(vfio->device, VFIO_DEVICE_GET_REGION_INFO, &info) == 0, "VFIO_DEVICE_GET_REGION_INFO: %s",
          strerror(errno));
  return info;
}

void vfio_set_bus_master(const struct vfio *vfio, bool on) {
  uint16_t command;
  off_t offset = (off_t)region_info(vfio, VFIO_PCI_CONFIG_REGION_INDEX).offset + PCI_COMMAND;
  REQUIRE(pread(vfio->device, &command, sizeof(command), offset) == sizeof(command), "read config: %s",
          strerror(errno));
  command = on ? command | PCI_COMMAND_BUS_MASTER : command & ~PCI_COMMAND_BUS_MASTER;
  REQUIRE(pwrite(vfio->device, &command, sizeof(command), offset) == sizeof(command), "write config: %s",
          strerror(errno));
}

volatile void *vfio_map(const struct vfio *vfio, unsigned region, size_t size) {
  void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vfio->device,
                       (off_t)region_info(vfio, region).offset);
  REQUIRE(address != MAP_FAILED, "map region %u: %s", region, strerror(errno));
  return address;
}

uint64_t vfio_signals(int signal, int milliseconds) {
  struct pollfd wait = {.fd = signal, .events = POLLIN};
  uint64_t count = 0;
  if (poll(&wait, 1, milliseconds) != 1) {
    return 0;
  }
  REQUIRE(read(signal, &count, sizeof(count)) == sizeof(count), "read an eventfd: %s", strerror(errno));
  return count;
}
