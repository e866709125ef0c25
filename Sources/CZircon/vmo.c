#include <unistd.h>

#include <zircon/syscalls.h>

#include "client.h"

uint32_t zx_system_get_page_size(void) {
  return (uint32_t)sysconf(_SC_PAGESIZE);
}

zx_status_t zx_vmo_create_physical(zx_handle_t resource, zx_paddr_t paddr, size_t size, zx_handle_t* out) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_VMO_CREATE_PHYSICAL, .handle = resource, .payload.range = {.base = paddr, .size = size}};
  return zirq_call_handle(&request, out);
}

zx_status_t zx_vmo_get_size(zx_handle_t handle, uint64_t* size) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_VMO_GET_SIZE, .handle = handle};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(&request, &reply);
  if (status != ZX_OK) return status;
  if (size == NULL) return ZX_ERR_INVALID_ARGS;
  *size = reply.payload.range.size;
  return ZX_OK;
}

zx_status_t zx_vmo_set_cache_policy(zx_handle_t handle, uint32_t cache_policy) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_VMO_SET_CACHE_POLICY, .handle = handle, .options = cache_policy};
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}
