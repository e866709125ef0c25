#include <string.h>

#include <zircon/syscalls.h>

#include "client.h"

static zx_info_resource_t resource_record(const zirq_wire_reply_t* reply) {
  const zirq_wire_resource_t* resource = &reply->payload.resource;
  zx_info_resource_t record = {
      .kind = reply->handle & 0xffff,
      .flags = reply->handle & 0xffff0000,
      .base = resource->base,
      .size = resource->size,
  };
  memcpy(record.name, resource->name, sizeof(record.name));
  return record;
}

zx_status_t zx_object_get_info(zx_handle_t handle, uint32_t topic, void* buffer, size_t buffer_size, size_t* actual,
                               size_t* avail) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_OBJECT_GET_INFO, .handle = handle, .options = topic};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(&request, &reply);
  if (status != ZX_OK || topic == ZX_INFO_HANDLE_VALID) return status;

  /* Every other topic has one record. The daemon does not see the buffer, so what follows is for the client to say. */
  zx_info_resource_t resource;
  const void* record = reply.payload.info;
  size_t size = reply.value;
  if (topic == ZX_INFO_RESOURCE) {
    resource = resource_record(&reply);
    record = &resource;
    size = sizeof(resource);
  } else if (size > sizeof(reply.payload.info)) {
    return zirq_call_broke_rules();
  }
  bool fits = buffer_size >= size;
  if (fits) {
    if (buffer == NULL) return ZX_ERR_INVALID_ARGS;
    memcpy(buffer, record, size);
  }
  if (actual != NULL) *actual = fits ? 1 : 0;
  if (avail != NULL) *avail = 1;
  return fits ? ZX_OK : ZX_ERR_BUFFER_TOO_SMALL;
}

/* The one property that the daemon knows is the name. */
zx_status_t zx_object_get_property(zx_handle_t handle, uint32_t property, void* value, size_t value_size) {
  if (value == NULL) return ZX_ERR_INVALID_ARGS;
  zirq_wire_request_t request = {.op = ZIRQ_OP_OBJECT_GET_PROPERTY,
                                 .handle = handle,
                                 .handle2 = property,
                                 .options = value_size < UINT32_MAX ? (uint32_t)value_size : UINT32_MAX};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(&request, &reply);
  if (status != ZX_OK) return status;
  if (value_size < ZX_MAX_NAME_LEN) return zirq_call_broke_rules();
  memcpy(value, reply.payload.name, ZX_MAX_NAME_LEN);
  return ZX_OK;
}

zx_status_t zx_object_set_property(zx_handle_t handle, uint32_t property, const void* value, size_t value_size) {
  if (value == NULL) return ZX_ERR_INVALID_ARGS;
  zirq_wire_request_t request = {.op = ZIRQ_OP_OBJECT_SET_PROPERTY, .handle = handle, .handle2 = property};
  memcpy(request.payload.name, value, value_size < ZX_MAX_NAME_LEN ? value_size : ZX_MAX_NAME_LEN - 1);
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

static zx_status_t signal_object(uint32_t op, zx_handle_t handle, uint32_t clear_mask, uint32_t set_mask) {
  zirq_wire_request_t request = {.op = op, .handle = handle, .handle2 = clear_mask, .options = set_mask};
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

zx_status_t zx_object_signal(zx_handle_t handle, uint32_t clear_mask, uint32_t set_mask) {
  return signal_object(ZIRQ_OP_OBJECT_SIGNAL, handle, clear_mask, set_mask);
}

zx_status_t zx_object_signal_peer(zx_handle_t handle, uint32_t clear_mask, uint32_t set_mask) {
  return signal_object(ZIRQ_OP_OBJECT_SIGNAL_PEER, handle, clear_mask, set_mask);
}
