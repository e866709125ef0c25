#include <string.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zirq/zirq.h>

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

static zx_status_t wait_for_packet(zx_handle_t handle, zirq_wait_t* wait, zx_port_packet_t* packet,
                                   zirq_wire_reply_t* reply) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_PORT_WAIT, .handle = handle};
  zx_status_t status = zirq_call_wait(&request, reply, wait);
  /* CANCELED comes with a packet too, which says whose hardware has gone. */
  if (status != ZX_OK && status != ZX_ERR_CANCELED) return status;
  if (packet == NULL) return ZX_ERR_INVALID_ARGS;
  memcpy(packet, &reply->payload.packet, sizeof(*packet));
  return status;
}

zx_status_t zx_port_wait(zx_handle_t handle, zx_instant_mono_t deadline, zx_port_packet_t* packet) {
  zirq_wait_t wait = {.deadline = deadline, .stop_fd = ZIRQ_NO_DESCRIPTOR};
  zirq_wire_reply_t reply;
  return wait_for_packet(handle, &wait, packet, &reply);
}

zx_status_t zirq_port_wait(zx_handle_t port, zx_instant_mono_t deadline, int stop_fd, zx_port_packet_t* packet) {
  zirq_wait_t wait = {.deadline = deadline, .stop_fd = stop_fd};
  zirq_wire_reply_t reply;
  zx_status_t status = wait_for_packet(port, &wait, packet, &reply);
  if (status == ZX_ERR_TIMED_OUT && wait.stopped) status = ZX_ERR_STOP;
  if (status != ZX_OK && zirq_answered(&reply))
    zirq_explain("waiting on port %#x ended: %s", port, zx_status_get_string(status));
  return status;
}

zx_status_t zx_port_cancel(zx_handle_t handle, zx_handle_t source, uint64_t key) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_PORT_CANCEL, .handle = handle, .handle2 = source};
  request.payload.key = key;
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_port_cancel_key(zx_handle_t handle, uint32_t options, uint64_t key) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_PORT_CANCEL_KEY, .handle = handle, .options = options};
  request.payload.key = key;
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}
