#include <errno.h>
#include <pthread.h>
#include <time.h>

#include <zircon/syscalls.h>

static zx_time_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return ZX_SEC(time.tv_sec) + time.tv_nsec;
}

zx_instant_mono_t zx_clock_get_monotonic(void) {
  return now(CLOCK_MONOTONIC);
}

zx_instant_boot_t zx_clock_get_boot(void) {
  return now(CLOCK_BOOTTIME);
}

zx_instant_mono_ticks_t zx_ticks_get(void) {
  return zx_clock_get_monotonic();
}

zx_instant_boot_ticks_t zx_ticks_get_boot(void) {
  return zx_clock_get_boot();
}

zx_ticks_t zx_ticks_per_second(void) {
  return ZX_SEC(1);
}

zx_instant_mono_t zx_deadline_after(zx_duration_mono_t nanoseconds) {
  zx_instant_mono_t deadline;
  if (__builtin_add_overflow(zx_clock_get_monotonic(), nanoseconds, &deadline))
    return nanoseconds > 0 ? ZX_TIME_INFINITE : ZX_TIME_INFINITE_PAST;
  return deadline;
}

zx_status_t zx_nanosleep(zx_instant_mono_t deadline) {
  if (deadline <= 0) return ZX_OK;
  int cancelable;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelable);
  const struct timespec time = {.tv_sec = deadline / ZX_SEC(1), .tv_nsec = deadline % ZX_SEC(1)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {
  }
  pthread_setcancelstate(cancelable, &cancelable);
  return ZX_OK;
}
