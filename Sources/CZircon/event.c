#include <zircon/syscalls.h>

#include "client.h"

zx_status_t zx_event_create(uint32_t options, zx_handle_t* out) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_EVENT_CREATE, .options = options};
  return zirq_call_handle(&request, out);
}
