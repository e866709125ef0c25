#include "client.h"

#include "check.h"
#include "device.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <zircon/status.h>
#include <zirq/zirq.h>

void expect_status(zx_status_t status, zx_status_t expected, const char *what) {
  REQUIRE(status == expected, "%s gave %s instead of %s", what, zx_status_get_string(status),
          zx_status_get_string(expected));
}

void client_open(struct client *client) {
  size_t size = 0;
  expect_status(zirq_device_open(DEVICE_NAME, &client->resource), ZX_OK, "zirq_device_open");
  expect_status(zirq_region_map(client->resource, 0, &client->registers, &size), ZX_OK, "zirq_region_map");
  REQUIRE(EDU_REGISTER(client->registers, EDU_IDENTIFICATION) == 0x010000ed, "region 0 is not edu's registers");
}

void client_create_interrupt(struct client *client) {
  zx_status_t status;
  /* A client that was killed may hold the vector until zirqd has read the end of its connection. */
  UNTIL((status = zx_interrupt_create(client->resource, 0, 0, &client->interrupt)) != ZX_ERR_ALREADY_BOUND);
  expect_status(status, ZX_OK, "zx_interrupt_create");
}

void client_bind(struct client *client) {
  expect_status(zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &client->port), ZX_OK, "zx_port_create");
  expect_status(zx_interrupt_bind(client->interrupt, client->port, CLIENT_KEY, ZX_INTERRUPT_BIND), ZX_OK,
                "zx_interrupt_bind");
}

void client_start(struct client *client) {
  client_open(client);
  client_silence(client);
  client_create_interrupt(client);
  client_bind(client);
}

void client_raise(struct client *client) {
  EDU_REGISTER(client->registers, EDU_RAISE) = 1;
}

void client_silence(struct client *client) {
  EDU_REGISTER(client->registers, EDU_SILENCE) = EDU_REGISTER(client->registers, EDU_INTERRUPT_STATUS);
}

void client_ack(struct client *client) {
  expect_status(zx_interrupt_ack(client->interrupt), ZX_OK, "zx_interrupt_ack");
}

zx_time_t client_next(struct client *client) {
  zx_port_packet_t packet;
  expect_status(zx_port_wait(client->port, ZX_TIME_INFINITE, &packet), ZX_OK, "zx_port_wait");
  REQUIRE(packet.type == ZX_PKT_TYPE_INTERRUPT, "the packet has type %#" PRIx32, packet.type);
  REQUIRE(packet.key == CLIENT_KEY, "the packet has key %#" PRIx64, packet.key);
  expect_status(packet.status, ZX_OK, "the packet's status");
  return packet.interrupt.timestamp;
}

void client_expect_nothing(struct client *client) {
  zx_port_packet_t packet;
  expect_status(zx_port_wait(client->port, zx_deadline_after(ABSENCE), &packet), ZX_ERR_TIMED_OUT,
                "zx_port_wait with nothing to come");
}

void client_serve(struct client *client, unsigned interrupts) {
  for (unsigned i = 0; i < interrupts; i++) {
    client_raise(client);
    client_next(client);
    client_silence(client);
    client_ack(client);
  }
}

bool thread_sleeps(pid_t thread) {
  char path[64];
  char line[256] = "";
  snprintf(path, sizeof(path), "/proc/%d/stat", thread);
  FILE *file = fopen(path, "re");
  REQUIRE(file != NULL && fgets(line, sizeof(line), file) != NULL, "cannot read %s", path);
  fclose(file);
  /* The state is behind the name, which may contain anything. Source: proc(5). */
  const char *name_end = strrchr(line, ')');
  return name_end != NULL && name_end[2] == 'S';
}
