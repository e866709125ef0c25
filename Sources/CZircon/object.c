#include <string.h>

#include <zircon/syscalls.h>

#include "client.h"

zx_status_t zx_object_get_info(zx_handle_t handle, uint32_t topic, void* buffer, size_t buffer_size, size_t* actual,
                               size_t* avail) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_OBJECT_GET_INFO, .handle = handle, .options = topic};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(&request, &reply);
  if (status != ZX_OK || topic == ZX_INFO_HANDLE_VALID) return status;

  /* Every other topic has one record. The daemon does not see the buffer, so what follows is for the client to say. */
  size_t size = reply.value;
  if (size > sizeof(reply.payload.info)) return zirq_call_broke_rules();
  bool fits = buffer_size >= size;
  if (fits) {
    if (buffer == NULL) return ZX_ERR_INVALID_ARGS;
    memcpy(buffer, reply.payload.info, size);
  }
  if (actual != NULL) *actual = fits ? 1 : 0;
  if (avail != NULL) *avail = 1;
  return fits ? ZX_OK : ZX_ERR_BUFFER_TOO_SMALL;
}
