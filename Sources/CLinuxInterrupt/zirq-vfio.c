#include "zirq-vfio.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Linux 6.6, include/uapi/linux/vfio.h. Headers of Linux 6.1, which a distribution may well have beside a newer kernel,
 * lack it. */
#ifndef VFIO_DEVICE_BIND_IOMMUFD
struct vfio_device_bind_iommufd {
  __u32 argsz;
  __u32 flags;
  __s32 iommufd;
  __u32 out_devid;
};
#define VFIO_DEVICE_BIND_IOMMUFD _IO(VFIO_TYPE, VFIO_BASE + 18)

struct vfio_device_attach_iommufd_pt {
  __u32 argsz;
  __u32 flags;
  __u32 pt_id;
};
#define VFIO_DEVICE_ATTACH_IOMMUFD_PT _IO(VFIO_TYPE, VFIO_BASE + 19)
#endif

/* Linux 6.2, include/uapi/linux/iommufd.h, under names of our own: the header is not always there. */
struct ioas_alloc {
  __u32 size;
  __u32 flags;
  __u32 out_ioas_id;
};
#define IOAS_ALLOC _IO(';', 0x81)

int zirq_vfio_open(const char *path, int *fd) {
  int opened = open(path, O_RDWR | O_CLOEXEC);
  if (opened < 0) {
    return errno;
  }
  *fd = opened;
  return 0;
}

int zirq_vfio_container_open(const char *path, int *container) {
  int fd = -1;
  int error = zirq_vfio_open(path, &fd);
  if (error != 0) {
    return error;
  }
  if (ioctl(fd, VFIO_GET_API_VERSION) != VFIO_API_VERSION) {
    close(fd);
    return EPROTO;
  }
  *container = fd;
  return 0;
}

int zirq_vfio_group_viable(int group, bool *viable) {
  struct vfio_group_status status = {.argsz = sizeof(status)};
  if (ioctl(group, VFIO_GROUP_GET_STATUS, &status) < 0) {
    return errno;
  }
  *viable = status.flags & VFIO_GROUP_FLAGS_VIABLE;
  return 0;
}

int zirq_vfio_group_join(int group, int container) {
  return ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) < 0 ? errno : 0;
}

int zirq_vfio_container_set_iommu(int container, bool none) {
  unsigned long type = none ? VFIO_NOIOMMU_IOMMU : VFIO_TYPE1v2_IOMMU;
  return ioctl(container, VFIO_SET_IOMMU, type) < 0 ? errno : 0;
}

/* A PCI device is reset when it is opened, and EAGAIN says that its lock could not be had for that at once: whoever
 * reads or writes an attribute of it in sysfs, as driver_override, holds it for a moment. So it is tried again, for a
 * tenth of a second. Sleeping does no harm: a device is being set up, and no interrupt waits. Source: Linux,
 * drivers/vfio/pci/vfio_pci_core.c, vfio_pci_core_enable(); drivers/pci/pci.c, pci_try_reset_function(). */
static int patiently(int fd, unsigned long request, const void *argument) {
  const struct timespec interval = {.tv_nsec = 10 * 1000 * 1000};
  int result = ioctl(fd, request, argument);
  for (int left = 10; result < 0 && errno == EAGAIN && left > 0; left--) {
    nanosleep(&interval, NULL);
    result = ioctl(fd, request, argument);
  }
  return result;
}

int zirq_vfio_group_device(int group, const char *name, int *device) {
  /* The kernel opens it close-on-exec. */
  int fd = patiently(group, VFIO_GROUP_GET_DEVICE_FD, name);
  if (fd < 0) {
    return errno;
  }
  *device = fd;
  return 0;
}

int zirq_vfio_device_bind(int device, int iommu) {
  struct vfio_device_bind_iommufd bind = {.argsz = sizeof(bind), .iommufd = iommu};
  return patiently(device, VFIO_DEVICE_BIND_IOMMUFD, &bind) < 0 ? errno : 0;
}

int zirq_vfio_space_create(int iommu, uint32_t *number) {
  struct ioas_alloc space = {.size = sizeof(space)};
  if (ioctl(iommu, IOAS_ALLOC, &space) < 0) {
    return errno;
  }
  *number = space.out_ioas_id;
  return 0;
}

int zirq_vfio_device_attach(int device, uint32_t space) {
  struct vfio_device_attach_iommufd_pt attach = {.argsz = sizeof(attach), .pt_id = space};
  return ioctl(device, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach) < 0 ? errno : 0;
}

int zirq_vfio_device_info(int device, struct zirq_vfio_device *info) {
  struct vfio_device_info answer = {.argsz = sizeof(answer)};
  if (ioctl(device, VFIO_DEVICE_GET_INFO, &answer) < 0) {
    return errno;
  }
  *info = (struct zirq_vfio_device){
      .regions = answer.num_regions,
      .interrupts = answer.num_irqs,
      .is_pci = answer.flags & VFIO_DEVICE_FLAGS_PCI,
  };
  return 0;
}

int zirq_vfio_interrupt_info(int device, uint32_t index, struct zirq_vfio_interrupt *info) {
  struct vfio_irq_info answer = {.argsz = sizeof(answer), .index = index};
  if (ioctl(device, VFIO_DEVICE_GET_IRQ_INFO, &answer) < 0) {
    return errno;
  }
  *info = (struct zirq_vfio_interrupt){
      .count = answer.flags & VFIO_IRQ_INFO_EVENTFD ? answer.count : 0,
      .masks_itself = answer.flags & VFIO_IRQ_INFO_AUTOMASKED,
  };
  return 0;
}

_Static_assert(ZIRQ_VFIO_REGION_INFO == sizeof(struct vfio_region_info), "the fixed part of a region's description");

int zirq_vfio_region_info(int device, uint32_t index, void *info, size_t room, size_t *needed) {
  if (room < sizeof(struct vfio_region_info) || room > UINT32_MAX) {
    return EINVAL;
  }
  struct vfio_region_info fixed = {.argsz = (uint32_t)room, .index = index};
  memcpy(info, &fixed, sizeof(fixed));
  if (ioctl(device, VFIO_DEVICE_GET_REGION_INFO, info) < 0) {
    return errno;
  }
  memcpy(&fixed, info, sizeof(fixed));
  *needed = fixed.argsz;
  return 0;
}

int zirq_vfio_set_events(
    int device, uint32_t index, uint32_t start, const int32_t *events, uint32_t count, uint32_t *available) {
  size_t size = sizeof(struct vfio_irq_set) + (size_t)count * sizeof(*events);
  struct vfio_irq_set *set = calloc(1, size);
  if (set == NULL) {
    return ENOMEM;
  }
  *set = (struct vfio_irq_set){
      .argsz = (uint32_t)size,
      .flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
      .index = index,
      .start = start,
      .count = count,
  };
  memcpy(set->data, events, (size_t)count * sizeof(*events));
  *available = 0;
  int result = ioctl(device, VFIO_DEVICE_SET_IRQS, set);
  int error = result < 0 ? errno : 0;
  free(set);
  if (result > 0) {
    *available = (uint32_t)result;
    return ERANGE;
  }
  return error;
}

static int set_without_data(int device, uint32_t action, uint32_t index, uint32_t start, uint32_t count) {
  struct vfio_irq_set set = {
      .argsz = sizeof(set),
      .flags = VFIO_IRQ_SET_DATA_NONE | action,
      .index = index,
      .start = start,
      .count = count,
  };
  return ioctl(device, VFIO_DEVICE_SET_IRQS, &set) < 0 ? errno : 0;
}

int zirq_vfio_disable(int device, uint32_t index) {
  return set_without_data(device, VFIO_IRQ_SET_ACTION_TRIGGER, index, 0, 0);
}

int zirq_vfio_mask(int device, uint32_t index) {
  return set_without_data(device, VFIO_IRQ_SET_ACTION_MASK, index, 0, 1);
}

int zirq_vfio_unmask(int device, uint32_t index) {
  return set_without_data(device, VFIO_IRQ_SET_ACTION_UNMASK, index, 0, 1);
}

int zirq_vfio_trigger(int device, uint32_t index, uint32_t vector) {
  return set_without_data(device, VFIO_IRQ_SET_ACTION_TRIGGER, index, vector, 1);
}

int zirq_vfio_set_unmask_event(int device, uint32_t index, int32_t event) {
  union {
    struct vfio_irq_set set;
    uint8_t room[sizeof(struct vfio_irq_set) + sizeof(event)];
  } request = {.set = {
                   .argsz = sizeof(request.room),
                   .flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_UNMASK,
                   .index = index,
                   .count = 1,
               }};
  memcpy(request.room + sizeof(struct vfio_irq_set), &event, sizeof(event));
  return ioctl(device, VFIO_DEVICE_SET_IRQS, &request) < 0 ? errno : 0;
}

int zirq_vfio_read(int device, uint64_t offset, void *bytes, size_t size) {
  ssize_t n = pread(device, bytes, size, (off_t)offset);
  if (n < 0) {
    return errno;
  }
  return (size_t)n == size ? 0 : EIO;
}
