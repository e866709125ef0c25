/* zirqd as the checks run it, and zirqctl beside it. */
#ifndef LAB_DAEMON_H_
#define LAB_DAEMON_H_

#include <sys/types.h>

#define ZIRQ_SOCKET_PATH "/run/zirq/zirqd.sock"
#define ZIRQ_CONTROL_PATH "/run/zirq/control.sock"

/* Starts zirqd and returns when it has said READY=1. */
pid_t daemon_start(void);
/* Sends it SIGTERM and returns its wait status. */
int daemon_stop(pid_t daemon);

/* Runs a program to its end, reads what it prints on standard output into `output`, and returns its wait status. */
int run_program(const char *const *arguments, char *output, size_t size);

#endif
