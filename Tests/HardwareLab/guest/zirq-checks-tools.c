/* zirqctl and the driver of Examples/ on a real device. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "zirq-checks.h"

#include <string.h>

#define OUTPUT_SIZE 16384

static void expect_output(const char *const *arguments, const char *const *parts, size_t count) {
  char output[OUTPUT_SIZE];
  int status = run_program(arguments, output, sizeof(output));
  REQUIRE(status == 0, "%s %s ended with wait status %#x", arguments[0], arguments[1], status);
  for (size_t i = 0; i < count; i++) {
    REQUIRE(strstr(output, parts[i]) != NULL, "%s %s does not print %s, but: %s", arguments[0], arguments[1], parts[i],
            output);
  }
}

void zirqctl_lists_the_device(void) {
  const char *const list[] = {"/bin/zirqctl", "list", "--json", "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  const char *const parts[] = {DEVICE_NAME, "\"" DEVICE_SLOT "\"", driver->name};
  expect_output(list, parts, sizeof(parts) / sizeof(parts[0]));
}

/* While a client has the interrupt: how a line is re-armed shows when it is opened. */
void zirqctl_shows_the_rearm_path(void) {
  struct client client;
  client_start(&client);
  const char *const show[] = {"/bin/zirqctl", "show", DEVICE_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  const char *const parts[] = {DEVICE_SLOT, driver->name, driver->rearm_path};
  expect_output(show, parts, sizeof(parts) / sizeof(parts[0]));
}

/* The interrupt is there already when the tool comes: nobody has to time it. */
void zirqctl_watches_the_device(void) {
  device_interrupt_nobody(driver);
  const char *const watch[] = {"/bin/zirqctl", "watch", DEVICE_NAME, "--count", "1", "--json", NULL};
  const char *const parts[] = {"\"device\":\"" DEVICE_NAME "\"", "\"timestamp_ns\":", "\"vector\":0"};
  expect_output(watch, parts, sizeof(parts) / sizeof(parts[0]));
}

void example_computes_factorials(void) {
  const char *const compute[] = {"/bin/edu-driver", DEVICE_NAME, "0", "5", "10", "12", NULL};
  const char *const results[] = {"0! = 1\n", "5! = 120\n", "10! = 3628800\n", "12! = 479001600\n"};
  const size_t count = sizeof(results) / sizeof(results[0]);
  uint32_t events = device_event_count();
  expect_output(compute, results, count);
  REQUIRE(device_event_count() - events == count, "%u interrupts came for %zu factorials",
          device_event_count() - events, count);
}
