/* Holds one thread of a process, as if it were stuck, until the process has ended:
 *
 *   hold-thread ID */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

int main(int count, char **arguments) {
  REQUIRE(count == 2, "usage: hold-thread ID");
  pid_t thread = (pid_t)strtol(arguments[1], NULL, 10);
  REQUIRE(ptrace(PTRACE_SEIZE, thread, NULL, NULL) == 0 && ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) == 0,
          "ptrace of %d: %s", thread, strerror(errno));
  int status;
  do {
    REQUIRE(waitpid(thread, &status, __WALL) == thread, "waitpid: %s", strerror(errno));
  } while (!WIFEXITED(status) && !WIFSIGNALED(status));
  return 0;
}
