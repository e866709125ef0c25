#include "zirq-eventfd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "zirq-clock.h"

int zirq_eventfd_create(int *fd) {
  int created = eventfd(0, EFD_CLOEXEC);
  if (created < 0) {
    return errno;
  }
  *fd = created;
  return 0;
}

int zirq_eventfd_wait(int fd, uint64_t *count, int64_t *time) {
  ssize_t n = read(fd, count, sizeof(*count));
  *time = zirq_clock_monotonic();
  if (n < 0) {
    return errno;
  }
  return n == sizeof(*count) ? 0 : EIO;
}

int zirq_eventfd_drain(int fd, uint64_t *count) {
  if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
    return errno;
  }
  ssize_t n = read(fd, count, sizeof(*count));
  if (n < 0) {
    return errno;
  }
  return n == sizeof(*count) ? 0 : EIO;
}

int zirq_eventfd_add(int fd, uint64_t count) {
  return write(fd, &count, sizeof(count)) < 0 ? errno : 0;
}
