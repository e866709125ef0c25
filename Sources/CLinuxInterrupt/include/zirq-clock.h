/* The clocks of all timestamps. C so that the shim's waits can read them without leaving C; clock_gettime keeps errno as
 * it is when it succeeds, which for these two is always. */
#ifndef ZIRQ_CLOCK_H_
#define ZIRQ_CLOCK_H_

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC, ns. */
static inline int64_t zirq_clock_monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* CLOCK_BOOTTIME, ns: goes on while the machine is suspended. */
static inline int64_t zirq_clock_boot(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
