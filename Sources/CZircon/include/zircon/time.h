/* Points in time and durations. All are signed 64-bit nanoseconds. Source: Zircon, zircon/time.h. */
#ifndef ZIRCON_TIME_H_
#define ZIRCON_TIME_H_

#include <stdint.h>

/* A point on a clock, ns since the clock's start. */
typedef int64_t zx_time_t;
/* A point on Linux's CLOCK_MONOTONIC, which stands still while the machine is suspended. */
typedef int64_t zx_instant_mono_t;
/* A point on Linux's CLOCK_BOOTTIME, which counts the time suspended too. */
typedef int64_t zx_instant_boot_t;
/* A span of time, ns. */
typedef int64_t zx_duration_t;
/* A span of CLOCK_MONOTONIC, ns. */
typedef int64_t zx_duration_mono_t;

/* The deadline that never comes, and the one that has always passed. */
#define ZX_TIME_INFINITE ((zx_time_t)0x7fffffffffffffff) /* INT64_MAX, spelled so that Swift sees it */
#define ZX_TIME_INFINITE_PAST INT64_MIN

/* Durations of n units, ns. They do not saturate: a product beyond 64 bits is undefined. */
#define ZX_NSEC(n) ((zx_duration_t)(1LL * (n)))
#define ZX_USEC(n) ((zx_duration_t)(1000LL * (n)))
#define ZX_MSEC(n) ((zx_duration_t)(1000000LL * (n)))
#define ZX_SEC(n) ((zx_duration_t)(1000000000LL * (n)))
#define ZX_MIN(n) ((zx_duration_t)(60LL * 1000000000LL * (n)))
#define ZX_HOUR(n) ((zx_duration_t)(3600LL * 1000000000LL * (n)))

#endif /* ZIRCON_TIME_H_ */
