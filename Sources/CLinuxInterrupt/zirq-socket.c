#include "zirq-socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "zirq-clock.h"

int zirq_accept(int listener, int *connection) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (fd < 0) {
    return errno;
  }
  *connection = fd;
  return 0;
}

int zirq_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid) {
  struct ucred peer;
  socklen_t length = sizeof(peer);
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) {
    return errno;
  }
  *pid = peer.pid;
  *uid = peer.uid;
  *gid = peer.gid;
  return 0;
}

int zirq_peer_groups(int socket, gid_t *groups, size_t *count) {
  size_t room = *count * sizeof(gid_t);
  if (room > INT32_MAX) {
    return EINVAL;
  }
  socklen_t length = (socklen_t)room;
  int result = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &length);
  int error = result < 0 ? errno : 0;
  if (error == 0 || error == ERANGE) {
    *count = length / sizeof(gid_t);
  }
  return error;
}

/* Debian 12's headers are of Linux 6.1. Source: Linux, include/uapi/asm-generic/socket.h. */
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

int zirq_peer_process(int socket, int *process) {
  socklen_t length = sizeof(*process);
  return getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, process, &length) < 0 ? errno : 0;
}

int zirq_send_buffer_least(int socket) {
  int least = 1;
  return setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &least, sizeof(least)) < 0 ? errno : 0;
}

int zirq_frame_receive(int socket, void *frame, size_t size, size_t *received) {
  *received = 0;
  /* A signal or the end of the stream can cut MSG_WAITALL short; only the end gives 0. */
  while (*received < size) {
    ssize_t n = recv(socket, (char *)frame + *received, size - *received, MSG_WAITALL);
    if (n == 0) {
      return 0;
    }
    if (n < 0) {
      if (errno == EINTR) {
        continue;
      }
      return errno;
    }
    *received += (size_t)n;
  }
  return 0;
}

int zirq_frame_receive_within(int socket, void *frame, size_t size, int64_t time, size_t *received) {
  int64_t end = zirq_clock_monotonic() + time;
  *received = 0;
  while (*received < size) {
    int64_t left = end - zirq_clock_monotonic();
    if (left <= 0) {
      return ETIMEDOUT;
    }
    struct pollfd waited = {.fd = socket, .events = POLLIN};
    struct timespec patience = {.tv_sec = (time_t)(left / 1000000000), .tv_nsec = (long)(left % 1000000000)};
    if (ppoll(&waited, 1, &patience, NULL) <= 0) {
      continue;
    }
    ssize_t n = recv(socket, (char *)frame + *received, size - *received, MSG_DONTWAIT);
    if (n == 0) {
      return 0;
    }
    if (n > 0) {
      *received += (size_t)n;
    } else if (errno != EINTR && errno != EAGAIN) {
      return errno;
    }
  }
  return 0;
}

static int sent(ssize_t n, size_t size) {
  if (n < 0) {
    return errno;
  }
  return (size_t)n == size ? 0 : EMSGSIZE;
}

int zirq_frame_send(int socket, const void *frame, size_t size) {
  return sent(send(socket, frame, size, MSG_NOSIGNAL | MSG_DONTWAIT), size);
}

int zirq_frame_send_descriptor(int socket, const void *frame, size_t size, int descriptor) {
  struct iovec bytes = {.iov_base = (void *)frame, .iov_len = size};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  memset(&control, 0, sizeof(control));
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(&control.header), &descriptor, sizeof(descriptor));

  struct msghdr message = {
      .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control.room)};
  return sent(sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT), size);
}
