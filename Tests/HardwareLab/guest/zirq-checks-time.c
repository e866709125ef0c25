/* The packet's time is that of the interrupt's entry into the kernel, where the line is to have it. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "uio.h"
#include "zirq-checks.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <zirq/zirq.h>

/* How many signals the eventfds of a process hold. Source: Linux, Documentation/filesystems/proc.rst, 3.8. */
static uint64_t held_signals(pid_t process) {
  char path[64];
  uint64_t sum = 0;
  snprintf(path, sizeof(path), "/proc/%d/fdinfo", process);
  DIR *entries = opendir(path);
  REQUIRE(entries != NULL, "open %s: %s", path, strerror(errno));
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    char line[128];
    snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.16s", process, entry->d_name);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
      uint64_t count;
      sum += sscanf(line, "eventfd-count: %" SCNx64, &count) == 1 ? count : 0;
    }
    if (file != NULL) {
      fclose(file);
    }
  }
  closedir(entries);
  return sum;
}

/* What the handler of edu's interrupt changes, and with it changed the handler has been entered. That /proc/interrupts
 * counts the interrupt says less: it does so before. */
static uint64_t trace_of_handler(pid_t daemon) {
  if (driver->is_level) {
    return pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE;
  }
  return driver->is_vfio ? held_signals(daemon) : uio_event_count();
}

/* An interrupt that the kernel takes between the two times, and zirqd wakes up for after both. */
static zx_time_t time_of_sleeping_zirqd(pid_t daemon, struct client *client, zx_time_t *before, zx_time_t *after) {
  int status = 0;
  REQUIRE(kill(daemon, SIGSTOP) == 0 && waitpid(daemon, &status, WUNTRACED) == daemon && WIFSTOPPED(status),
          "zirqd does not stop: %s", strerror(errno));
  uint64_t trace = trace_of_handler(daemon);
  *before = zx_clock_get_monotonic();
  client_raise(client);
  UNTIL(trace_of_handler(daemon) != trace);
  *after = zx_clock_get_monotonic();
  REQUIRE(kill(daemon, SIGCONT) == 0, "continue zirqd: %s", strerror(errno));
  zx_time_t time = client_next(client);
  client_silence(client);
  client_ack(client);
  return time;
}

void times_of_interrupt_entry(void) {
  pid_t daemon = start_zirqd(20, "Timestamps=irq-entry");
  struct client client;
  client_start(&client);
  for (unsigned i = 0; i < 10; i++) {
    zx_time_t before, after;
    zx_time_t time = time_of_sleeping_zirqd(daemon, &client, &before, &after);
    REQUIRE(before <= time && time <= after,
            "interrupt %u was taken from %" PRId64 " to %" PRId64 ", and its packet says %" PRId64, i, before, after,
            time);
  }
  for (unsigned i = 0; i < 200; i++) {
    zx_time_t before = zx_clock_get_monotonic();
    client_raise(&client);
    zx_time_t time = client_next(&client);
    zx_time_t after = zx_clock_get_monotonic();
    REQUIRE(before <= time && time <= after, "interrupt %u: %" PRId64 " is not from %" PRId64 " to %" PRId64, i, time,
            before, after);
    client_silence(&client);
    client_ack(&client);
  }
  zirq_device_info_t info;
  expect_status(zirq_device_info(client.resource, &info), ZX_OK, "zirq_device_info");
  REQUIRE(info.timestamps == ZIRQ_TIMESTAMPS_IRQ_ENTRY, "zirq_device_info names timestamps %" PRIu32, info.timestamps);
  const char *const show[] = {"/bin/zirqctl", "show", EDU_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  expect_output(show, 0, (const char *const[]){"irq-entry"}, 1);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");

  /* The same without, so that the check could see the difference. */
  daemon = start_zirqd(20, "Timestamps=wakeup");
  expect_status(zirq_connect(NULL), ZX_OK, "zirq_connect");
  client_start(&client);
  zx_time_t before, after;
  zx_time_t time = time_of_sleeping_zirqd(daemon, &client, &before, &after);
  REQUIRE(time >= after, "zirqd woke up after %" PRId64 ", and the packet says %" PRId64, after, time);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}
