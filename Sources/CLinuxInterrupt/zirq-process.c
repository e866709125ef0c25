#include "zirq-process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

int zirq_process_open(pid_t pid, int *process) {
  /* Close-on-exec by itself. */
  long fd = syscall(SYS_pidfd_open, pid, 0);
  if (fd < 0) {
    return errno;
  }
  *process = (int)fd;
  return 0;
}

bool zirq_process_has_ended(int process) {
  struct pollfd end = {.fd = process, .events = POLLIN};
  return poll(&end, 1, 0) == 1 && (end.revents & POLLIN) != 0;
}

int zirq_process_kill(int process) {
  return syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0) < 0 ? errno : 0;
}
