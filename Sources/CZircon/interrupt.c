#include <zircon/syscalls.h>

#include "client.h"

zx_status_t zx_interrupt_create(zx_handle_t src_obj, uint32_t src_num, uint32_t options, zx_handle_t* out_handle) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_INTERRUPT_CREATE, .handle = src_obj, .handle2 = src_num, .options = options};
  return zirq_call_handle_with_reason(&request, out_handle);
}

zx_status_t zx_interrupt_bind(zx_handle_t handle, zx_handle_t port_handle, uint64_t key, uint32_t options) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_INTERRUPT_BIND, .handle = handle, .handle2 = port_handle, .options = options};
  request.payload.key = key;
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_interrupt_ack(zx_handle_t handle) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_INTERRUPT_ACK, .handle = handle};
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_interrupt_wait(zx_handle_t handle, zx_time_t* out_timestamp) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_INTERRUPT_WAIT, .handle = handle};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(&request, &reply);
  if (status == ZX_OK && out_timestamp != NULL) *out_timestamp = reply.payload.timestamp;
  return status;
}

zx_status_t zx_interrupt_destroy(zx_handle_t handle) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_INTERRUPT_DESTROY, .handle = handle};
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_interrupt_trigger(zx_handle_t handle, uint32_t options, zx_time_t timestamp) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_INTERRUPT_TRIGGER, .handle = handle, .options = options};
  request.payload.timestamp = timestamp;
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}
