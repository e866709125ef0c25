#include "client.h"

#include "check.h"
#include "edu.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <zircon/status.h>
#include <zirq/zirq.h>

void expect_status(zx_status_t status, zx_status_t expected, const char *what) {
  REQUIRE(status == expected, "%s gave %s instead of %s: %s", what, zx_status_get_string(status),
          zx_status_get_string(expected), zirq_error());
}

/* Messages need it. The other drivers of edu's have no such switch, or turn it on by themselves. */
static void become_bus_master(zx_handle_t resource) {
  zirq_device_info_t info;
  expect_status(zirq_device_info(resource, &info), ZX_OK, "zirq_device_info");
  if (info.kind == ZIRQ_DEVICE_KIND_VFIO && info.interrupts == ZIRQ_INTERRUPTS_MSI) {
    expect_status(zirq_bus_master(resource, true), ZX_OK, "zirq_bus_master");
  }
}

void client_open_named(struct client *client, const char *name) {
  zx_status_t status;
  /* zirqd learns of a device that comes, or has gone, in its own time. */
  UNTIL((status = zirq_device_open(name, &client->resource)) != ZX_ERR_NOT_FOUND && status != ZX_ERR_IO_NOT_PRESENT);
  expect_status(status, ZX_OK, "zirq_device_open");
  expect_status(zirq_region_map(client->resource, 0, &client->registers, &client->size), ZX_OK, "zirq_region_map");
  REQUIRE(REGISTER(client->registers, EDU_IDENTIFICATION) == EDU_IDENTIFICATION_VALUE,
          "region 0 of %s is not edu's registers", name);
}

void client_open(struct client *client) {
  client_open_named(client, EDU_NAME);
}

void client_create_interrupt(struct client *client) {
  expect_status(zx_interrupt_create(client->resource, 0, 0, &client->interrupt), ZX_OK, "zx_interrupt_create");
  become_bus_master(client->resource);
}

void client_bind(struct client *client) {
  expect_status(zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &client->port), ZX_OK, "zx_port_create");
  expect_status(zx_interrupt_bind(client->interrupt, client->port, CLIENT_KEY, ZX_INTERRUPT_BIND), ZX_OK,
                "zx_interrupt_bind");
}

void client_start_named(struct client *client, const char *name) {
  client_open_named(client, name);
  client_silence(client);
  client_create_interrupt(client);
  client_bind(client);
}

void client_start(struct client *client) {
  client_start_named(client, EDU_NAME);
}

void client_let_go(struct client *client) {
  expect_status(zirq_region_unmap(client->registers, client->size), ZX_OK, "zirq_region_unmap");
  expect_status(zx_handle_close(client->port), ZX_OK, "zx_handle_close of the port");
  expect_status(zx_handle_close(client->interrupt), ZX_OK, "zx_handle_close of the interrupt");
  expect_status(zx_handle_close(client->resource), ZX_OK, "zx_handle_close of the resource");
}

static bool nobody_has_an_interrupt(void) {
  zirq_device_t *devices;
  size_t count;
  bool is_claimed = false;
  expect_status(zirq_device_list(&devices, &count), ZX_OK, "zirq_device_list");
  for (size_t i = 0; i < count; i++) {
    is_claimed |= (devices[i].flags & ZIRQ_DEVICE_CLAIMED) != 0;
  }
  zirq_device_list_free(devices);
  return !is_claimed;
}

void clients_have_ended(void) {
  UNTIL(nobody_has_an_interrupt());
}

void client_raise(struct client *client) {
  edu_raise(client->registers);
}

void client_silence(struct client *client) {
  edu_silence(client->registers);
}

void client_ack(struct client *client) {
  expect_status(zx_interrupt_ack(client->interrupt), ZX_OK, "zx_interrupt_ack");
}

static zx_port_packet_t next_packet(struct client *client, zx_status_t expected) {
  zx_port_packet_t packet;
  expect_status(zx_port_wait(client->port, ZX_TIME_INFINITE, &packet), expected, "zx_port_wait");
  REQUIRE(packet.type == ZX_PKT_TYPE_INTERRUPT, "the packet has type %#" PRIx32, packet.type);
  REQUIRE(packet.key == CLIENT_KEY, "the packet has key %#" PRIx64, packet.key);
  expect_status(packet.status, expected, "the packet's status");
  return packet;
}

zx_time_t client_next(struct client *client) {
  return next_packet(client, ZX_OK).interrupt.timestamp;
}

void client_expect_end(struct client *client) {
  next_packet(client, ZX_ERR_CANCELED);
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

void client_expect_count(zx_handle_t interrupt, uint64_t expected) {
  zirq_interrupt_stats_t stats;
  expect_status(zirq_interrupt_get_stats(interrupt, &stats), ZX_OK, "zirq_interrupt_get_stats");
  REQUIRE(stats.total == expected && stats.merged == 0,
          "zirqd counted %" PRIu64 " interrupts and merged %" PRIu64 " of them", stats.total, stats.merged);
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
