/* A driver that acks and never silences its device, and one whose device sends messages that nobody takes: either would
 * keep a processor busy for ever. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "zirq-checks.h"

#include <inttypes.h>
#include <string.h>

static bool is_held(void) {
  const char *const show[] = {"/bin/zirqctl", "show", EDU_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  char output[4096];
  int status = run_program(show, output, sizeof(output));
  REQUIRE(status == 0, "zirqctl show ended with wait status %#x: %s", status, output);
  return strstr(output, "held") != NULL;
}

/* Acks until zirqd holds the line. That no packet comes says nothing: on a busy host one may be long in coming. A line
 * is held at an ack, so that none is on its way any more. */
static void ack_until_held(struct client *client) {
  zx_port_packet_t packet;
  uint64_t packets = 0;
  client_raise(client);
  do {
    zx_status_t status;
    while ((status = zx_port_wait(client->port, zx_deadline_after(ABSENCE), &packet)) == ZX_OK) {
      packets++;
      client_ack(client);
    }
    expect_status(status, ZX_ERR_TIMED_OUT, "zx_port_wait");
  } while (!is_held());
  REQUIRE(packets >= 20, "the line was held after %" PRIu64 " interrupts already", packets);
  REQUIRE(pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE, "the line is not masked");
}

/* Takes no packet. */
static void raise_until_held(struct client *client) {
  do {
    for (unsigned i = 0; i < 30; i++) {
      client_raise(client);
    }
  } while (!is_held());
}

/* What came before the line was held, and what came meanwhile. The ack that leaves nothing to deliver lets go of it. */
static void take_what_came(struct client *client) {
  zx_port_packet_t packet;
  zx_status_t status;
  unsigned packets = 0;
  while ((status = zx_port_wait(client->port, zx_deadline_after(ABSENCE), &packet)) == ZX_OK) {
    packets++;
    client_ack(client);
  }
  expect_status(status, ZX_ERR_TIMED_OUT, "zx_port_wait");
  REQUIRE(packets >= 2, "%u packets came of more than 20 messages", packets);
  REQUIRE(!is_held(), "the line is still held");
}

static void expect_order(struct client *client) {
  client_silence(client);
  client_ack(client);
  client_expect_nothing(client);
  client_serve(client, 50);
}

static void release_by_zirqctl(void) {
  const char *const release[] = {"/bin/zirqctl", "release", EDU_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  expect_output(release, 0, NULL, 0);
}

void storm_released_by_administrator(void) {
  pid_t daemon = start_zirqd(20, "StormLimitHz=20");
  struct client client;
  client_start(&client);
  ack_until_held(&client);
  release_by_zirqctl();
  client_next(&client);
  expect_order(&client);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}

void storm_released_by_ack(void) {
  pid_t daemon = start_zirqd(20, "StormLimitHz=20");
  struct client client;
  client_start(&client);
  ack_until_held(&client);
  expect_order(&client);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}

static void storm_of_messages(void (*release)(void)) {
  pid_t daemon = start_zirqd(20, "StormLimitHz=20");
  struct client client;
  client_start(&client);
  raise_until_held(&client);
  client_silence(&client);
  release();
  take_what_came(&client);
  client_serve(&client, 50);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}

static void release_by_ack(void) {}

void storm_of_messages_released_by_administrator(void) {
  storm_of_messages(release_by_zirqctl);
}

void storm_of_messages_released_by_ack(void) {
  storm_of_messages(release_by_ack);
}
