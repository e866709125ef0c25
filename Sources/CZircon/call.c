#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <zircon/syscalls.h>

#include "client.h"

/* While channel->call is set, a signal handler of this thread takes another channel. */
static bool talk_on(zirq_channel_t* channel, zirq_talk_t* talk, void* context, zirq_wire_reply_t* reply) {
  channel->call = __builtin_frame_address(0);
  bool answered = talk(channel, reply, context);
  channel->call = NULL;
  if (!answered) reply->op = 0;
  return answered;
}

/* A signal handler calls while its thread is in a call. The thread's channel is taken, and malloc() is not allowed here,
 * so the call has a channel of its own that lasts as long as itself. */
static zx_status_t call_from_handler(const zirq_channel_t* taken, zirq_talk_t* talk, void* context,
                                     zirq_wire_reply_t* reply) {
  zirq_channel_t channel;
  zx_status_t status = zirq_session_open_for_handler(taken, &channel);
  if (status != ZX_OK) return status;
  bool answered = talk_on(&channel, talk, context, reply);
  zirq_session_close_for_handler(&channel);
  return answered ? reply->status : zirq_explain_lost(&channel.session);
}

static zx_status_t call(zirq_talk_t* talk, void* context, zirq_wire_reply_t* reply) {
  zirq_channel_t* channel;
  zx_status_t status = zirq_session_channel(&channel);
  if (status != ZX_OK) return status;
  if (channel->call != NULL) return call_from_handler(channel, talk, context, reply);
  if (!talk_on(channel, talk, context, reply)) return zirq_session_break(channel->session.number);
  return reply->status;
}

/* Linux has errno and cancellation, Zircon has neither: a call leaves both as they were, whatever talk() does. */
zx_status_t zirq_call_talk(zirq_talk_t* talk, void* context, zirq_wire_reply_t* reply) {
  int error = errno;
  int cancelable;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelable);
  reply->op = 0;
  zx_status_t status = call(talk, context, reply);
  pthread_setcancelstate(cancelable, &cancelable);
  errno = error;
  return status;
}

/* A call of one exchange. */
struct exchange {
  const zirq_wire_request_t* request;
  zirq_wait_t* wait;
  zirq_use_t* use;
  void* context;
};

static bool exchange(zirq_channel_t* channel, zirq_wire_reply_t* reply, void* context) {
  const struct exchange* call = context;
  return zirq_channel_exchange(channel, call->request, reply, call->wait, NULL);
}

/* What the daemon says of the request that it has just refused, or "", becomes the text of zirq_error(). */
static bool fetch_reason(zirq_channel_t* channel) {
  char text[ZIRQ_WIRE_REASON_SIZE];
  size_t have = 0, length;
  do {
    zirq_wire_request_t request = {.op = ZIRQ_OP_REASON, .options = (uint32_t)have};
    zirq_wire_reply_t reply;
    if (!zirq_channel_exchange(channel, &request, &reply, NULL, NULL) || reply.status != ZX_OK) return false;
    length = reply.value;
    if (length < have || length >= sizeof(text)) return false;
    size_t part = length - have < sizeof(reply.payload.text) ? length - have : sizeof(reply.payload.text);
    memcpy(text + have, reply.payload.text, part);
    have += part;
  } while (have < length);
  text[have] = '\0';
  zirq_explain("%s", text);
  return true;
}

static bool exchange_with_reason(zirq_channel_t* channel, zirq_wire_reply_t* reply, void* context) {
  return exchange(channel, reply, context) && (reply->status == ZX_OK || fetch_reason(channel));
}

static bool exchange_for_descriptor(zirq_channel_t* channel, zirq_wire_reply_t* reply, void* context) {
  const struct exchange* call = context;
  int descriptor = ZIRQ_NO_DESCRIPTOR;
  if (!zirq_channel_exchange(channel, call->request, reply, NULL, &descriptor)) return false;
  if (reply->status != ZX_OK && !fetch_reason(channel)) {
    if (descriptor != ZIRQ_NO_DESCRIPTOR) close(descriptor);
    return false;
  }
  reply->status = call->use(descriptor, reply, call->context);
  if (descriptor != ZIRQ_NO_DESCRIPTOR) close(descriptor);
  return true;
}

zx_status_t zirq_call(const zirq_wire_request_t* request, zirq_wire_reply_t* reply) {
  struct exchange call = {.request = request};
  return zirq_call_talk(exchange, &call, reply);
}

zx_status_t zirq_call_with_reason(const zirq_wire_request_t* request, zirq_wire_reply_t* reply) {
  struct exchange call = {.request = request};
  return zirq_call_talk(exchange_with_reason, &call, reply);
}

zx_status_t zirq_call_descriptor(const zirq_wire_request_t* request, zirq_use_t* use, void* context) {
  struct exchange call = {.request = request, .use = use, .context = context};
  zirq_wire_reply_t reply;
  return zirq_call_talk(exchange_for_descriptor, &call, &reply);
}

zx_status_t zirq_call_wait(zirq_wire_request_t* request, zirq_wire_reply_t* reply, zirq_wait_t* wait) {
  struct exchange call = {.request = request, .wait = wait};
  zirq_wait_begin(wait, request);
  return zirq_call_talk(exchange, &call, reply);
}

void zirq_wait_begin(zirq_wait_t* wait, zirq_wire_request_t* request) {
  if (wait->deadline == ZX_TIME_INFINITE || wait->deadline > zx_clock_get_monotonic()) return;
  request->options |= ZIRQ_WAIT_POLL;
  wait->deadline = ZX_TIME_INFINITE;
}

bool zirq_answered(const zirq_wire_reply_t* reply) {
  return reply->op != 0;
}

static zx_status_t hand_out(zx_handle_t handle, zx_handle_t* out) {
  if (out == NULL) {
    zx_handle_close(handle);
    return ZX_ERR_INVALID_ARGS;
  }
  *out = handle;
  return ZX_OK;
}

zx_status_t zirq_call_handle(const zirq_wire_request_t* request, zx_handle_t* out) {
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(request, &reply);
  return status == ZX_OK ? hand_out(reply.handle, out) : status;
}

zx_status_t zirq_call_handle_with_reason(const zirq_wire_request_t* request, zx_handle_t* out) {
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_with_reason(request, &reply);
  return status == ZX_OK ? hand_out(reply.handle, out) : status;
}

zx_status_t zirq_call_broke_rules(void) {
  zirq_channel_t* channel;
  zx_status_t status = zirq_session_channel(&channel);
  return status == ZX_OK ? zirq_session_break(channel->session.number) : status;
}
