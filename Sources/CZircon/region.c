#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zirq/zirq.h>

#include "client.h"

static zx_status_t explain_mapping(const char* what, int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      zirq_explain("%s: Linux does not let this process map it; is the kernel locked down, or the device node without "
                   "write permission?",
                   what);
      return ZX_ERR_ACCESS_DENIED;
    case ENOMEM:
      zirq_explain("%s: no address space is left to map it into", what);
      return ZX_ERR_NO_MEMORY;
    default:
      zirq_explain("%s: Linux refused to map it: %s", what, strerrordesc_np(error));
      return ZX_ERR_IO;
  }
}

/* Bytes of the mapping: where the registers are, and what must not be mapped. Empty: start == end. */
struct bytes {
  uint64_t start;
  uint64_t end;
};

/* False: the daemon's description is of no mapping that there can be. */
static bool read_region(const zirq_wire_region_t* region, struct bytes* registers, struct bytes* hole) {
  uint64_t page = zx_system_get_page_size(), end;
  registers->start = region->offset;
  if (region->size == 0 || region->map_offset % page != 0 || region->map_length > SIZE_MAX ||
      __builtin_add_overflow(region->map_offset, region->map_length, &end) || end > INT64_MAX ||
      __builtin_add_overflow(region->offset, region->size, &registers->end) || registers->end > region->map_length)
    return false;
  /* 32 bits each, and at most 64 KiB for a page: neither product overflows. */
  hole->start = region->hole_pages > 0 ? region->hole_page * page : 0;
  hole->end = hole->start + region->hole_pages * page;
  return region->hole_pages == 0 ? region->hole_page == 0 : hole->end <= (region->map_length + page - 1) / page * page;
}

/* Maps the pages from start's byte `from` to `to` from the file, in place of what is there. */
static bool map_part(char* start, uint64_t from, uint64_t to, int protection, int descriptor, uint64_t offset) {
  return from >= to || mmap(start + from, (size_t)(to - from), protection, MAP_SHARED | MAP_FIXED, descriptor,
                            (off_t)(offset + from)) != MAP_FAILED;
}

/* Address space that nothing else can come to lie in is taken first, and the parts on both sides of the hole are mapped
 * over it. One munmap() of all of it ends both. */
static void* map_around(const struct bytes* hole, uint64_t length, int protection, int descriptor, uint64_t offset) {
  char* start = mmap(NULL, (size_t)length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) return MAP_FAILED;
  uint64_t before = hole->start < length ? hole->start : length;
  if (map_part(start, 0, before, protection, descriptor, offset) &&
      map_part(start, hole->end, length, protection, descriptor, offset))
    return start;
  int error = errno;
  munmap(start, (size_t)length);
  errno = error;
  return MAP_FAILED;
}

/* The pages before the region's first are mapped too, and unmapped at once: the offset of a UIO node's mmap() is the
 * number of a map, and no place in it. munmap() of the rest needs no more than address and size then. Source: Linux,
 * drivers/uio/uio.c, uio_mmap(). */
zx_status_t zirq_map_region(int descriptor, const zirq_wire_reply_t* reply, void* context) {
  zirq_mapping_t* mapping = context;
  const zirq_wire_region_t* region = &reply->payload.region;
  if (reply->status != ZX_OK) {
    if (!zirq_is_explained())
      zirq_explain("%s: zirqd cannot map it: %s", mapping->what, zx_status_get_string(reply->status));
    return reply->status;
  }
  struct bytes registers, hole;
  if (!read_region(region, &registers, &hole)) {
    zirq_explain("%s: zirqd described it in a way that cannot be; are zirqd and libzirq of one release?",
                 mapping->what);
    return ZX_ERR_IO;
  }
  if (hole.start <= registers.start && registers.end <= hole.end) {
    zirq_explain("%s: all of it is what the kernel keeps to itself, such as the table of the device's MSI-X messages",
                 mapping->what);
    return ZX_ERR_ACCESS_DENIED;
  }
  int protection = PROT_NONE;
  if (region->flags & ZIRQ_REGION_READ) protection |= PROT_READ;
  if (region->flags & ZIRQ_REGION_WRITE) protection |= PROT_WRITE;
  void* start = hole.start == hole.end
                    ? mmap(NULL, (size_t)registers.end, protection, MAP_SHARED, descriptor, (off_t)region->map_offset)
                    : map_around(&hole, registers.end, protection, descriptor, region->map_offset);
  if (start == MAP_FAILED) return explain_mapping(mapping->what, errno);
  if ((region->flags & ZIRQ_REGION_NO_FORK) && madvise(start, (size_t)registers.end, MADV_DONTFORK) < 0) {
    int error = errno;
    munmap(start, (size_t)registers.end);
    return explain_mapping(mapping->what, error);
  }
  size_t before = (size_t)(registers.start - registers.start % zx_system_get_page_size());
  if (before > 0) munmap(start, before);
  mapping->address = (char*)start + registers.start;
  mapping->size = (size_t)region->size;
  return ZX_OK;
}

zx_status_t zirq_region_map(zx_handle_t resource, uint32_t index, void** out_address, size_t* out_size) {
  if (out_address == NULL || out_size == NULL) {
    zirq_explain("zirq_region_map(): out_address and out_size must not be null");
    return ZX_ERR_INVALID_ARGS;
  }
  zirq_wire_request_t request = {.op = ZIRQ_OP_REGION_MAP, .handle = resource, .options = index};
  zirq_mapping_t mapping;
  snprintf(mapping.what, sizeof(mapping.what), "region %u", index);
  zx_status_t status = zirq_call_descriptor(&request, zirq_map_region, &mapping);
  if (status != ZX_OK) return status;
  *out_address = mapping.address;
  *out_size = mapping.size;
  return ZX_OK;
}

zx_status_t zirq_region_open(zx_handle_t resource, uint32_t index, zx_handle_t* out_mmio) {
  if (out_mmio == NULL) {
    zirq_explain("zirq_region_open(): out_mmio must not be null");
    return ZX_ERR_INVALID_ARGS;
  }
  zirq_wire_request_t request = {.op = ZIRQ_OP_REGION_OPEN, .handle = resource, .options = index};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_with_reason(&request, &reply);
  if (status == ZX_OK)
    *out_mmio = reply.handle;
  else if (!zirq_is_explained())
    zirq_explain("region %u: zirqd cannot open it: %s", index, zx_status_get_string(status));
  return status;
}

zx_status_t zirq_region_unmap(void* address, size_t size) {
  uintptr_t offset = (uintptr_t)address % zx_system_get_page_size();
  uintptr_t end;
  int error = errno;
  bool unmapped = address != NULL && size != 0 && !__builtin_add_overflow((uintptr_t)address, size, &end) &&
                  munmap((char*)address - offset, size + offset) == 0;
  errno = error;
  if (unmapped) return ZX_OK;
  zirq_explain("zirq_region_unmap(): there can be no mapping of %zu bytes at %p", size, address);
  return ZX_ERR_INVALID_ARGS;
}
