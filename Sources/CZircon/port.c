#include <string.h>

#include <zircon/syscalls.h>

#include "client.h"

_Static_assert(sizeof(zx_port_packet_t) == sizeof(zirq_wire_packet_t), "a packet travels byte for byte");

zx_status_t zx_port_create(uint32_t options, zx_handle_t* out) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_PORT_CREATE, .options = options};
  return zirq_call_handle(&request, out);
}

zx_status_t zx_port_queue(zx_handle_t handle, const zx_port_packet_t* packet) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_PORT_QUEUE, .handle = handle};
  if (packet != NULL)
    memcpy(&request.payload.packet, packet, sizeof(*packet));
  else
    request.options = ZIRQ_QUEUE_NULL_PACKET;
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_port_wait(zx_handle_t handle, zx_instant_mono_t deadline, zx_port_packet_t* packet) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_PORT_WAIT, .handle = handle};
  if (deadline != ZX_TIME_INFINITE && deadline <= zx_clock_get_monotonic()) {
    request.options = ZIRQ_WAIT_POLL;
    deadline = ZX_TIME_INFINITE;
  }
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_until(&request, &reply, deadline);
  // CANCELED comes with a packet too, which says whose hardware has gone.
  if (status != ZX_OK && status != ZX_ERR_CANCELED) return status;
  if (packet == NULL) return ZX_ERR_INVALID_ARGS;
  memcpy(packet, &reply.payload.packet, sizeof(*packet));
  return status;
}

zx_status_t zx_port_cancel(zx_handle_t handle, zx_handle_t source, uint64_t key) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_PORT_CANCEL, .handle = handle, .handle2 = source, .payload.key = key};
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_port_cancel_key(zx_handle_t handle, uint32_t options, uint64_t key) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_PORT_CANCEL_KEY, .handle = handle, .options = options, .payload.key = key};
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}
