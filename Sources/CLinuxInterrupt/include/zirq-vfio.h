/* VFIO: one function for each call of the kernel. Sources: Linux, include/uapi/linux/vfio.h, iommufd.h; drivers/vfio/.
 *
 * C because the ioctl numbers are macros that differ between architectures, ioctl is variadic, and several of the
 * structures end in a flexible array. Each function returns 0 or an errno.
 */
#ifndef ZIRQ_VFIO_H_
#define ZIRQ_VFIO_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The interrupts and regions of a PCI device, by index. A platform device counts both from 0. */
enum {
  ZIRQ_VFIO_INTX = 0,
  ZIRQ_VFIO_MSI = 1,
  ZIRQ_VFIO_MSIX = 2,
  ZIRQ_VFIO_ERROR = 3,
  ZIRQ_VFIO_REQUEST = 4,

  ZIRQ_VFIO_BARS = 6,
  ZIRQ_VFIO_CONFIG = 7,
};

/* Opens a group, a device's own node or /dev/iommu, close-on-exec. EBUSY while somebody else has the group, or one of
 * its devices in the other way. */
int zirq_vfio_open(const char *path, int *fd);

/* The group's way to a device: a container, a group in it, and the device by its name. */

/* EPROTO when the container speaks another version of the interface. */
int zirq_vfio_container_open(const char *path, int *container);
/* Whether every device of the group is with a VFIO driver or with none. */
int zirq_vfio_group_viable(int group, bool *viable);
int zirq_vfio_group_join(int group, int container);
/* Type 1 version 2, or the type without an IOMMU. EPERM where interrupts are not remapped; ENODEV when the kernel has
 * no module for the type. */
int zirq_vfio_container_set_iommu(int container, bool none);
int zirq_vfio_group_device(int group, const char *name, int *device);

/* The device's own node, Linux 6.6: it answers to nothing until it is bound to an IOMMU file. */
int zirq_vfio_device_bind(int device, int iommu);
/* Makes an address space with nothing in it: a container's state after SET_IOMMU. It lives as long as the file. */
int zirq_vfio_space_create(int iommu, uint32_t *number);
/* Puts the device into an address space of the file that it is bound to. */
int zirq_vfio_device_attach(int device, uint32_t space);

/* What a device is and has. */

struct zirq_vfio_device {
  uint32_t regions, interrupts;
  bool is_pci;
};
int zirq_vfio_device_info(int device, struct zirq_vfio_device *info);

struct zirq_vfio_interrupt {
  /* 0 where the device has none, whatever the flags say. */
  uint32_t count;
  /* The kernel masks it before it tells of it. */
  bool masks_itself;
};
/* EINVAL for an index that the device does not have. */
int zirq_vfio_interrupt_info(int device, uint32_t index, struct zirq_vfio_interrupt *info);

/* A region's description as the kernel writes it, for zirq_vfio_region_parse. room: of info, at least
 * ZIRQ_VFIO_REGION_INFO. needed: what the whole takes; with less room the chain of capabilities is missing. */
enum { ZIRQ_VFIO_REGION_INFO = 32 };
int zirq_vfio_region_info(int device, uint32_t index, void *info, size_t room, size_t *needed);

/* Interrupts. */

/* Gives `count` vectors from `start` on an eventfd each, -1 for a vector that tells nobody. The first call for an index
 * enables it with start + count vectors. ERANGE when the machine has fewer to give, with their number in available, and
 * nothing enabled. */
int zirq_vfio_set_events(
    int device, uint32_t index, uint32_t start, const int32_t *events, uint32_t count, uint32_t *available);
int zirq_vfio_disable(int device, uint32_t index);
/* ENOTTY for messages, which VFIO does not mask. */
int zirq_vfio_mask(int device, uint32_t index);
int zirq_vfio_unmask(int device, uint32_t index);
/* From now on a write to the eventfd unmasks. The kernel takes what is written. -1 ends it. */
int zirq_vfio_set_unmask_event(int device, uint32_t index, int32_t event);
/* Signals the vector's eventfd as the hardware would. Without effect, and 0, where it has none. */
int zirq_vfio_trigger(int device, uint32_t index, uint32_t vector);

/* Registers, at an offset of the device's file. EIO when fewer bytes were read than asked for. */
int zirq_vfio_read(int device, uint64_t offset, void *bytes, size_t size);

#endif
