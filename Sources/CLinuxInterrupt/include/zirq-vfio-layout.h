/* What VFIO writes about a device's regions, read without trust: no offset in it leads out of it. Source: Linux,
 * include/uapi/linux/vfio.h.
 *
 * C because the kernel's structures are chained by offsets into the buffer. Plain functions of their bytes.
 */
#ifndef ZIRQ_VFIO_LAYOUT_H_
#define ZIRQ_VFIO_LAYOUT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zirq_vfio_region {
  uint64_t size;
  /* In the device's file. */
  uint64_t offset;
  bool is_readable, is_writable, is_mappable;
  /* Only its areas can be mapped. */
  bool is_sparse;
  uint32_t areas;
};

/* info: as zirq_vfio_region_info fills it. EINVAL when it is shorter than its fixed part, or a capability of it does
 * not lie within it, or they go round in a circle. */
int zirq_vfio_region_parse(const void *info, size_t size, struct zirq_vfio_region *region);

/* One of the areas of a sparse region, in bytes of the region. false when there is no such area. */
struct zirq_vfio_area {
  uint64_t offset, size;
};
bool zirq_vfio_region_area(const void *info, size_t size, uint32_t number, struct zirq_vfio_area *area);

#endif
