#include "zirq-vfio-layout.h"

#include <errno.h>
#include <linux/pci_regs.h>
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

/* Configuration space is little-endian. */
static uint32_t number(const uint8_t *bytes, size_t count) {
  uint32_t value = 0;
  while (count-- > 0) {
    value = value << 8 | bytes[count];
  }
  return value;
}

enum { MSIX_CAPABILITY = 12, MSIX_ENTRY = 16 };

bool zirq_pci_msix_table(const uint8_t *config, size_t size, struct zirq_pci_msix_table *table) {
  if (size > 256) {
    size = 256;
  }
  if (size < PCI_STD_HEADER_SIZEOF || !(number(config + PCI_STATUS, 2) & PCI_STATUS_CAP_LIST)) {
    return false;
  }
  /* The two low bits of a pointer are reserved. There is room for 48 capabilities between the header and the end. */
  size_t offset = config[PCI_CAPABILITY_LIST] & ~3u;
  for (int left = 48; left > 0; left--) {
    if (offset < PCI_STD_HEADER_SIZEOF || size < MSIX_CAPABILITY || offset > size - MSIX_CAPABILITY) {
      return false;
    }
    if (config[offset + PCI_CAP_LIST_ID] == PCI_CAP_ID_MSIX) {
      uint32_t entries = (number(config + offset + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1;
      uint32_t place = number(config + offset + PCI_MSIX_TABLE, 4);
      *table = (struct zirq_pci_msix_table){
          .bar = place & PCI_MSIX_TABLE_BIR,
          .offset = place & PCI_MSIX_TABLE_OFFSET,
          .size = (uint64_t)entries * MSIX_ENTRY,
      };
      return table->bar <= 5;
    }
    offset = config[offset + PCI_CAP_LIST_NEXT] & ~3u;
  }
  return false;
}

bool zirq_pci_bar_is_port(const uint8_t *config, size_t size, uint32_t bar) {
  size_t offset = PCI_BASE_ADDRESS_0 + (size_t)bar * 4;
  return bar < 6 && offset < size && (config[offset] & PCI_BASE_ADDRESS_SPACE_IO);
}
