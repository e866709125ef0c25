/* Threads that block in the kernel, and the signal that brings them back.
 *
 * C because a thread's signal mask has to be in place before its first instruction, and pthread_setname_np,
 * pthread_setaffinity_np, pthread_clockjoin_np and SCHED_RESET_ON_FORK need _GNU_SOURCE. Each function returns 0 or an errno.
 */
#ifndef ZIRQ_THREAD_H_
#define ZIRQ_THREAD_H_

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Installs, for the process, a handler that does nothing for the wake signal, SIGUSR2. Without SA_RESTART, so that a
 * blocked read or recv returns EINTR (signal(7)). To be called before the first zirq_thread_wake; again is harmless.
 *
 * A standard signal and not a real-time one: sent again while it is pending it merges, so that repeating it cannot fill
 * a queue. */
int zirq_thread_install_wake_handler(void);

/* Starts a joinable thread. stack: bytes, 0 for the system's choice. Every signal is blocked in it but the wake signal
 * and those that its own faults raise, so that SIGTERM and the like are left to the main thread. */
int zirq_thread_start(void *(*body)(void *), void *context, size_t stack, pthread_t *thread);

/* The name that ps and /proc show. What does not fit into 15 bytes is cut off. */
int zirq_thread_name(pthread_t thread, const char *name);

/* SCHED_FIFO, or SCHED_RR for one that takes turns with its equals, at this priority, not inherited by what the thread
 * forks. EPERM when RLIMIT_RTPRIO is too low and CAP_SYS_NICE missing. Source: sched(7). */
int zirq_thread_prioritize(pthread_t thread, bool takes_turns, int priority);

/* Keeps the thread on these processors. EINVAL when none of them is there, or left to this process by its cpuset. Source:
 * sched_setaffinity(2). */
int zirq_thread_pin(pthread_t thread, const uint16_t *processors, size_t count);

/* Sends the wake signal. The thread must not have been joined. */
int zirq_thread_wake(pthread_t thread);

/* Joins the thread if it ends within this time, ns; else ETIMEDOUT. */
int zirq_thread_join_within(pthread_t thread, int64_t time);

#endif
