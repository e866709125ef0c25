/* Another process, by a descriptor that is good for this process alone: its number may come to be another's. Source:
 * pidfd_open(2), Linux 5.3.
 *
 * C because glibc has these calls only since 2.36. Each function returns 0 or an errno.
 */
#ifndef ZIRQ_PROCESS_H_
#define ZIRQ_PROCESS_H_

#include <stdbool.h>
#include <sys/types.h>

/* ESRCH when there is no such process. */
int zirq_process_open(pid_t pid, int *process);

/* Whether it has ended. */
bool zirq_process_has_ended(int process);

/* SIGKILL. EPERM for another user's process, without CAP_KILL. */
int zirq_process_kill(int process);

#endif
