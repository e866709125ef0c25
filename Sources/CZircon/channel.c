#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>

#include "client.h"

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

/* Whether there is something to receive, or the end, before the deadline. */
static bool readable_before(int fd, zx_time_t deadline) {
  struct pollfd poll = {.fd = fd, .events = POLLIN};
  for (;;) {
    zx_duration_t left = deadline - zx_clock_get_monotonic();
    if (left < 0) left = 0;
    struct timespec timeout = {.tv_sec = left / ZX_SEC(1), .tv_nsec = left % ZX_SEC(1)};
    int n = ppoll(&poll, 1, &timeout, NULL);
    if (n > 0) return true;
    if (n == 0) return false;
    /* An error of ppoll() itself is for recv() to find out. */
    if (errno != EINTR) return true;
  }
}

bool zirq_channel_exchange(zirq_channel_t* channel, const zirq_wire_request_t* request, zirq_wire_reply_t* reply,
                           zx_time_t deadline, int* descriptor) {
  static const zirq_wire_request_t cancel = {.op = ZIRQ_OP_CANCEL};

  channel->busy = true;
  /* A daemon at its limit answers a HELLO that it does not read, and closes: the answer is there all the same. */
  bool answered = send_frame(channel->fd, request) || errno == EPIPE || errno == ECONNRESET;
  if (answered && deadline != ZX_TIME_INFINITE && !readable_before(channel->fd, deadline)) {
    /* If this cannot be sent, the reply may still be there to be received. */
    send_frame(channel->fd, &cancel);
  }
  if (answered && descriptor == NULL) answered = receive_frame(channel->fd, reply);
  if (answered && descriptor != NULL) answered = receive_frame_and_descriptor(channel->fd, (char*)reply, descriptor);
  answered = answered && reply->op == request->op;
  channel->busy = false;

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
    case ENOMEM:
    case ENOBUFS:
      zirq_explain("%s: out of memory while connecting", path);
      return ZX_ERR_NO_MEMORY;
    default:
      zirq_explain("%s: cannot connect: %s; is this the socket of zirqd?", path, strerrordesc_np(error));
      return ZX_ERR_UNAVAILABLE;
  }
}

static zx_status_t explain_refusal(const char* path, const zirq_wire_reply_t* reply) {
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
      zirq_explain("%s: zirqd does not admit this user; see its configuration", path);
      break;
    default:
      zirq_explain("%s: zirqd refused the connection: %s", path, zx_status_get_string(reply->status));
      break;
  }
  return reply->status;
}

static int connect_to(const struct sockaddr_un* address) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  while (connect(fd, (const struct sockaddr*)address, sizeof(*address)) != 0) {
    /* An interrupted connect() of a Unix socket has not begun; it can be made again. */
    if (errno == EINTR) continue;
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

zx_status_t zirq_explain_lost(const zirq_session_t* session) {
  zirq_explain("%s: the connection to zirqd is lost, and every handle of this process with it; restart the program, or "
               "let it call zirq_connect()",
               session->address.sun_path);
  return ZX_ERR_PEER_CLOSED;
}

static zx_status_t say_hello(zirq_channel_t* channel) {
  zirq_session_t* session = &channel->session;
  zirq_wire_request_t hello = {.op = ZIRQ_OP_HELLO, .options = ZIRQ_WIRE_VERSION};
  memcpy(hello.payload.hello.token, session->token, sizeof(session->token));
  zirq_wire_reply_t reply;
  if (!zirq_channel_exchange(channel, &hello, &reply, ZX_TIME_INFINITE, NULL)) {
    zirq_explain("%s: the connection was closed before it was answered; is this the socket of zirqd?",
                 session->address.sun_path);
    return ZX_ERR_UNAVAILABLE;
  }
  if (reply.status != ZX_OK) return explain_refusal(session->address.sun_path, &reply);
  memcpy(session->token, reply.payload.hello.token, sizeof(session->token));
  return ZX_OK;
}

zx_status_t zirq_channel_open(zirq_channel_t* channel) {
  static const uint8_t none[ZIRQ_WIRE_TOKEN_SIZE];
  zirq_session_t* session = &channel->session;
  bool joining = memcmp(session->token, none, sizeof(none)) != 0;

  zx_status_t status;
  channel->fd = connect_to(&session->address);
  if (channel->fd < 0) {
    status = explain_connect(session->address.sun_path, -channel->fd);
  } else {
    status = say_hello(channel);
    if (status != ZX_OK) close(channel->fd);
  }
  /* Who refuses to let a thread join is not the daemon that opened the session, unless a limit is the reason. */
  if (joining && status != ZX_OK && status != ZX_ERR_NO_RESOURCES && status != ZX_ERR_NO_MEMORY)
    return zirq_explain_lost(session);
  return status;
}
