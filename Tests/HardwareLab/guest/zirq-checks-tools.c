/* zirqctl and the driver of Examples/ on a real device. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "uio.h"
#include "zirq-checks.h"

#include <string.h>

void zirqctl_lists_the_device(void) {
  const char *const list[] = {"/bin/zirqctl", "list", "--json", "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  const char *const parts[] = {EDU_NAME, "\"" EDU_SLOT "\"", driver->name};
  expect_output(list, 0, parts, sizeof(parts) / sizeof(parts[0]));
}

/* While a client has the interrupt: how a line is re-armed shows when it is opened. */
void zirqctl_shows_the_rearm_path(void) {
  struct client client;
  client_start(&client);
  const char *const show[] = {"/bin/zirqctl", "show", EDU_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  const char *const parts[] = {EDU_SLOT, driver->name, driver->rearm_path};
  expect_output(show, 0, parts, sizeof(parts) / sizeof(parts[0]));
}

/* The interrupt is there already when the tool comes: nobody has to time it. */
void zirqctl_watches_the_device(void) {
  driver_interrupt_nobody(driver);
  const char *const watch[] = {"/bin/zirqctl", "watch", EDU_NAME, "--count", "1", "--json", NULL};
  const char *const parts[] = {"\"device\":\"" EDU_NAME "\"", "\"timestamp_ns\":", "\"vector\":0"};
  expect_output(watch, 0, parts, sizeof(parts) / sizeof(parts[0]));
}

void example_computes_factorials(void) {
  const char *const compute[] = {"/bin/edu-driver", EDU_NAME, "0", "5", "10", "12", NULL};
  const char *const results[] = {"0! = 1\n", "5! = 120\n", "10! = 3628800\n", "12! = 479001600\n"};
  const size_t count = sizeof(results) / sizeof(results[0]);
  uint32_t events = driver->is_vfio ? 0 : uio_event_count();
  expect_output(compute, 0, results, count);
  uint32_t came = driver->is_vfio ? count : uio_event_count() - events;
  REQUIRE(came == count, "%u interrupts came for %zu factorials", came, count);
}
