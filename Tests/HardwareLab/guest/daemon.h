/* zirqd as the checks run it, and zirqctl beside it. */
#ifndef LAB_DAEMON_H_
#define LAB_DAEMON_H_

#include <sys/types.h>

#define ZIRQ_SOCKET_PATH "/run/zirq/zirqd.sock"
#define ZIRQ_CONTROL_PATH "/run/zirq/control.sock"

/* The exit status of zirqctl doctor when something is in an interrupt's way. */
#define PROBLEM_FOUND 1

/* Writes the configuration of the next zirqd. */
void daemon_configure(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Starts zirqd and returns when it has said READY=1. */
pid_t daemon_start(void);
/* Sends it SIGTERM and returns its wait status. */
int daemon_stop(pid_t daemon);

/* How many entries a directory of /proc/PID has: "fd", "task". */
unsigned daemon_count(pid_t daemon, const char *directory);

/* Runs a program to its end, reads what it prints on standard output and error into `output`, and returns
 * its wait status. */
int run_program(const char *const *arguments, char *output, size_t size);

/* Runs a program and fails the check unless it exits with the status, and its output has every one of the parts. */
void expect_output(const char *const *arguments, int exit_status, const char *const *parts, size_t count);

#endif
