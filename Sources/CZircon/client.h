/* What the files of the client library share: channels, the session that they belong to, and the call over them. */
#ifndef ZIRQ_CLIENT_H_
#define ZIRQ_CLIENT_H_

#include <pthread.h>
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

/* What ends a wait, if what is waited for does not come. */
typedef struct zirq_wait {
  zx_time_t deadline;
  int stop_fd; /* being readable, or hung up; ZIRQ_NO_DESCRIPTOR: nothing */
  bool stopped; /* it was stop_fd */
} zirq_wait_t;

/* One connected socket, which one thread at a time uses. */
typedef struct zirq_channel {
  int fd;
  bool open; /* its HELLO was answered */
  bool idle; /* no thread has it */
  pthread_t thread; /* that has it, unless it is idle */
  /* Where the call whose reply has not come stands on its thread's stack; null: no call is in progress, and a signal
   * handler may use the channel. */
  void* volatile call;
  zirq_session_t session;
  struct zirq_channel* next; /* of all channels of this process */
} zirq_channel_t;

/* ---- channel.c: the bytes. ---- */

/* Makes the socket. Waits for nobody. */
zx_status_t zirq_channel_create(zirq_channel_t* channel);

/* Connects the socket and says HELLO, as channel->session tells: a zero token opens a session and is replaced by its
 * token. Takes some seconds at most. On an error the socket is left to the caller. */
zx_status_t zirq_channel_open(zirq_channel_t* channel);

/* Whether the daemon has ended the channel. */
bool zirq_channel_is_cut(const zirq_channel_t* channel);
/* Waits for that until the deadline, on the channel's socket. */
bool zirq_wait_until_cut(int fd, zx_time_t deadline);

/* Ends a channel in the middle of a call; when this returns, the daemon has withdrawn what waited there. The socket is
 * left to the caller. */
void zirq_channel_hang_up(zirq_channel_t* channel);

/* One request and its reply. Where wait, unless null, ends, the request is canceled, and its reply says so. *descriptor,
 * unless null, becomes the descriptor that came along, if one did. False: the channel is of no more use. */
bool zirq_channel_exchange(zirq_channel_t* channel, const zirq_wire_request_t* request, zirq_wire_reply_t* reply,
                           zirq_wait_t* wait, int* descriptor);

/* Answers ZX_ERR_PEER_CLOSED. */
zx_status_t zirq_explain_lost(const zirq_session_t* session);

/* ---- session.c: which thread has which channel. ---- */

/* The calling thread's channel, opened if need be. One with a call in progress means that the caller is a signal
 * handler. */
zx_status_t zirq_session_channel(zirq_channel_t** channel);

/* One more channel, of taken's session, for a signal handler's call. */
zx_status_t zirq_session_open_for_handler(const zirq_channel_t* taken, zirq_channel_t* channel);
void zirq_session_close_for_handler(zirq_channel_t* channel);

/* A channel of this session broke: the process has no session until the next zirq_connect(). Answers
 * ZX_ERR_PEER_CLOSED. */
zx_status_t zirq_session_break(uint32_t number);

/* ---- call.c: a call of the API. Answers the reply's status, or why there is no reply. ----
 *
 * A request's key and timestamp are assigned after the rest is initialized: the initializer of a union's smaller member
 * need not clear what is beyond it, and nothing of this process's memory shall travel. */

zx_status_t zirq_call(const zirq_wire_request_t* request, zirq_wire_reply_t* reply);

/* As zirq_call(), and when the daemon refuses, its own sentence is zirq_error()'s then: "" if it has none. */
zx_status_t zirq_call_with_reason(const zirq_wire_request_t* request, zirq_wire_reply_t* reply);

/* A call whose reply brings a descriptor. use() gets it together with the reply, which may be an error without one, as
 * after zirq_call_with_reason(), and its status is the call's. The descriptor is closed afterwards. */
typedef zx_status_t zirq_use_t(int descriptor, const zirq_wire_reply_t* reply, void* context);
zx_status_t zirq_call_descriptor(const zirq_wire_request_t* request, zirq_use_t* use, void* context);

/* A call that parks, with its ZIRQ_WAIT_* in request->options. */
zx_status_t zirq_call_wait(zirq_wire_request_t* request, zirq_wire_reply_t* reply, zirq_wait_t* wait);

/* A call of several exchanges, which no signal handler's call comes between: talk() makes them on the channel. It
 * leaves the last reply in *reply; false: the channel is of no more use. */
typedef bool zirq_talk_t(zirq_channel_t* channel, zirq_wire_reply_t* reply, void* context);
zx_status_t zirq_call_talk(zirq_talk_t* talk, void* context, zirq_wire_reply_t* reply);

/* Tells the daemon by the request that the deadline has passed, if it has. */
void zirq_wait_begin(zirq_wait_t* wait, zirq_wire_request_t* request);

/* Whether a status is the daemon's word; without a reply, zirq_error() has been set. */
bool zirq_answered(const zirq_wire_reply_t* reply);

/* A call whose reply is a handle, for *out. Zircon: with a bad pointer the object is made and thrown away again. */
zx_status_t zirq_call_handle(const zirq_wire_request_t* request, zx_handle_t* out);
zx_status_t zirq_call_handle_with_reason(const zirq_wire_request_t* request, zx_handle_t* out);

/* A reply's content breaks the rules of the wire: the connection is of no more use. */
zx_status_t zirq_call_broke_rules(void);

/* ---- region.c ---- */

/* A use of a descriptor: maps what the daemon describes, the pages from the region's first byte to its last. Those that
 * must not be mapped are kept free of all else, and an access to them is a fault. */
typedef struct zirq_mapping {
  char what[24]; /* for zirq_error() */
  void* address;
  size_t size;
} zirq_mapping_t;
zirq_use_t zirq_map_region;

/* ---- error.c ---- */

/* Sets the text of zirq_error(). Leaves errno alone. */
__attribute__((format(printf, 1, 2))) void zirq_explain(const char* format, ...);

/* Whether that text is not "": after a refusal, whether the daemon has given its reason. */
bool zirq_is_explained(void);

#endif /* ZIRQ_CLIENT_H_ */
