/* UIO's drivers look for an interrupt in the device's status register, which has it until the device is silenced,
 * masked or not: a handler that runs twice for one level takes it twice. Each is one of the kernel's counts, and may
 * be a packet more. Source: Linux, drivers/pci/pci.c, pci_check_and_mask_intx(). VFIO keeps a mask of its own, under
 * which it signals nobody; its handler may be entered twice all the same. A message has nothing to be taken twice. */
#include "account.h"

#include "check.h"
#include "edu.h"
#include "handler-count.h"
#include "zirq-checks.h"

#include <inttypes.h>

#include <zirq/zirq.h>

void account_open(struct account *account, struct client *client) {
  *account = (struct account){.client = client};
  handler_count_begin(driver);
}

static zx_time_t next(struct account *account) {
  zx_time_t timestamp = client_next(account->client);
  REQUIRE(timestamp > account->timestamp, "packet %u has timestamp %" PRId64 ", the one before %" PRId64,
          account->raised + account->further, timestamp, account->timestamp);
  account->timestamp = timestamp;
  return timestamp;
}

static void acknowledge_further(struct account *account) {
  account->further++;
  client_ack(account->client);
}

void account_serve(struct account *account, unsigned interrupts) {
  for (unsigned i = 0; i < interrupts; i++) {
    zx_time_t before = zx_clock_get_monotonic();
    client_raise(account->client);
    account->raised++;
    zx_time_t timestamp;
    while ((timestamp = next(account)) < before) {
      acknowledge_further(account);
    }
    zx_time_t after = zx_clock_get_monotonic();
    REQUIRE(timestamp <= after, "the packet of raise %u has timestamp %" PRId64 ", and was received at %" PRId64,
            account->raised, timestamp, after);
    client_silence(account->client);
    client_ack(account->client);
  }
}

void account_settle(struct account *account) {
  zx_port_packet_t packet;
  zx_status_t status;
  while ((status = zx_port_wait(account->client->port, zx_deadline_after(ABSENCE), &packet)) == ZX_OK) {
    acknowledge_further(account);
  }
  expect_status(status, ZX_ERR_TIMED_OUT, "zx_port_wait with nothing to come");

  zirq_interrupt_stats_t stats;
  expect_status(zirq_interrupt_get_stats(account->client->interrupt, &stats), ZX_OK, "zirq_interrupt_get_stats");
  unsigned handled = handler_count_end(driver);
  bool is_counted_once = driver->is_vfio || !driver->is_level;
  REQUIRE(stats.delivered == (uint64_t)account->raised + account->further + stats.merged,
          "zirqd woke up %" PRIu64 " times and merged %" PRIu64 ", and %u and %u packets came", stats.delivered,
          stats.merged, account->raised, account->further);
  REQUIRE(stats.total >= stats.delivered && (!is_counted_once || stats.total == account->raised),
          "zirqd counted %" PRIu64 " interrupts, and woke up %" PRIu64 " times for %u", stats.total, stats.delivered,
          account->raised);
  REQUIRE(handled >= stats.total && (driver->is_level || handled == account->raised),
          "the kernel's handler took %u interrupts, and zirqd counted %" PRIu64 " of %u", handled, stats.total,
          account->raised);
}
