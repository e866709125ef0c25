/* From the device's line to the packet and back: every interrupt once, none without an ack, none lost before open. */
#include "account.h"
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "zirq-checks.h"

#include <inttypes.h>

#include <zirq/zirq.h>

#define INTERRUPTS 2000

void two_thousand_interrupts(void) {
  struct client client;
  struct account account;
  client_start(&client);
  account_open(&account, &client);
  account_serve(&account, INTERRUPTS);
  account_settle(&account);
}

void nothing_without_ack(void) {
  struct client client;
  client_start(&client);
  client_raise(&client);
  client_next(&client);
  client_silence(&client);
  client_raise(&client);
  client_expect_nothing(&client);
  REQUIRE(pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE, "the line is not masked before the ack");
  client_silence(&client);
  client_ack(&client);
  client_expect_nothing(&client);
  client_serve(&client, 10);
}

void raised_before_ack(void) {
  struct client client;
  client_start(&client);
  client_raise(&client);
  zx_time_t first = client_next(&client);
  client_silence(&client);
  zx_time_t before_raise = zx_clock_get_monotonic();
  client_raise(&client);
  zx_time_t before_ack = zx_clock_get_monotonic();
  client_ack(&client);
  zx_time_t second = client_next(&client);
  /* A masked line tells of it only when the ack has armed it again; a message has told already, in its own time. */
  zx_time_t earliest = driver->is_level ? before_ack : before_raise;
  REQUIRE(first < before_raise && earliest <= second,
          "the packets have timestamps %" PRId64 " and %" PRId64 "; the second interrupt was raised at %" PRId64
          " and the first acknowledged at %" PRId64,
          first, second, before_raise, before_ack);
  client_silence(&client);
  client_ack(&client);
  client_expect_nothing(&client);
}

void spent_before_open(void) {
  driver_interrupt_nobody(driver);
  struct client client;
  client_open(&client);
  client_silence(&client);
  client_create_interrupt(&client);
  client_bind(&client);
  client_expect_nothing(&client);
  client_serve(&client, 10);
}

void asserted_before_open(void) {
  driver_interrupt_nobody(driver);
  struct client client;
  client_open(&client);
  client_create_interrupt(&client);
  client_bind(&client);
  client_next(&client);
  client_silence(&client);
  client_ack(&client);
  client_expect_nothing(&client);
  client_serve(&client, 10);
}

static bool is_bus_master(const struct client *client) {
  zirq_device_info_t info;
  expect_status(zirq_device_info(client->resource, &info), ZX_OK, "zirq_device_info");
  return (info.flags & ZIRQ_DEVICE_BUS_MASTER) != 0;
}

/* With a zirqd of its own, under which nobody has had the device yet. */
void no_message_without_bus_mastering(void) {
  pid_t daemon = start_zirqd(20, "");
  struct client client;
  client_open(&client);
  client_silence(&client);
  expect_status(zx_interrupt_create(client.resource, 0, 0, &client.interrupt), ZX_OK, "zx_interrupt_create");
  client_bind(&client);
  for (unsigned i = 0; i < 2; i++) {
    REQUIRE(!is_bus_master(&client), "bus mastering is on, and nobody has asked for it");
    client_raise(&client);
    client_expect_nothing(&client);
    client_silence(&client);

    expect_status(zirq_bus_master(client.resource, true), ZX_OK, "zirq_bus_master");
    REQUIRE(is_bus_master(&client), "bus mastering is off, which was switched on");
    client_serve(&client, 10);
    expect_status(zirq_bus_master(client.resource, false), ZX_OK, "zirq_bus_master");
  }
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}
