#include <zircon/syscalls.h>

#include "client.h"

/* Only these say what the objects assert. */
static bool has_observed(zx_status_t status) {
  return status == ZX_OK || status == ZX_ERR_TIMED_OUT || status == ZX_ERR_CANCELED;
}

zx_status_t zx_object_wait_one(zx_handle_t handle, zx_signals_t signals, zx_instant_mono_t deadline,
                               zx_signals_t* observed) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_OBJECT_WAIT_ONE, .handle = handle, .handle2 = signals};
  zirq_wait_t wait = {.deadline = deadline, .stop_fd = ZIRQ_NO_DESCRIPTOR};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_wait(&request, &reply, &wait);
  if (has_observed(status) && observed != NULL) *observed = reply.value;
  return status;
}

zx_status_t zx_object_wait_async(zx_handle_t handle, zx_handle_t port, uint64_t key, zx_signals_t signals,
                                 uint32_t options) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_OBJECT_WAIT_ASYNC,
      .handle = handle,
      .handle2 = port,
      .options = options,
      .payload.wait_async = {.key = key, .signals = signals},
  };
  zirq_wire_reply_t reply;
  return zirq_call(&request, &reply);
}

/* ---- zx_object_wait_many(): as many frames as the items need, zirq-wire.h says which. ---- */

struct wait_many {
  zx_wait_item_t* items;
  size_t count;
  zirq_wait_t wait;
};

static size_t min(size_t a, size_t b) {
  return a < b ? a : b;
}

static void put_items(const struct wait_many* many, size_t first, zirq_wire_request_t* request) {
  size_t end = min(many->count, first + ZIRQ_WIRE_WAIT_ITEMS);
  for (size_t i = first; i < end; i++)
    request->payload.items[i - first] =
        (zirq_wire_wait_item_t){.handle = many->items[i].handle, .signals = many->items[i].waitfor};
}

static void take_pending(const struct wait_many* many, size_t first, const zirq_wire_reply_t* reply) {
  size_t end = min(many->count, first + ZIRQ_WIRE_PENDING);
  for (size_t i = first; i < end; i++) many->items[i].pending = reply->payload.pending[i - first];
}

static bool talk_of_many(zirq_channel_t* channel, zirq_wire_reply_t* reply, void* context) {
  struct wait_many* many = context;
  size_t first = 0;
  for (; many->count <= ZX_WAIT_MANY_MAX_ITEMS && many->count - first > ZIRQ_WIRE_WAIT_ITEMS;
       first += ZIRQ_WIRE_WAIT_ITEMS) {
    zirq_wire_request_t request = {.op = ZIRQ_OP_OBJECT_WAIT_ITEMS, .handle = (uint32_t)first};
    put_items(many, first, &request);
    if (!zirq_channel_exchange(channel, &request, reply, NULL, NULL)) return false;
    if (reply->status != ZX_OK) return true;
  }

  zirq_wire_request_t request = {.op = ZIRQ_OP_OBJECT_WAIT_MANY, .handle = (uint32_t)min(many->count, UINT32_MAX)};
  if (many->count <= ZX_WAIT_MANY_MAX_ITEMS) put_items(many, first, &request);
  zirq_wait_begin(&many->wait, &request);
  if (!zirq_channel_exchange(channel, &request, reply, &many->wait, NULL)) return false;
  if (!has_observed(reply->status)) return true;

  zx_status_t status = reply->status;
  take_pending(many, 0, reply);
  for (first = ZIRQ_WIRE_PENDING; first < many->count; first += ZIRQ_WIRE_PENDING) {
    zirq_wire_request_t rest = {.op = ZIRQ_OP_OBJECT_WAIT_PENDING, .handle = (uint32_t)first};
    if (!zirq_channel_exchange(channel, &rest, reply, NULL, NULL)) return false;
    take_pending(many, first, reply);
  }
  reply->status = status;
  return true;
}

zx_status_t zx_object_wait_many(zx_wait_item_t* items, size_t num_items, zx_instant_mono_t deadline) {
  if (items == NULL && num_items != 0 && num_items <= ZX_WAIT_MANY_MAX_ITEMS) return ZX_ERR_INVALID_ARGS;
  struct wait_many many = {
      .items = items, .count = num_items, .wait = {.deadline = deadline, .stop_fd = ZIRQ_NO_DESCRIPTOR}};
  zirq_wire_reply_t reply;
  return zirq_call_talk(talk_of_many, &many, &reply);
}
