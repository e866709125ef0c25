#include "zirq-thread.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "zirq-clock.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

enum { WAKE_SIGNAL = SIGUSR2 };

static void woken(int signal) {
  (void)signal;
}

int zirq_thread_install_wake_handler(void) {
  struct sigaction action = {.sa_handler = woken};
  sigemptyset(&action.sa_mask);
  return sigaction(WAKE_SIGNAL, &action, NULL) < 0 ? errno : 0;
}

int zirq_thread_start(void *(*body)(void *), void *context, size_t stack, pthread_t *thread) {
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) {
    return error;
  }
  if (stack != 0) {
    error = pthread_attr_setstacksize(&attributes, stack);
  }
  if (error == 0) {
    /* A thread inherits the mask of the one that starts it. */
    sigset_t blocked, previous;
    sigfillset(&blocked);
    const int open[] = {WAKE_SIGNAL, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
      sigdelset(&blocked, open[i]);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, &previous);
    error = pthread_create(thread, &attributes, body, context);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
  }
  pthread_attr_destroy(&attributes);
  return error;
}

int zirq_thread_name(pthread_t thread, const char *name) {
  char fitting[16];
  snprintf(fitting, sizeof(fitting), "%s", name);
  return pthread_setname_np(thread, fitting);
}

int zirq_thread_prioritize(pthread_t thread, bool takes_turns, int priority) {
  struct sched_param parameters = {.sched_priority = priority};
  return pthread_setschedparam(thread, (takes_turns ? SCHED_RR : SCHED_FIFO) | SCHED_RESET_ON_FORK, &parameters);
}

int zirq_thread_pin(pthread_t thread, const uint16_t *processors, size_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t i = 0; i < count; i++) {
    CPU_SET(processors[i], &set);
  }
  return pthread_setaffinity_np(thread, sizeof(set), &set);
}

int zirq_thread_wake(pthread_t thread) {
  return pthread_kill(thread, WAKE_SIGNAL);
}

int zirq_thread_join_within(pthread_t thread, int64_t time) {
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
  /* The thread sanitizer does not know pthread_clockjoin_np. This one depends on nobody setting the wall clock. */
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  int64_t wall = until.tv_sec * INT64_C(1000000000) + until.tv_nsec + time;
  until = (struct timespec){.tv_sec = (time_t)(wall / 1000000000), .tv_nsec = (long)(wall % 1000000000)};
  return pthread_timedjoin_np(thread, NULL, &until);
#endif
  int64_t end = zirq_clock_monotonic() + time;
  struct timespec deadline = {.tv_sec = (time_t)(end / 1000000000), .tv_nsec = (long)(end % 1000000000)};
  return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &deadline);
}
