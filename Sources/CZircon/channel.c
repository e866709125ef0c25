#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>

#include "client.h"

/* How long a daemon may take to accept a connection and to answer its HELLO. It is as patient with us. */
#define HELLO_PATIENCE ZX_SEC(5)

static bool send_frame(int fd, const void* frame) {
  size_t sent = 0;
  while (sent < ZIRQ_WIRE_FRAME_SIZE) {
    ssize_t n = send(fd, (const char*)frame + sent, ZIRQ_WIRE_FRAME_SIZE - sent, MSG_NOSIGNAL);
    if (n >= 0)
      sent += (size_t)n;
    else if (errno != EINTR)
      return false;
  }
  return true;
}

static bool receive_frame(int fd, void* frame) {
  size_t received = 0;
  while (received < ZIRQ_WIRE_FRAME_SIZE) {
    ssize_t n = recv(fd, (char*)frame + received, ZIRQ_WIRE_FRAME_SIZE - received, MSG_WAITALL);
    if (n > 0)
      received += (size_t)n;
    else if (n == 0 || errno != EINTR)
      return false;
  }
  return true;
}

/* As receive_frame(), and takes the descriptor that travels with the frame's first byte. */
static bool receive_frame_and_descriptor(int fd, char* frame, int* descriptor) {
  /* CMSG_LEN, not CMSG_SPACE: the latter's padding has room for a second descriptor, which the kernel would install. */
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec data = {.iov_base = frame, .iov_len = ZIRQ_WIRE_FRAME_SIZE};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_LEN(sizeof(int))};
  ssize_t n;
  do
    n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  if (n <= 0) return false;

  struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN(sizeof(int)))
    memcpy(descriptor, CMSG_DATA(header), sizeof(int));

  while (n < (ssize_t)ZIRQ_WIRE_FRAME_SIZE) {
    ssize_t more = recv(fd, frame + n, ZIRQ_WIRE_FRAME_SIZE - (size_t)n, MSG_WAITALL);
    if (more > 0)
      n += more;
    else if (more == 0 || errno != EINTR)
      return false;
  }
  return true;
}

/* Whether there is something to receive, or the end, before the wait ends. */
static bool readable_while(int fd, zirq_wait_t* wait) {
  struct pollfd polls[] = {{.fd = fd, .events = POLLIN}, {.fd = wait->stop_fd, .events = POLLIN}};
  for (;;) {
    zx_duration_t left = zx_time_sub_time(wait->deadline, zx_clock_get_monotonic());
    struct timespec timeout = zx_timespec_from_duration(left > 0 ? left : 0);
    int n = ppoll(polls, 2, wait->deadline == ZX_TIME_INFINITE ? NULL : &timeout, NULL);
    /* An error of ppoll() itself is for recv() to find out. */
    if (n < 0 && errno != EINTR) return true;
    if (n > 0 && polls[0].revents != 0) return true;
    if (n > 0) wait->stopped = true;
    if (n >= 0) return false;
  }
}

static bool readable_before(int fd, zx_time_t deadline) {
  zirq_wait_t wait = {.deadline = deadline, .stop_fd = ZIRQ_NO_DESCRIPTOR};
  return readable_while(fd, &wait);
}

/* As receive_frame(), but not for longer than until the deadline, whatever trickles in. */
static bool receive_frame_before(int fd, void* frame, zx_time_t deadline) {
  size_t received = 0;
  while (received < ZIRQ_WIRE_FRAME_SIZE) {
    if (!readable_before(fd, deadline)) {
      errno = ETIMEDOUT;
      return false;
    }
    ssize_t n = recv(fd, (char*)frame + received, ZIRQ_WIRE_FRAME_SIZE - received, MSG_DONTWAIT);
    if (n > 0) {
      received += (size_t)n;
    } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
      if (n == 0) errno = ECONNRESET;
      return false;
    }
  }
  return true;
}

bool zirq_channel_exchange(zirq_channel_t* channel, const zirq_wire_request_t* request, zirq_wire_reply_t* reply,
                           zirq_wait_t* wait, int* descriptor) {
  static const zirq_wire_request_t cancel = {.op = ZIRQ_OP_CANCEL};

  bool answered = send_frame(channel->fd, request);
  bool may_end = wait != NULL && (wait->deadline != ZX_TIME_INFINITE || wait->stop_fd != ZIRQ_NO_DESCRIPTOR);
  if (answered && may_end && !readable_while(channel->fd, wait)) {
    /* If this cannot be sent, the reply may still be there to be received. */
    send_frame(channel->fd, &cancel);
  }
  if (answered && descriptor == NULL) answered = receive_frame(channel->fd, reply);
  if (answered && descriptor != NULL) answered = receive_frame_and_descriptor(channel->fd, (char*)reply, descriptor);
  answered = answered && reply->op == request->op;

  if (!answered && descriptor != NULL && *descriptor != ZIRQ_NO_DESCRIPTOR) {
    close(*descriptor);
    *descriptor = ZIRQ_NO_DESCRIPTOR;
  }
  return answered;
}

/* Source: Linux, connect(2) and unix(7). */
static zx_status_t explain_connect(const char* path, int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      zirq_explain("%s: permission denied; is this user in the group that owns the socket, usually 'zirq'?", path);
      return ZX_ERR_ACCESS_DENIED;
    case ENOENT:
    case ENOTDIR:
      zirq_explain("%s: there is no such socket; start zirqd, or set ZIRQ_SOCKET to where it listens", path);
      return ZX_ERR_UNAVAILABLE;
    case ECONNREFUSED:
      zirq_explain("%s: nobody listens there; start zirqd, if this is its socket", path);
      return ZX_ERR_UNAVAILABLE;
    case EMFILE:
    case ENFILE:
      zirq_explain("%s: no file descriptor is free to connect with; raise the limit (ulimit -n) or close some", path);
      return ZX_ERR_NO_RESOURCES;
    case ETIMEDOUT:
      zirq_explain("%s: zirqd does not answer; is it stopped, or busy? Look at it, and call again", path);
      return ZX_ERR_UNAVAILABLE;
    case ENOMEM:
    case ENOBUFS:
      zirq_explain("%s: out of memory while connecting", path);
      return ZX_ERR_NO_MEMORY;
    default:
      zirq_explain("%s: cannot connect: %s; is this the socket of zirqd?", path, strerrordesc_np(error));
      return ZX_ERR_UNAVAILABLE;
  }
}

static bool is_joining(const zirq_session_t* session) {
  static const uint8_t none[ZIRQ_WIRE_TOKEN_SIZE];
  return memcmp(session->token, none, sizeof(none)) != 0;
}

static zx_status_t explain_refusal(const zirq_session_t* session, const zirq_wire_reply_t* reply) {
  const char* path = session->address.sun_path;
  switch (reply->status) {
    case ZX_ERR_PROTOCOL_NOT_SUPPORTED:
      zirq_explain("%s: zirqd speaks version %u of the protocol and this library version %u; install the same release",
                   path, reply->payload.hello.version, ZIRQ_WIRE_VERSION);
      break;
    case ZX_ERR_NO_RESOURCES:
      zirq_explain("%s: zirqd serves as many clients, or threads of one, as it may; raise its limits or close some",
                   path);
      break;
    case ZX_ERR_ACCESS_DENIED:
      if (is_joining(session))
        zirq_explain("%s: zirqd does not know this process by its session; was it made with _Fork() or clone()? Let it "
                     "call zirq_connect()",
                     path);
      else
        zirq_explain("%s: zirqd does not admit this user; see its configuration", path);
      break;
    default:
      zirq_explain("%s: zirqd refused the connection: %s", path, zx_status_get_string(reply->status));
      break;
  }
  return reply->status;
}

/* A full queue of the listener makes connect() wait. Source: Linux, unix_stream_connect(); socket(7), SO_SNDTIMEO. */
static int connect_before(int fd, const struct sockaddr_un* address, zx_time_t deadline) {
  int error;
  do {
    zx_duration_t left = deadline - zx_clock_get_monotonic();
    /* Less than one microsecond would read as "for ever". */
    if (left < ZX_USEC(1)) return ETIMEDOUT;
    struct timeval timeout = {.tv_sec = left / ZX_SEC(1), .tv_usec = left % ZX_SEC(1) / ZX_USEC(1)};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
    error = connect(fd, (const struct sockaddr*)address, sizeof(*address)) == 0 ? 0 : errno;
    /* An interrupted connect() of a Unix socket has not begun; it can be made again. */
  } while (error == EINTR);
  if (error == EAGAIN) return ETIMEDOUT;
  static const struct timeval unlimited;
  if (error == 0) setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &unlimited, sizeof(unlimited));
  return error;
}

zx_status_t zirq_explain_lost(const zirq_session_t* session) {
  zirq_explain("%s: the connection to zirqd is lost, and every handle of this process with it; restart the program, or "
               "let it call zirq_connect()",
               session->address.sun_path);
  return ZX_ERR_PEER_CLOSED;
}

static zx_status_t say_hello(zirq_channel_t* channel, zx_time_t deadline) {
  zirq_session_t* session = &channel->session;
  zirq_wire_request_t hello = {.op = ZIRQ_OP_HELLO, .options = ZIRQ_WIRE_VERSION};
  memcpy(hello.payload.hello.token, session->token, sizeof(session->token));
  zirq_wire_reply_t reply;
  /* A daemon at its limit answers a HELLO that it does not read, and closes: the answer is there all the same. */
  bool sent = send_frame(channel->fd, &hello) || errno == EPIPE || errno == ECONNRESET;
  bool answered = sent && receive_frame_before(channel->fd, &reply, deadline);
  if (!answered && errno == ETIMEDOUT) return explain_connect(session->address.sun_path, ETIMEDOUT);
  if (!answered || reply.op != ZIRQ_OP_HELLO) {
    zirq_explain("%s: the connection was closed before it was answered; is this the socket of zirqd?",
                 session->address.sun_path);
    return ZX_ERR_UNAVAILABLE;
  }
  if (reply.status != ZX_OK) return explain_refusal(session, &reply);
  memcpy(session->token, reply.payload.hello.token, sizeof(session->token));
  return ZX_OK;
}

zx_status_t zirq_channel_create(zirq_channel_t* channel) {
  channel->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return channel->fd >= 0 ? ZX_OK : explain_connect(channel->session.address.sun_path, errno);
}

zx_status_t zirq_channel_open(zirq_channel_t* channel) {
  const zirq_session_t* session = &channel->session;
  zx_time_t deadline = zx_deadline_after(HELLO_PATIENCE);
  int error = connect_before(channel->fd, &session->address, deadline);
  if (error == 0) return say_hello(channel, deadline);
  if (is_joining(session) && (error == EACCES || error == EPERM)) {
    zirq_explain("%s: permission denied for one more thread of this process; let a thread make a call before the "
                 "process gives up its privileges, or keep the group that owns the socket, usually 'zirq'",
                 session->address.sun_path);
    return ZX_ERR_ACCESS_DENIED;
  }
  return explain_connect(session->address.sun_path, error);
}

bool zirq_channel_is_cut(const zirq_channel_t* channel) {
  return zirq_wait_until_cut(channel->fd, 0);
}

bool zirq_wait_until_cut(int fd, zx_time_t deadline) {
  struct pollfd end = {.fd = fd, .events = POLLRDHUP};
  int n;
  do {
    zx_duration_t left = zx_time_sub_time(deadline, zx_clock_get_monotonic());
    struct timespec timeout = zx_timespec_from_duration(left > 0 ? left : 0);
    n = ppoll(&end, 1, &timeout, NULL);
  } while (n < 0 && errno == EINTR);
  return n > 0;
}

void zirq_channel_hang_up(zirq_channel_t* channel) {
  zx_time_t deadline = zx_deadline_after(HELLO_PATIENCE);
  char unread[ZIRQ_WIRE_FRAME_SIZE];
  ssize_t n;
  shutdown(channel->fd, SHUT_WR);
  do
    n = readable_before(channel->fd, deadline) ? recv(channel->fd, unread, sizeof(unread), MSG_DONTWAIT) : 0;
  while (n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN)));
}
