#include "zirq-vfio-layout.h"

#include <errno.h>
#include <linux/vfio.h>
#include <string.h>

/* A chain cannot be longer than there are headers in the buffer; one that is goes round in a circle. */
static int find_capability(const uint8_t *info, size_t size, uint32_t first, uint16_t id, uint32_t *found) {
  size_t limit = size / sizeof(struct vfio_info_cap_header);
  *found = 0;
  for (uint32_t offset = first; offset != 0; limit--) {
    struct vfio_info_cap_header header;
    if (limit == 0 || offset < sizeof(struct vfio_region_info) || offset > size || size - offset < sizeof(header)) {
      return EINVAL;
    }
    memcpy(&header, info + offset, sizeof(header));
    if (header.id == id) {
      *found = offset;
      return 0;
    }
    offset = header.next;
  }
  return 0;
}

/* sparse: where the capability lies, or 0. */
static int parse(const uint8_t *info, size_t size, struct zirq_vfio_region *region, uint32_t *sparse) {
  struct vfio_region_info fixed;
  *sparse = 0;
  if (size < sizeof(fixed)) {
    return EINVAL;
  }
  memcpy(&fixed, info, sizeof(fixed));
  *region = (struct zirq_vfio_region){
      .size = fixed.size,
      .offset = fixed.offset,
      .is_readable = fixed.flags & VFIO_REGION_INFO_FLAG_READ,
      .is_writable = fixed.flags & VFIO_REGION_INFO_FLAG_WRITE,
      .is_mappable = fixed.flags & VFIO_REGION_INFO_FLAG_MMAP,
  };
  if (!(fixed.flags & VFIO_REGION_INFO_FLAG_CAPS)) {
    return 0;
  }
  int error = find_capability(info, size, fixed.cap_offset, VFIO_REGION_INFO_CAP_SPARSE_MMAP, sparse);
  if (error != 0 || *sparse == 0) {
    return error;
  }
  struct vfio_region_info_cap_sparse_mmap capability;
  if (size - *sparse < sizeof(capability)) {
    return EINVAL;
  }
  memcpy(&capability, info + *sparse, sizeof(capability));
  if (capability.nr_areas > (size - *sparse - sizeof(capability)) / sizeof(struct vfio_region_sparse_mmap_area)) {
    return EINVAL;
  }
  region->is_sparse = true;
  region->areas = capability.nr_areas;
  return 0;
}

int zirq_vfio_region_parse(const void *info, size_t size, struct zirq_vfio_region *region) {
  uint32_t sparse;
  return parse(info, size, region, &sparse);
}

bool zirq_vfio_region_area(const void *info, size_t size, uint32_t number, struct zirq_vfio_area *area) {
  struct zirq_vfio_region region;
  uint32_t sparse;
  if (parse(info, size, &region, &sparse) != 0 || number >= region.areas) {
    return false;
  }
  struct vfio_region_sparse_mmap_area found;
  size_t offset = sparse + sizeof(struct vfio_region_info_cap_sparse_mmap) + number * sizeof(found);
  memcpy(&found, (const uint8_t *)info + offset, sizeof(found));
  *area = (struct zirq_vfio_area){.offset = found.offset, .size = found.size};
  return true;
}
