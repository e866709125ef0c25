/* zirqctl and the driver of Examples/ on a real device. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "handler-count.h"
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

/* A driver that was handed an interrupt, and neither silences its device nor acknowledges. */
void doctor_finds_an_unsilenced_device(void) {
  const char *const doctor[] = {"/bin/zirqctl", "doctor", EDU_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  struct client client;
  client_start(&client);
  expect_output(doctor, 0, (const char *const[]){"It is not masked, and the device does not assert it"}, 1);
  client_raise(&client);
  client_next(&client);
  const char *const finding[] = {"It is masked while the device asserts it", "zx_interrupt_ack()"};
  expect_output(doctor, PROBLEM_FOUND, finding, 2);
  client_silence(&client);
  client_ack(&client);
  client_serve(&client, 10);
  expect_output(doctor, 0, (const char *const[]){"It is not masked, and the device does not assert it"}, 1);
}

void example_computes_factorials(void) {
  const char *const compute[] = {"/bin/edu-driver", EDU_NAME, "0", "5", "10", "12", NULL};
  const char *const results[] = {"0! = 1\n", "5! = 120\n", "10! = 3628800\n", "12! = 479001600\n"};
  const size_t count = sizeof(results) / sizeof(results[0]);
  handler_count_begin(driver);
  expect_output(compute, 0, results, count);
  unsigned came = handler_count_end(driver);
  /* More, if a handler has run twice for one level. */
  REQUIRE(came >= count, "%u interrupts came for %zu factorials", came, count);
}
