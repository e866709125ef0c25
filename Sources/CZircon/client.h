/* What the files of the client library share: channels, the session that they belong to, and the call over them. */
#ifndef ZIRQ_CLIENT_H_
#define ZIRQ_CLIENT_H_

#include <stdbool.h>
#include <sys/un.h>

#include <zircon/types.h>

#include "zirq-wire.h"

#define ZIRQ_NO_DESCRIPTOR (-1)

/* What a channel has to know of the session that it opens or joins. */
typedef struct zirq_session {
  uint32_t number; /* counts the sessions of this process; 0 is none */
  uint8_t token[ZIRQ_WIRE_TOKEN_SIZE]; /* zero: not opened yet */
  struct sockaddr_un address;
} zirq_session_t;

/* One connected socket, which one thread at a time uses. */
typedef struct zirq_channel {
  int fd;
  bool idle;          /* no thread has it */
  volatile bool busy; /* a request on it has no reply yet; a signal handler may look in between */
  zirq_session_t session;
  struct zirq_channel* next; /* of all channels of this process */
} zirq_channel_t;

/* ---- channel.c: the bytes. ---- */

/* Connects and says HELLO, as channel->session tells: a zero token opens a session and is replaced by its token. On an
 * error nothing is left open; ZX_ERR_PEER_CLOSED means that the session to join is no more. */
zx_status_t zirq_channel_open(zirq_channel_t* channel);

/* One request and its reply. At the deadline a waiting request is canceled, and its reply says so. *descriptor, unless
 * null, becomes the descriptor that came along, if one did. False: the channel is of no more use. */
bool zirq_channel_exchange(zirq_channel_t* channel, const zirq_wire_request_t* request, zirq_wire_reply_t* reply,
                           zx_time_t deadline, int* descriptor);

/* Answers ZX_ERR_PEER_CLOSED. */
zx_status_t zirq_explain_lost(const zirq_session_t* session);

/* ---- session.c: which thread has which channel. ---- */

/* The calling thread's channel, opened if need be. A busy one means that the caller is a signal handler. */
zx_status_t zirq_session_channel(zirq_channel_t** channel);

/* A channel of this session broke: the process has no session until the next zirq_connect(). Answers
 * ZX_ERR_PEER_CLOSED. */
zx_status_t zirq_session_break(uint32_t number);

/* ---- call.c: a call of the API. Answers the reply's status, or why there is no reply. ---- */

zx_status_t zirq_call(const zirq_wire_request_t* request, zirq_wire_reply_t* reply);
zx_status_t zirq_call_until(const zirq_wire_request_t* request, zirq_wire_reply_t* reply, zx_time_t deadline);
zx_status_t zirq_call_descriptor(const zirq_wire_request_t* request, zirq_wire_reply_t* reply, int* descriptor);

/* Whether a status is the daemon's word; without a reply, zirq_error() has been set. */
bool zirq_answered(const zirq_wire_reply_t* reply);

/* A call whose reply is a handle, for *out. Zircon: with a bad pointer the object is made and thrown away again. */
zx_status_t zirq_call_handle(const zirq_wire_request_t* request, zx_handle_t* out);

/* A reply's content breaks the rules of the wire: the connection is of no more use. */
zx_status_t zirq_call_broke_rules(void);

/* ---- error.c ---- */

/* Sets the text of zirq_error(). Leaves errno alone. */
__attribute__((format(printf, 1, 2))) void zirq_explain(const char* format, ...);

#endif /* ZIRQ_CLIENT_H_ */
