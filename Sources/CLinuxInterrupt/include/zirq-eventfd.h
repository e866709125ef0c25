/* An eventfd as a source of interrupts. Source: eventfd(2).
 *
 * C because glibc's eventfd.h is not part of what Swift sees, and the time is taken as the first thing after read(2).
 * Each function returns 0 or an errno.
 */
#ifndef ZIRQ_EVENTFD_H_
#define ZIRQ_EVENTFD_H_

#include <stdint.h>

/* A blocking eventfd, close-on-exec, at 0. */
int zirq_eventfd_create(int *fd);

/* Blocks until the counter is not 0, takes it and leaves 0. time: CLOCK_MONOTONIC, ns. EINTR on a signal. */
int zirq_eventfd_wait(int fd, uint64_t *count, int64_t *time);

/* Takes what is in the counter, and from now on no read of it blocks. EAGAIN when it is 0. */
int zirq_eventfd_drain(int fd, uint64_t *count);

/* Adds to the counter. Blocks only where the sum would reach 2^64 - 1. */
int zirq_eventfd_add(int fd, uint64_t count);

#endif
