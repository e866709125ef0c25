/* A UIO node's interrupt. Source: Linux, drivers/uio/uio.c.
 *
 * C because the time of an interrupt is taken as the first thing after read(2) returns, with nothing between, and open
 * is variadic, which Swift cannot call. Each function returns 0 or an errno.
 */
#ifndef ZIRQ_UIO_H_
#define ZIRQ_UIO_H_

#include <stdint.h>

/* Opens the node for waiting and re-arming, close-on-exec. EPERM, where one would expect EACCES, comes from a control
 * group's device policy. */
int zirq_uio_open(const char *node, int *fd);

/* Blocks until the device has interrupted. total: its count of interrupts since the driver bound, which wraps.
 * time: CLOCK_MONOTONIC, ns. EINTR on a signal; EIO when the device has gone or has no interrupt. */
int zirq_uio_wait(int fd, uint32_t *total, int64_t *time);

/* EIO when the device has no interrupt, or has gone: uio_poll answers with that in place of a mask, of which user space
 * sees POLLERR. */
int zirq_uio_check(int fd);

/* Writes 1, or 0. ENOSYS when the driver has no irqcontrol, EIO when the device has no interrupt, EINVAL when it has
 * gone; else what the driver says. */
int zirq_uio_enable(int fd);
int zirq_uio_disable(int fd);

#endif
