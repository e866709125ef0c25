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

/* The pages before the region's first are mapped too, and unmapped at once: the offset of a UIO node's mmap() is the
 * number of a map, and no place in it. munmap() of the rest needs no more than address and size then. Source: Linux,
 * drivers/uio/uio.c, uio_mmap(). */
zx_status_t zirq_map_region(int descriptor, const zirq_wire_reply_t* reply, void* context) {
  zirq_mapping_t* mapping = context;
  const zirq_wire_region_t* region = &reply->payload.region;
  if (reply->status != ZX_OK) {
    zirq_explain("%s: zirqd cannot map it: %s", mapping->what, zx_status_get_string(reply->status));
    return reply->status;
  }
  uint64_t length;
  if (region->size == 0 || region->map_offset % zx_system_get_page_size() != 0 || region->map_offset > INT64_MAX ||
      __builtin_add_overflow(region->offset, region->size, &length) || length > region->map_length ||
      length > SIZE_MAX) {
    zirq_explain("%s: zirqd described it in a way that cannot be; are zirqd and libzirq of one release?",
                 mapping->what);
    return ZX_ERR_IO;
  }
  int protection = PROT_NONE;
  if (region->flags & ZIRQ_REGION_READ) protection |= PROT_READ;
  if (region->flags & ZIRQ_REGION_WRITE) protection |= PROT_WRITE;
  void* start = mmap(NULL, (size_t)length, protection, MAP_SHARED, descriptor, (off_t)region->map_offset);
  if (start == MAP_FAILED) return explain_mapping(mapping->what, errno);
  size_t before = (size_t)(region->offset - region->offset % zx_system_get_page_size());
  if (before > 0) munmap(start, before);
  mapping->address = (char*)start + region->offset;
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
  zx_status_t status = zirq_call(&request, &reply);
  if (status == ZX_OK)
    *out_mmio = reply.handle;
  else if (zirq_answered(&reply))
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
