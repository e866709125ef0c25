/* A clock that ticks: what fires a simulated device. Source: timerfd_create(2).
 *
 * C because glibc's timerfd.h is not part of what Swift sees. Each function returns 0 or an errno.
 */
#ifndef ZIRQ_TIMER_H_
#define ZIRQ_TIMER_H_

#include <stdint.h>

/* A timer on CLOCK_MONOTONIC that expires every period (ns, not 0), the first time one period from now. */
int zirq_timer_create(uint64_t period, int *fd);

/* Blocks until the timer has expired since the last call; expirations says how often. EINTR on a signal. */
int zirq_timer_wait(int fd, uint64_t *expirations);

#endif
