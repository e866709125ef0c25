/* A client that keeps to no rule: attacker UID ATTACK SOCKET SEED CONNECTS, as the user UID where it may become that.
 *
 * On the data socket:
 *   frames       random frames, half of them almost right
 *   halves       parts of frames, and then the end; and greetings that are never finished
 *   connects     connects CONNECTS times and leaves at once
 *   handles      as many handles, ports, packets and waits as it gets, in as many sessions as it gets
 *   descriptors  frames with as many descriptors as a message may carry, which nobody has asked for
 *   unread       asks for descriptors and packets, and reads nothing
 *   tokens       joins sessions that are not its own
 *   cancels      gives up waits, 10,000 times, most of which there are not
 *   middle       is killed in the middle of waits and calls
 *   devices      wants devices that are others'
 * On the control socket:
 *   requests     parts of requests, requests that are too long or too deep, and CONNECTS connections
 *   replies      reads no reply and no event
 *
 * It ends with 0 when it could do what it wanted and was given nothing that is not its own.
 */
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "zirq-wire.h"

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static uint64_t state;
static long connects_count;

/* Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014). */
static uint64_t next_random(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "attacker %d: ", getpid());
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  _exit(1);
}

static int connected(void) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
    fail("cannot connect to %s: %s", address.sun_path, strerror(errno));
  /* What does not answer within this has hung. */
  struct timeval patience = {.tv_sec = 120};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fd;
}

/* False when the daemon has cut the connection. */
static bool push(int fd, const void *bytes, size_t size, int flags) {
  ssize_t n = send(fd, bytes, size, MSG_NOSIGNAL | flags);
  if (n < 0 && errno != EPIPE && errno != ECONNRESET && errno != EAGAIN) fail("send: %s", strerror(errno));
  return n == (ssize_t)size;
}

static bool pull(int fd, zirq_wire_reply_t *reply) {
  ssize_t n = recv(fd, reply, sizeof *reply, MSG_WAITALL);
  if (n < 0 && errno != ECONNRESET) fail("no reply: %s", strerror(errno));
  return n == (ssize_t)sizeof *reply;
}

static bool ask(int fd, zirq_wire_request_t request, zirq_wire_reply_t *reply) {
  return push(fd, &request, sizeof request, 0) && pull(fd, reply) && reply->op == request.op;
}

static zirq_wire_request_t hello(void) {
  return (zirq_wire_request_t){.op = ZIRQ_OP_HELLO, .options = ZIRQ_WIRE_VERSION};
}

/* -1 when the daemon has as many of this user as it takes. */
static int greeted(zirq_wire_reply_t *reply) {
  int fd = connected();
  zirq_wire_request_t request = hello();
  push(fd, &request, sizeof request, 0);
  if (pull(fd, reply) && reply->status == 0) return fd;
  close(fd);
  return -1;
}

static void frames(void) {
  for (int round = 0; round < 200; ++round) {
    zirq_wire_reply_t reply;
    int fd = greeted(&reply);
    if (fd < 0) continue;
    for (int i = 0; i < 32; ++i) {
      zirq_wire_request_t request = {0};
      unsigned char *bytes = (unsigned char *)&request;
      for (size_t at = 4; at < sizeof request; ++at)
        if (next_random() % 3 == 0) bytes[at] = (unsigned char)next_random();
      request.op = round % 2 == 0 ? (uint32_t)next_random() : (uint32_t)(next_random() % 102);
      if (!push(fd, &request, sizeof request, 0)) break;
      recv(fd, &reply, sizeof reply, MSG_DONTWAIT);
    }
    close(fd);
  }
}

static void halves(void) {
  int unfinished[64];
  for (int i = 0; i < 64; ++i) {
    zirq_wire_request_t request = hello();
    unfinished[i] = connected();
    push(unfinished[i], &request, 1 + next_random() % 63, 0);
  }
  for (int i = 0; i < 500; ++i) {
    zirq_wire_reply_t reply;
    int fd = greeted(&reply);
    if (fd < 0) continue;
    zirq_wire_request_t request = {.op = ZIRQ_OP_PORT_CREATE};
    push(fd, &request, 1 + next_random() % 63, 0);
    close(fd);
  }
  for (int i = 0; i < 64; ++i) close(unfinished[i]);
}

static void connects(void) {
  for (long i = 0; i < connects_count; ++i) {
    int fd = connected();
    zirq_wire_request_t request = hello();
    if (i % 2 == 0) push(fd, &request, sizeof request, 0);
    close(fd);
  }
}

/* Until it is refused, and it has to be. */
static uint32_t exhaust(int fd, zirq_wire_request_t request) {
  zirq_wire_reply_t reply = {0};
  uint32_t last = 0;
  for (long i = 0; i < 200000; ++i) {
    if (!ask(fd, request, &reply)) fail("operation %u: cut off", request.op);
    if (reply.status != 0) return last;
    last = reply.handle;
  }
  fail("operation %u is never refused", request.op);
}

static void handles(void) {
  enum { MOST = 2 };
  int fds[MOST];
  for (int i = 0; i < MOST; ++i) {
    zirq_wire_reply_t reply;
    fds[i] = greeted(&reply);
    if (fds[i] < 0) continue;
    uint32_t port = exhaust(fds[i], (zirq_wire_request_t){.op = ZIRQ_OP_PORT_CREATE});
    zirq_wire_request_t wait = {.op = ZIRQ_OP_EVENT_CREATE};
    ask(fds[i], wait, &reply);
    wait = (zirq_wire_request_t){.op = ZIRQ_OP_OBJECT_WAIT_ASYNC, .handle = reply.handle, .handle2 = port};
    wait.payload.wait_async.signals = 8;
    exhaust(fds[i], wait);
    exhaust(fds[i], (zirq_wire_request_t){.op = ZIRQ_OP_PORT_QUEUE, .handle = port});
    exhaust(fds[i], (zirq_wire_request_t){.op = ZIRQ_OP_INTERRUPT_CREATE, .options = 0x10});
  }
  for (int i = 0; i < MOST; ++i)
    if (fds[i] >= 0) close(fds[i]);
}

/* As many as a message may carry. Source: unix(7), SCM_MAX_FD. */
#define MOST_DESCRIPTORS 253

static bool push_descriptors(int fd, const void *bytes, size_t size, int passed) {
  struct iovec data = {.iov_base = (void *)bytes, .iov_len = size};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
  } control = {0};
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(MOST_DESCRIPTORS * sizeof(int));
  for (int i = 0; i < MOST_DESCRIPTORS; ++i) memcpy(CMSG_DATA(&control.header) + i * sizeof(int), &passed, sizeof(int));
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
  /* ETOOMANYREFS: as many as this user may have on the way. */
  return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)size;
}

static void descriptors(void) {
  for (int round = 0; round < 100; ++round) {
    int fd = connected();
    zirq_wire_request_t request = hello();
    push_descriptors(fd, &request, sizeof request, fd);
    request = (zirq_wire_request_t){.op = ZIRQ_OP_HANDLE_CLOSE};
    for (int i = 0; i < 50 && push_descriptors(fd, &request, sizeof request, fd); ++i) continue;
    push_descriptors(fd, &request, 7, fd);
    close(fd);
  }
}

static void unread(void) {
  for (int round = 0; round < 20; ++round) {
    zirq_wire_reply_t reply;
    int fd = greeted(&reply);
    if (fd < 0) continue;
    zirq_wire_request_t request = {.op = round % 2 == 0 ? ZIRQ_OP_DEVICE_LIST : ZIRQ_OP_HANDLE_CLOSE};
    bool is_cut = false;
    for (long i = 0; i < 1000000 && !is_cut; ++i) is_cut = !push(fd, &request, sizeof request, 0);
    if (!is_cut) fail("a connection that reads nothing is not cut off");
    close(fd);
  }
}

static void tokens(void) {
  zirq_wire_reply_t own, reply;
  int fd = greeted(&own);
  for (int i = 0; i < 500; ++i) {
    int other = connected();
    zirq_wire_request_t request = hello();
    for (size_t at = 0; at < ZIRQ_WIRE_TOKEN_SIZE; ++at) request.payload.hello.token[at] = (uint8_t)(next_random() | 1);
    push(other, &request, sizeof request, 0);
    if (pull(other, &reply) && reply.status == 0) fail("a token was guessed");
    close(other);
  }
  if (fd < 0) return;
  /* A true one, of another process. */
  pid_t child = fork();
  if (child == 0) {
    int other = connected();
    zirq_wire_request_t request = hello();
    request.payload.hello = own.payload.hello;
    push(other, &request, sizeof request, 0);
    _exit(pull(other, &reply) && reply.status == 0 ? 1 : 0);
  }
  int status;
  if (waitpid(child, &status, 0) != child || status != 0) fail("another process has joined the session");
  close(fd);
}

static void cancels(void) {
  zirq_wire_reply_t reply;
  int fd = greeted(&reply);
  if (fd < 0) return;
  zirq_wire_request_t cancel = {.op = ZIRQ_OP_CANCEL}, create = {.op = ZIRQ_OP_PORT_CREATE};
  if (!ask(fd, create, &reply)) fail("no port");
  zirq_wire_request_t wait = {.op = ZIRQ_OP_PORT_WAIT, .handle = reply.handle};
  for (int i = 0; i < 10000; ++i) {
    if (i % 4 == 0 && !push(fd, &wait, sizeof wait, 0)) fail("cut off");
    if (!push(fd, &cancel, sizeof cancel, 0)) fail("cut off");
    if (i % 4 == 0 && (!pull(fd, &reply) || reply.op != ZIRQ_OP_PORT_WAIT || reply.status == 0))
      fail("the wait that was given up ended as %u, %d", reply.op, reply.status);
  }
  close(fd);
}

static void middle(void) {
  for (int round = 0; round < 50; ++round) {
    int ready[2];
    if (pipe(ready) != 0) fail("pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0) {
      zirq_wire_reply_t reply;
      int fd = greeted(&reply), waiting = fd < 0 ? -1 : connected();
      if (fd < 0) _exit(0);
      zirq_wire_request_t join = hello();
      join.payload.hello = reply.payload.hello;
      ask(waiting, join, &reply);
      ask(fd, (zirq_wire_request_t){.op = ZIRQ_OP_PORT_CREATE}, &reply);
      zirq_wire_request_t wait = {.op = ZIRQ_OP_PORT_WAIT, .handle = reply.handle};
      push(waiting, &wait, sizeof wait, 0);
      if (write(ready[1], "", 1) != 1) _exit(1);
      for (;;) {
        if (!ask(fd, (zirq_wire_request_t){.op = ZIRQ_OP_EVENT_CREATE}, &reply)) _exit(1);
        ask(fd, (zirq_wire_request_t){.op = ZIRQ_OP_HANDLE_CLOSE, .handle = reply.handle}, &reply);
      }
    }
    close(ready[1]);
    char byte;
    if (read(ready[0], &byte, 1) == 1) kill(child, SIGKILL);
    close(ready[0]);
    waitpid(child, NULL, 0);
  }
}

static void devices(void) {
  static const char *const names[] = {"sim:edge", "sim:level"};
  for (int round = 0; round < 200; ++round) {
    zirq_wire_reply_t reply;
    int fd = greeted(&reply);
    if (fd < 0) continue;
    zirq_wire_request_t open = {.op = ZIRQ_OP_DEVICE_OPEN};
    strcpy(open.payload.name, names[round % 2]);
    if (ask(fd, open, &reply) && reply.status == 0) {
      zirq_wire_request_t create = {.op = ZIRQ_OP_INTERRUPT_CREATE, .handle = reply.handle};
      if (ask(fd, create, &reply) && reply.status == 0) fail("%s has a second owner", names[round % 2]);
    }
    close(fd);
  }
}

static void requests(void) {
  static const char half[] = "{\"method\":\"io.zirq.Control.GetStatus\"";
  enum { LONG = 1 << 20 };
  char *bytes = malloc(LONG);
  int unfinished[32];
  for (int i = 0; i < 32; ++i) {
    unfinished[i] = connected();
    push(unfinished[i], half, 1 + next_random() % (sizeof half - 2), 0);
  }
  for (int round = 0; round < 60; ++round) {
    int fd = connected();
    switch (round % 3) {
      case 0: memset(bytes, ' ', LONG); break;
      case 1: memset(bytes, '[', LONG); break;
      default:
        for (int i = 0; i < LONG; ++i) bytes[i] = (char)next_random();
    }
    if (round % 3 == 1) bytes[60000] = '\0';
    for (int at = 0; at < LONG && push(fd, bytes + at, 4096, MSG_DONTWAIT); at += 4096) continue;
    close(fd);
  }
  for (long i = 0; i < connects_count; ++i) close(connected());
  for (int i = 0; i < 32; ++i) close(unfinished[i]);
  free(bytes);
}

static void replies(void) {
  static const char describe[] =
      "{\"method\":\"org.varlink.service.GetInterfaceDescription\",\"parameters\":{\"interface\":\"io.zirq.Control\"}}";
  static const char monitor[] = "{\"method\":\"io.zirq.Control.Monitor\",\"more\":true}";
  static const char trigger[] =
      "{\"method\":\"io.zirq.Control.Trigger\",\"parameters\":{\"device\":\"sim:none\",\"count\":10000}}";
  int fds[12];
  for (int i = 0; i < 12; ++i) {
    fds[i] = connected();
    const char *request = i % 3 == 0 ? describe : i % 3 == 1 ? monitor : trigger;
    for (int n = 0; n < (i % 3 == 1 ? 1 : 2000) && push(fds[i], request, strlen(request) + 1, MSG_DONTWAIT); ++n) continue;
  }
  for (int i = 0; i < 12; ++i) close(fds[i]);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(void);
  } attacks[] = {
      {"frames", frames}, {"halves", halves},   {"connects", connects}, {"handles", handles},
      {"unread", unread}, {"tokens", tokens},   {"cancels", cancels},   {"descriptors", descriptors},
      {"middle", middle}, {"devices", devices}, {"requests", requests}, {"replies", replies},
  };
  if (argc != 6 || strlen(argv[3]) >= sizeof address.sun_path) {
    fprintf(stderr, "usage: %s UID ATTACK SOCKET SEED CONNECTS\n", argv[0]);
    return 64;
  }
  uid_t user = (uid_t)strtoul(argv[1], NULL, 10);
  if (user != 0 && geteuid() == 0 &&
      (setgroups(0, NULL) != 0 || setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0))
    fail("cannot become user %u: %s", user, strerror(errno));
  strcpy(address.sun_path, argv[3]);
  state = strtoull(argv[4], NULL, 10);
  connects_count = strtol(argv[5], NULL, 10);
  for (size_t i = 0; i < sizeof attacks / sizeof *attacks; ++i) {
    if (strcmp(attacks[i].name, argv[2]) != 0) continue;
    attacks[i].run();
    return 0;
  }
  fail("there is no attack '%s'", argv[2]);
}
