#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zirq/zirq.h>

#include "client.h"

static uint64_t page_size(void) {
  return (uint64_t)sysconf(_SC_PAGESIZE);
}

static zx_status_t explain_mapping(uint32_t index, int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      zirq_explain("region %u: Linux does not let this process map it; is the kernel locked down, or the device node "
                   "without write permission?",
                   index);
      return ZX_ERR_ACCESS_DENIED;
    case ENOMEM:
      zirq_explain("region %u: no address space is left to map it into", index);
      return ZX_ERR_NO_MEMORY;
    default:
      zirq_explain("region %u: Linux refused to map it: %s", index, strerrordesc_np(error));
      return ZX_ERR_IO;
  }
}

/* Maps the pages from the first byte of the mapping to the last of the region; munmap() can then be told the same with
 * no more than address and size, as the region starts in the first page. */
static zx_status_t map(int descriptor, uint32_t index, const zirq_wire_region_t* region, void** out_address,
                       size_t* out_size) {
  uint64_t length;
  if (region->size == 0 || region->offset >= page_size() || region->map_offset % page_size() != 0 ||
      region->map_offset > INT64_MAX || __builtin_add_overflow(region->offset, region->size, &length) ||
      length > region->map_length || length > SIZE_MAX) {
    zirq_explain("region %u: zirqd described it in a way that cannot be; are zirqd and libzirq of one release?", index);
    return ZX_ERR_IO;
  }
  int protection = PROT_NONE;
  if (region->flags & ZIRQ_REGION_READ) protection |= PROT_READ;
  if (region->flags & ZIRQ_REGION_WRITE) protection |= PROT_WRITE;
  void* start = mmap(NULL, (size_t)length, protection, MAP_SHARED, descriptor, (off_t)region->map_offset);
  if (start == MAP_FAILED) return explain_mapping(index, errno);
  *out_address = (char*)start + region->offset;
  *out_size = (size_t)region->size;
  return ZX_OK;
}

zx_status_t zirq_region_map(zx_handle_t resource, uint32_t index, void** out_address, size_t* out_size) {
  if (out_address == NULL || out_size == NULL) {
    zirq_explain("zirq_region_map(): out_address and out_size must not be null");
    return ZX_ERR_INVALID_ARGS;
  }
  int error = errno;
  zirq_wire_request_t request = {.op = ZIRQ_OP_REGION_MAP, .handle = resource, .options = index};
  zirq_wire_reply_t reply;
  int descriptor;
  zx_status_t status = zirq_call_descriptor(&request, &reply, &descriptor);
  if (status == ZX_OK)
    status = map(descriptor, index, &reply.payload.region, out_address, out_size);
  else if (zirq_answered(&reply))
    zirq_explain("region %u: zirqd cannot map it: %s", index, zx_status_get_string(status));
  if (descriptor != ZIRQ_NO_DESCRIPTOR) close(descriptor);
  errno = error;
  return status;
}

zx_status_t zirq_region_unmap(void* address, size_t size) {
  uintptr_t offset = (uintptr_t)address % page_size();
  size_t length;
  int error = errno;
  bool unmapped = address != NULL && size != 0 && !__builtin_add_overflow(size, offset, &length) &&
                  munmap((char*)address - offset, length) == 0;
  errno = error;
  if (unmapped) return ZX_OK;
  zirq_explain("zirq_region_unmap(): there can be no mapping of %zu bytes at %p", size, address);
  return ZX_ERR_INVALID_ARGS;
}
