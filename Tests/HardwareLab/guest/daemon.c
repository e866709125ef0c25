#include "daemon.h"

#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOTIFY_PATH "/run/zirq/notify"
#define CONFIGURATION_PATH "/run/zirq/zirqd.conf"

void daemon_configure(const char *format, ...) {
  FILE *file = fopen(CONFIGURATION_PATH, "we");
  REQUIRE(file != NULL, "open %s: %s", CONFIGURATION_PATH, strerror(errno));
  va_list values;
  va_start(values, format);
  vfprintf(file, format, values);
  va_end(values);
  fclose(file);
}

static int notify_socket(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = NOTIFY_PATH};
  unlink(NOTIFY_PATH);
  int notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  REQUIRE(notify >= 0 && bind(notify, (struct sockaddr *)&address, sizeof(address)) == 0, "bind %s: %s", NOTIFY_PATH,
          strerror(errno));
  return notify;
}

/* True once zirqd says READY=1, false when it ends before. Source of the message: systemd, sd_notify(3). */
static bool ready(int notify, pid_t daemon) {
  int process = (int)syscall(SYS_pidfd_open, daemon, 0);
  REQUIRE(process >= 0, "pidfd_open: %s", strerror(errno));
  struct pollfd wait[] = {{.fd = notify, .events = POLLIN}, {.fd = process, .events = POLLIN}};
  bool is_ready = false;
  while (!is_ready && poll(wait, 2, -1) > 0 && wait[0].revents != 0) {
    char message[256];
    ssize_t length = recv(notify, message, sizeof(message) - 1, 0);
    message[length > 0 ? length : 0] = '\0';
    is_ready = strstr(message, "READY=1") != NULL;
  }
  close(process);
  return is_ready;
}

pid_t daemon_start(void) {
  int notify = notify_socket();
  pid_t daemon = fork();
  if (daemon == 0) {
    /* Standard output carries results; the daemon speaks on the console. */
    dup2(STDERR_FILENO, STDOUT_FILENO);
    setenv("NOTIFY_SOCKET", NOTIFY_PATH, 1);
    execl("/sbin/zirqd", "zirqd", "--config", CONFIGURATION_PATH, "--socket", ZIRQ_SOCKET_PATH, "--control-socket",
          ZIRQ_CONTROL_PATH, NULL);
    _exit(127);
  }
  REQUIRE(daemon > 0, "fork: %s", strerror(errno));
  REQUIRE(ready(notify, daemon), "zirqd ended before it was ready");
  close(notify);
  return daemon;
}

int daemon_stop(pid_t daemon) {
  int status = -1;
  REQUIRE(kill(daemon, SIGTERM) == 0, "zirqd is gone: %s", strerror(errno));
  REQUIRE(waitpid(daemon, &status, 0) == daemon, "waitpid: %s", strerror(errno));
  return status;
}

unsigned daemon_count(pid_t daemon, const char *directory) {
  char path[64];
  unsigned count = 0;
  snprintf(path, sizeof(path), "/proc/%d/%s", daemon, directory);
  DIR *entries = opendir(path);
  REQUIRE(entries != NULL, "open %s: %s", path, strerror(errno));
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    count += entry->d_name[0] != '.';
  }
  closedir(entries);
  return count;
}

int run_program(const char *const *arguments, char *output, size_t size) {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0, "pipe: %s", strerror(errno));
  pid_t program = fork();
  if (program == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    execv(arguments[0], (char *const *)arguments);
    _exit(127);
  }
  REQUIRE(program > 0, "fork: %s", strerror(errno));
  close(ends[1]);
  size_t length = 0;
  ssize_t count;
  while (length < size - 1 && (count = read(ends[0], output + length, size - 1 - length)) > 0) {
    length += (size_t)count;
  }
  output[length] = '\0';
  close(ends[0]);
  int status = -1;
  REQUIRE(waitpid(program, &status, 0) == program, "waitpid: %s", strerror(errno));
  return status;
}

void expect_output(const char *const *arguments, int exit_status, const char *const *parts, size_t count) {
  char output[16384];
  int status = run_program(arguments, output, sizeof(output));
  REQUIRE(WIFEXITED(status) && WEXITSTATUS(status) == exit_status, "%s %s ended with wait status %#x: %s", arguments[0],
          arguments[1], status, output);
  for (size_t i = 0; i < count; i++) {
    REQUIRE(strstr(output, parts[i]) != NULL, "%s %s does not print %s, but: %s", arguments[0], arguments[1], parts[i],
            output);
  }
}
