/* zirq on the real kernel: every check runs once for each UIO driver. */
#include "zirq-checks.h"

#include "check.h"
#include "daemon.h"

#include <stdio.h>
#include <stdlib.h>

const struct uio_driver *driver;

static const struct check with_one_daemon[] = {
    {"2000 interrupts arrive once each, in order", two_thousand_interrupts},
    {"without an ack no second packet comes", nothing_without_ack},
    {"an interrupt raised before the ack arrives at the ack", raised_before_ack},
    {"an interrupt spent before open leaves the line usable", spent_before_open},
    {"an interrupt asserted before open arrives", asserted_before_open},
    {"registers mapped by a physical VMO are the device's, and its interrupt arrives", registers_mapped_by_vmo},
    {"a narrower MMIO resource maps no more than its own registers", registers_mapped_by_narrow_resource},
    {"unbinding the driver ends zx_port_wait with ZX_ERR_CANCELED", unbound_in_port_wait},
    {"unbinding the driver ends zx_interrupt_wait with ZX_ERR_CANCELED", unbound_in_interrupt_wait},
    {"a client killed while it waits leaves the line usable", killed_while_waiting},
    {"a client killed before its ack leaves the line usable", killed_before_ack},
    {"zirqctl list names the device, its driver and its slot", zirqctl_lists_the_device},
    {"zirqctl show names the re-arm path", zirqctl_shows_the_rearm_path},
    {"zirqctl watch prints an interrupt", zirqctl_watches_the_device},
    {"the edu driver of the examples computes factorials by interrupt", example_computes_factorials},
};

static const struct check with_its_own_daemon[] = {
    {"SIGTERM ends zirqd with status 0 and the line masked, and a new zirqd serves it", terminated_and_restarted},
};

/* A check that failed half-way may have left the device without its driver. */
static void require_driver(void) {
  if (!device_is_bound()) {
    device_bind(driver->name);
  }
}

#define COUNT(checks) (sizeof(checks) / sizeof((checks)[0]))

int main(int count, char **arguments) {
  driver = uio_driver_named(count == 2 ? arguments[1] : "");
  setenv("ZIRQ_SOCKET", ZIRQ_SOCKET_PATH, 1);
  device_bind(driver->name);

  pid_t daemon = daemon_start();
  int failed = run_checks(driver->name, require_driver, with_one_daemon, COUNT(with_one_daemon));
  int status = daemon_stop(daemon);
  if (status != 0) {
    fprintf(stderr, "zirqd ended with wait status %#x\n", status);
    failed++;
  }
  failed += run_checks(driver->name, require_driver, with_its_own_daemon, COUNT(with_its_own_daemon));
  return failed == 0 ? 0 : 1;
}
