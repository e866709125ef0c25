#include <zircon/syscalls.h>

#include "client.h"

zx_status_t zx_msi_allocate(zx_handle_t resource, uint32_t count, zx_handle_t* out) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_MSI_ALLOCATE, .handle = resource, .options = count};
  return zirq_call_handle(&request, out);
}

zx_status_t zx_msi_create(zx_handle_t handle, uint32_t options, uint32_t msi_id, zx_handle_t vmo, size_t vmo_offset,
                          zx_handle_t* out) {
  (void)vmo_offset; /* a place in the device's table, which is Linux's to fill */
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_MSI_CREATE,
      .handle = handle,
      .handle2 = vmo,
      .options = options,
      .payload.msi.id = msi_id,
  };
  return zirq_call_handle_with_reason(&request, out);
}
