#include "zirq-uio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "zirq-clock.h"

int zirq_uio_open(const char *node, int *fd) {
  int opened = open(node, O_RDWR | O_CLOEXEC);
  if (opened < 0) {
    return errno;
  }
  *fd = opened;
  return 0;
}

int zirq_uio_wait(int fd, uint32_t *total, int64_t *time) {
  ssize_t n = read(fd, total, sizeof(*total));
  *time = zirq_clock_monotonic();
  if (n < 0) {
    return errno;
  }
  /* uio_read answers with four bytes or an error; less is the end of something that only behaves like a node. */
  return n == sizeof(*total) ? 0 : EIO;
}

int zirq_uio_check(int fd) {
  struct pollfd node = {.fd = fd, .events = POLLIN};
  if (poll(&node, 1, 0) < 0) {
    return errno;
  }
  return (node.revents & POLLERR) != 0 ? EIO : 0;
}

static int control(int fd, int32_t on) {
  return write(fd, &on, sizeof(on)) < 0 ? errno : 0;
}

int zirq_uio_enable(int fd) {
  return control(fd, 1);
}

int zirq_uio_disable(int fd) {
  return control(fd, 0);
}
