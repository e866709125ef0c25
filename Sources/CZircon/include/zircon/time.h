/* Points in time and durations. All are signed 64-bit nanoseconds. Source: Zircon, zircon/time.h. */
#ifndef ZIRCON_TIME_H_
#define ZIRCON_TIME_H_

#include <stdint.h>
#include <time.h>

#include <zircon/compiler.h>

/* A point on a clock, ns since the clock's start. */
typedef int64_t zx_time_t;
/* A point on Linux's CLOCK_MONOTONIC, which stands still while the machine is suspended. */
typedef int64_t zx_instant_mono_t;
/* A point on Linux's CLOCK_BOOTTIME, which counts the time suspended too. */
typedef int64_t zx_instant_boot_t;
/* A span of time, ns. */
typedef int64_t zx_duration_t;
/* Spans of CLOCK_MONOTONIC and of CLOCK_BOOTTIME, ns. */
typedef int64_t zx_duration_mono_t;
typedef int64_t zx_duration_boot_t;

/* A count of ticks: here one for each ns. zx_ticks_get(), zx_ticks_per_second(). */
typedef int64_t zx_ticks_t;
/* Ticks of CLOCK_MONOTONIC. */
typedef int64_t zx_instant_mono_ticks_t;
typedef int64_t zx_duration_mono_ticks_t;
/* Ticks of CLOCK_BOOTTIME. */
typedef int64_t zx_instant_boot_ticks_t;
typedef int64_t zx_duration_boot_ticks_t;

/* The deadline that never comes, and the one that has always passed. */
#define ZX_TIME_INFINITE ((zx_time_t)0x7fffffffffffffff) /* INT64_MAX, spelled so that Swift sees it */
#define ZX_TIME_INFINITE_PAST INT64_MIN

/* ---- Arithmetic. What does not fit into 64 bits is ZX_TIME_INFINITE or ZX_TIME_INFINITE_PAST, by its sign. ---- */

static inline __CONSTEXPR zx_time_t zx_time_add_duration(zx_time_t time, zx_duration_t duration) {
  zx_time_t sum = 0;
  if (!__builtin_add_overflow(time, duration, &sum)) return sum;
  return duration > 0 ? ZX_TIME_INFINITE : ZX_TIME_INFINITE_PAST;
}

static inline __CONSTEXPR zx_time_t zx_time_sub_duration(zx_time_t time, zx_duration_t duration) {
  zx_time_t difference = 0;
  if (!__builtin_sub_overflow(time, duration, &difference)) return difference;
  return duration < 0 ? ZX_TIME_INFINITE : ZX_TIME_INFINITE_PAST;
}

static inline __CONSTEXPR zx_duration_t zx_time_sub_time(zx_time_t time1, zx_time_t time2) {
  return zx_time_sub_duration(time1, time2);
}

static inline __CONSTEXPR zx_duration_t zx_duration_add_duration(zx_duration_t duration1, zx_duration_t duration2) {
  return zx_time_add_duration(duration1, duration2);
}

static inline __CONSTEXPR zx_duration_t zx_duration_sub_duration(zx_duration_t duration1, zx_duration_t duration2) {
  return zx_time_sub_duration(duration1, duration2);
}

static inline __CONSTEXPR zx_duration_t zx_duration_mul_int64(zx_duration_t duration, int64_t multiplier) {
  zx_duration_t product = 0;
  if (!__builtin_mul_overflow(duration, multiplier, &product)) return product;
  return (duration > 0) == (multiplier > 0) ? ZX_TIME_INFINITE : ZX_TIME_INFINITE_PAST;
}

static inline __CONSTEXPR zx_ticks_t zx_ticks_add_ticks(zx_ticks_t ticks1, zx_ticks_t ticks2) {
  return zx_time_add_duration(ticks1, ticks2);
}

static inline __CONSTEXPR zx_ticks_t zx_ticks_sub_ticks(zx_ticks_t ticks1, zx_ticks_t ticks2) {
  return zx_time_sub_duration(ticks1, ticks2);
}

static inline __CONSTEXPR zx_ticks_t zx_ticks_mul_int64(zx_ticks_t ticks, int64_t multiplier) {
  return zx_duration_mul_int64(ticks, multiplier);
}

/* ---- Units. Saturating, too. ---- */

static inline __CONSTEXPR int64_t zx_nsec_from_duration(zx_duration_t duration) {
  return duration;
}

static inline __CONSTEXPR zx_duration_t zx_duration_from_nsec(int64_t n) {
  return n;
}

static inline __CONSTEXPR zx_duration_t zx_duration_from_usec(int64_t n) {
  return zx_duration_mul_int64(1000, n);
}

static inline __CONSTEXPR zx_duration_t zx_duration_from_msec(int64_t n) {
  return zx_duration_mul_int64(1000000, n);
}

static inline __CONSTEXPR zx_duration_t zx_duration_from_sec(int64_t n) {
  return zx_duration_mul_int64(1000000000, n);
}

static inline __CONSTEXPR zx_duration_t zx_duration_from_min(int64_t n) {
  return zx_duration_mul_int64(60000000000, n);
}

static inline __CONSTEXPR zx_duration_t zx_duration_from_hour(int64_t n) {
  return zx_duration_mul_int64(3600000000000, n);
}

static inline __CONSTEXPR zx_duration_t zx_duration_from_timespec(struct timespec ts) {
  return zx_duration_add_duration(zx_duration_from_sec(ts.tv_sec), zx_duration_from_nsec(ts.tv_nsec));
}

static inline __CONSTEXPR struct timespec zx_timespec_from_duration(zx_duration_t duration) {
  const struct timespec ts = {(time_t)(duration / 1000000000), (long int)(duration % 1000000000)};
  return ts;
}

static inline __CONSTEXPR zx_time_t zx_time_from_timespec(struct timespec ts) {
  return zx_duration_from_timespec(ts);
}

static inline __CONSTEXPR struct timespec zx_timespec_from_time(zx_time_t time) {
  return zx_timespec_from_duration(time);
}

/* Durations of n units, ns, for constants too. */
#define ZX_NSEC(n) ((zx_duration_t)(1LL * (n)))
#define ZX_USEC(n) (__builtin_constant_p(n) ? (zx_duration_t)(1000LL * (n)) : zx_duration_from_usec(n))
#define ZX_MSEC(n) (__builtin_constant_p(n) ? (zx_duration_t)(1000000LL * (n)) : zx_duration_from_msec(n))
#define ZX_SEC(n) (__builtin_constant_p(n) ? (zx_duration_t)(1000000000LL * (n)) : zx_duration_from_sec(n))
#define ZX_MIN(n) (__builtin_constant_p(n) ? (zx_duration_t)(60000000000LL * (n)) : zx_duration_from_min(n))
#define ZX_HOUR(n) (__builtin_constant_p(n) ? (zx_duration_t)(3600000000000LL * (n)) : zx_duration_from_hour(n))

#endif /* ZIRCON_TIME_H_ */
