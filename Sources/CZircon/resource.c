#include <string.h>

#include <zircon/syscalls.h>

#include "client.h"

_Static_assert(sizeof((zirq_wire_resource_t){0}.name) == ZX_MAX_NAME_LEN, "a name travels byte for byte");

zx_status_t zx_resource_create(zx_handle_t parent, uint32_t options, uint64_t base, size_t size, const char* name,
                               size_t name_size, zx_handle_t* out) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_RESOURCE_CREATE,
      .handle = parent,
      .options = options,
      .payload.resource = {.base = base, .size = size},
  };
  size_t length = name_size < ZX_MAX_NAME_LEN ? name_size : ZX_MAX_NAME_LEN - 1;
  if (length > 0 && name == NULL)
    request.handle2 = ZIRQ_RESOURCE_NULL_NAME;
  else if (length > 0)
    memcpy(request.payload.resource.name, name, length);
  return zirq_call_handle(&request, out);
}
