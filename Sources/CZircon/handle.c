#include <zircon/syscalls.h>

#include "client.h"

zx_status_t zx_handle_close(zx_handle_t handle) {
  if (handle == ZX_HANDLE_INVALID) return ZX_OK;
  zirq_wire_request_t request = {.op = ZIRQ_OP_HANDLE_CLOSE, .handle = handle};
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_handle_close_many(const zx_handle_t* handles, size_t num_handles) {
  if (handles == NULL && num_handles != 0) return ZX_ERR_INVALID_ARGS;
  zx_status_t result = ZX_OK;
  for (size_t i = 0; i < num_handles; i++) {
    zx_status_t status = zx_handle_close(handles[i]);
    if (result == ZX_OK) result = status;
  }
  return result;
}

zx_status_t zx_handle_duplicate(zx_handle_t handle, zx_rights_t rights, zx_handle_t* out) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_HANDLE_DUPLICATE, .handle = handle, .options = rights};
  return zirq_call_handle(&request, out);
}

zx_status_t zx_handle_replace(zx_handle_t handle, zx_rights_t rights, zx_handle_t* out) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_HANDLE_REPLACE, .handle = handle, .options = rights};
  return zirq_call_handle(&request, out);
}
