/* The packet's time is that of the interrupt's entry into the kernel, where the line is to have it. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "zirq-checks.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zirq/zirq.h>

/* How many interrupts of edu the kernel has taken. Source: Linux, Documentation/filesystems/proc.rst. */
static uint64_t taken_interrupts(void) {
  char line[512];
  uint64_t sum = 0;
  FILE *file = fopen("/proc/interrupts", "re");
  REQUIRE(file != NULL, "open /proc/interrupts: %s", strerror(errno));
  while (fgets(line, sizeof(line), file) != NULL) {
    uint64_t first, second;
    bool is_edu = strstr(line, driver->is_vfio ? "(" EDU_SLOT ")" : driver->name) != NULL;
    if (is_edu && sscanf(line, " %*[^:]: %" SCNu64 " %" SCNu64, &first, &second) == 2) {
      sum += first + second;
    }
  }
  fclose(file);
  return sum;
}

/* An interrupt that the kernel takes between the two times, and zirqd wakes up for after both. */
static zx_time_t time_of_sleeping_zirqd(pid_t daemon, struct client *client, zx_time_t *before, zx_time_t *after) {
  uint64_t taken = taken_interrupts();
  int status = 0;
  REQUIRE(kill(daemon, SIGSTOP) == 0 && waitpid(daemon, &status, WUNTRACED) == daemon && WIFSTOPPED(status),
          "zirqd does not stop: %s", strerror(errno));
  *before = zx_clock_get_monotonic();
  client_raise(client);
  UNTIL(taken_interrupts() != taken);
  /* It is counted a little before its handler is entered, and by a processor that may be kept waiting there. */
  usleep(50 * 1000);
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
