/* A driver of edu's that lives through what happens to zirqd and to the device, and says so, a line for each event:
 *
 *   edu-client pci:0000:00:04.0 [MICROSECONDS]
 *
 * The number limits the processors' wake-up latency.
 *
 * serving      the first interrupt has come and was acknowledged; they go on as fast as they come
 * PEER_CLOSED  zirqd has gone; the client connects again, and serves
 * CANCELED     the device has gone, and the client ends
 * served       standard input has ended, and so does the client: no interrupt of its connection was lost */
#include "check.h"
#include "client.h"

#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zirq/zirq.h>

static bool is_told_to_end(void) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&input, 1, 0) != 0;
}

static zx_status_t serve_one(struct client *client) {
  zx_port_packet_t packet;
  client_raise(client);
  zx_status_t status = zx_port_wait(client->port, ZX_TIME_INFINITE, &packet);
  if (status != ZX_OK) {
    return status;
  }
  client_silence(client);
  return zx_interrupt_ack(client->interrupt);
}

static void start(struct client *client, const char *name) {
  client_start_named(client, name);
  expect_status(zirq_bus_master(client->resource, true), ZX_OK, "zirq_bus_master");
}

/* The one that zirqd has ended over may be told again by the next. */
static void expect_count(struct client *client, uint64_t interrupts, bool is_first_connection) {
  if (is_first_connection) {
    client_expect_count(client->interrupt, interrupts);
    return;
  }
  zirq_interrupt_stats_t stats;
  expect_status(zirq_interrupt_get_stats(client->interrupt, &stats), ZX_OK, "zirq_interrupt_get_stats");
  REQUIRE((stats.total == interrupts || stats.total == interrupts + 1) && stats.merged <= stats.total - interrupts,
          "zirqd counted %" PRIu64 " interrupts instead of %" PRIu64 " and merged %" PRIu64, stats.total, interrupts,
          stats.merged);
}

/* Returns ZX_OK when the client is told to end. */
static zx_status_t serve(struct client *client, bool is_first_connection) {
  uint64_t interrupts = 0;
  while (interrupts == 0 || !is_told_to_end()) {
    zx_status_t status = serve_one(client);
    if (status != ZX_OK) {
      return status;
    }
    if (++interrupts == 1) {
      puts("serving");
    }
  }
  expect_count(client, interrupts, is_first_connection);
  return ZX_OK;
}

/* While systemd starts zirqd, its socket takes the connection, and the library's patience may end first. */
static void connect_to_zirqd(void) {
  zx_status_t status;
  UNTIL((status = zirq_connect(NULL)) != ZX_ERR_UNAVAILABLE);
  expect_status(status, ZX_OK, "zirq_connect");
}

int main(int count, char **arguments) {
  REQUIRE(count == 2 || count == 3, "usage: edu-client DEVICE [MICROSECONDS]");
  setvbuf(stdout, NULL, _IOLBF, 0);
  connect_to_zirqd();
  struct client client;
  start(&client, arguments[1]);
  if (count == 3) {
    uint32_t microseconds = (uint32_t)strtoul(arguments[2], NULL, 10);
    expect_status(zirq_latency_limit(client.resource, microseconds), ZX_OK, "zirq_latency_limit");
  }
  zx_status_t status;
  for (bool is_first = true; (status = serve(&client, is_first)) == ZX_ERR_PEER_CLOSED; is_first = false) {
    puts("PEER_CLOSED");
    /* Of VFIO's devices the next zirqd gets none whose registers are still mapped. */
    expect_status(zirq_region_unmap(client.registers, client.size), ZX_OK, "zirq_region_unmap");
    connect_to_zirqd();
    start(&client, arguments[1]);
  }
  if (status == ZX_ERR_CANCELED) {
    puts("CANCELED");
    return 0;
  }
  expect_status(status, ZX_OK, "the calls of a cycle");
  client_let_go(&client);
  puts("served");
  return 0;
}
