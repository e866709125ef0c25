#include "zirq-timer.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

int zirq_timer_create(uint64_t period, int *fd) {
  int created = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (created < 0) {
    return errno;
  }
  struct timespec time = {.tv_sec = (time_t)(period / 1000000000), .tv_nsec = (long)(period % 1000000000)};
  struct itimerspec ticks = {.it_interval = time, .it_value = time};
  if (timerfd_settime(created, 0, &ticks, NULL) < 0) {
    int error = errno;
    close(created);
    return error;
  }
  *fd = created;
  return 0;
}

int zirq_timer_wait(int fd, uint64_t *expirations) {
  ssize_t n = read(fd, expirations, sizeof(*expirations));
  if (n < 0) {
    return errno;
  }
  return n == sizeof(*expirations) ? 0 : EIO;
}
