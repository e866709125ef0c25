/* A device of vfio-pci, through its IOMMU group and a container of its own.
 *
 * Source: Linux, Documentation/driver-api/vfio.rst and include/uapi/linux/vfio.h. */
#ifndef LAB_VFIO_H_
#define LAB_VFIO_H_

#include <linux/vfio.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vfio {
  int group;
  int container;
  int device;
};

/* Opens the device; fails the check when it cannot be. */
void vfio_open(struct vfio *vfio, const char *slot);
void vfio_close(struct vfio *vfio);

/* The steps of vfio_open() that a check looks at by themselves. 0, or what errno says. */
int vfio_group_open(const char *slot, int *group);
bool vfio_group_is_viable(int group);
int vfio_container_open(int group, int *container);

/* How many interrupts of a type the device has: VFIO_PCI_INTX_IRQ_INDEX and so on. */
unsigned vfio_interrupt_count(const struct vfio *vfio, unsigned type);
/* New eventfds for `count` vectors from 0 on, each signaled by its vector; -1 where `wanted` has no bit. Gives what the
 * kernel answers. */
int vfio_signal(const struct vfio *vfio, unsigned type, unsigned count, uint32_t wanted, int *signals);
void vfio_disable(const struct vfio *vfio, unsigned type);
void vfio_unmask_intx(const struct vfio *vfio);

void vfio_set_bus_master(const struct vfio *vfio, bool on);
volatile void *vfio_map(const struct vfio *vfio, unsigned region, size_t size);

/* How many signals there are; 0 when none came for that long. */
uint64_t vfio_signals(int signal, int milliseconds);

#endif
