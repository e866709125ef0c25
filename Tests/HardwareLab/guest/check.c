#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* For a machine that is emulated on a busy host. */
#ifndef SECONDS_FOR_ONE_CHECK
#define SECONDS_FOR_ONE_CHECK 180
#endif

static int reason_fd = -1;

void fail(const char *format, ...) {
  char reason[512];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(reason, sizeof(reason), format, values);
  va_end(values);
  if (length >= (int)sizeof(reason)) {
    length = sizeof(reason) - 1;
  }
  if (reason_fd < 0) {
    fprintf(stderr, "outside of a check: %s\n", reason);
    _exit(1);
  }
  ssize_t written = write(reason_fd, reason, (size_t)length);
  _exit(written == length ? 1 : 2);
}

static void describe_end(int status, char *reason, size_t size) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
    snprintf(reason, size, "still not done after %d s", SECONDS_FOR_ONE_CHECK);
  } else if (WIFSIGNALED(status)) {
    snprintf(reason, size, "crashed: %s", strsignal(WTERMSIG(status)));
  } else if (reason[0] == '\0') {
    snprintf(reason, size, "ended with status %d", WEXITSTATUS(status));
  }
}

static int run_check(const char *group, void (*prepare)(void), const struct check *check) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    printf("not ok %s: %s: pipe: %s\n", group, check->name, strerror(errno));
    return 1;
  }
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    reason_fd = ends[1];
    alarm(SECONDS_FOR_ONE_CHECK);
    prepare();
    check->run();
    _exit(0);
  }
  close(ends[1]);
  int status = 0;
  waitpid(child, &status, 0);
  /* What the check started and left behind must not disturb the next one. */
  kill(-child, SIGKILL);
  char reason[512] = "";
  ssize_t length = read(ends[0], reason, sizeof(reason) - 1);
  reason[length > 0 ? length : 0] = '\0';
  close(ends[0]);
  if (status == 0) {
    printf("ok %s: %s\n", group, check->name);
    return 0;
  }
  describe_end(status, reason, sizeof(reason));
  printf("not ok %s: %s: %s\n", group, check->name, reason);
  return 1;
}

int run_checks(const char *group, void (*prepare)(void), const struct check *checks, size_t count) {
  printf("plan %zu\n", count);
  int failed = 0;
  for (size_t i = 0; i < count; i++) {
    failed += run_check(group, prepare, &checks[i]);
  }
  fflush(stdout);
  return failed;
}
