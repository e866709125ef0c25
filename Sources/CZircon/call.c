#include <errno.h>
#include <pthread.h>

#include <zircon/syscalls.h>

#include "client.h"

/* A signal handler calls while its thread is in a call. The thread's channel is taken, and malloc() is not allowed here,
 * so the call has a channel of its own that lasts as long as itself. */
static zx_status_t call_from_handler(const zirq_channel_t* taken, const zirq_wire_request_t* request,
                                     zirq_wire_reply_t* reply, zx_time_t deadline, int* descriptor) {
  zirq_channel_t channel;
  zx_status_t status = zirq_session_open_for_handler(taken, &channel);
  if (status != ZX_OK) return status;
  bool answered = zirq_channel_exchange(&channel, request, reply, deadline, descriptor);
  zirq_session_close_for_handler(&channel);
  if (answered) return reply->status;
  reply->op = 0;
  return zirq_explain_lost(&channel.session);
}

static zx_status_t call(const zirq_wire_request_t* request, zirq_wire_reply_t* reply, zx_time_t deadline,
                        int* descriptor) {
  zirq_channel_t* channel;
  zx_status_t status = zirq_session_channel(&channel);
  if (status != ZX_OK) return status;
  if (channel->call != NULL) return call_from_handler(channel, request, reply, deadline, descriptor);
  if (!zirq_channel_exchange(channel, request, reply, deadline, descriptor)) {
    reply->op = 0;
    return zirq_session_break(channel->session.number);
  }
  return reply->status;
}

/* Linux has errno and cancellation, Zircon has neither: a call leaves both as they were. */
static zx_status_t call_quietly(const zirq_wire_request_t* request, zirq_wire_reply_t* reply, zx_time_t deadline,
                                int* descriptor) {
  int error = errno;
  int cancelable;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelable);
  reply->op = 0;
  if (descriptor != NULL) *descriptor = ZIRQ_NO_DESCRIPTOR;
  zx_status_t status = call(request, reply, deadline, descriptor);
  pthread_setcancelstate(cancelable, &cancelable);
  errno = error;
  return status;
}

zx_status_t zirq_call(const zirq_wire_request_t* request, zirq_wire_reply_t* reply) {
  return call_quietly(request, reply, ZX_TIME_INFINITE, NULL);
}

zx_status_t zirq_call_until(const zirq_wire_request_t* request, zirq_wire_reply_t* reply, zx_time_t deadline) {
  return call_quietly(request, reply, deadline, NULL);
}

zx_status_t zirq_call_descriptor(const zirq_wire_request_t* request, zirq_wire_reply_t* reply, int* descriptor) {
  return call_quietly(request, reply, ZX_TIME_INFINITE, descriptor);
}

bool zirq_answered(const zirq_wire_reply_t* reply) {
  return reply->op != 0;
}

zx_status_t zirq_call_handle(const zirq_wire_request_t* request, zx_handle_t* out) {
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(request, &reply);
  if (status != ZX_OK) return status;
  if (out == NULL) {
    zx_handle_close(reply.handle);
    return ZX_ERR_INVALID_ARGS;
  }
  *out = reply.handle;
  return ZX_OK;
}

zx_status_t zirq_call_broke_rules(void) {
  zirq_channel_t* channel;
  zx_status_t status = zirq_session_channel(&channel);
  return status == ZX_OK ? zirq_session_break(channel->session.number) : status;
}
