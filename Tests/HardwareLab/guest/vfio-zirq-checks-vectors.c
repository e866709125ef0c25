/* One interrupt for each vector of a device, all on one port, each with a key of its own. */
#include "check.h"
#include "client.h"
#include "doorbell.h"
#include "e1000e.h"
#include "vfio-zirq-checks.h"

#include <inttypes.h>
#include <sched.h>

#include <zirq/zirq.h>

#define MOST_VECTORS 8u
#define KEY(vector) (0x1000u + (vector))
#define HOST_FIRES 2000u

struct device {
  zx_handle_t resource;
  zx_handle_t port;
  zx_handle_t interrupts[MOST_VECTORS];
};

static void open_vectors(struct device *device, const char *name, unsigned vectors, uint32_t wanted) {
  zirq_device_info_t info;
  expect_status(zirq_device_open(name, &device->resource), ZX_OK, "zirq_device_open");
  expect_status(zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &device->port), ZX_OK, "zx_port_create");
  for (unsigned vector = 0; vector < vectors; vector++) {
    device->interrupts[vector] = ZX_HANDLE_INVALID;
    if ((wanted >> vector & 1) == 0) {
      continue;
    }
    zx_handle_t *interrupt = &device->interrupts[vector];
    expect_status(zx_interrupt_create(device->resource, vector, 0, interrupt), ZX_OK, "zx_interrupt_create");
    expect_status(zx_interrupt_bind(*interrupt, device->port, KEY(vector), ZX_INTERRUPT_BIND), ZX_OK,
                  "zx_interrupt_bind");
  }
  expect_status(zirq_device_info(device->resource, &info), ZX_OK, "zirq_device_info");
  REQUIRE(info.interrupts == ZIRQ_INTERRUPTS_MSIX && info.vectors == vectors,
          "%s has %" PRIu32 " interrupts of kind %" PRIu32, name, info.vectors, info.interrupts);
  expect_status(zirq_bus_master(device->resource, true), ZX_OK, "zirq_bus_master");
}

static volatile void *map_region(struct device *device, uint32_t index) {
  void *address;
  size_t size;
  expect_status(zirq_region_map(device->resource, index, &address, &size), ZX_OK, "zirq_region_map");
  return address;
}

/* The next packet's vector, with its interrupt acknowledged. */
static unsigned next_vector(struct device *device) {
  zx_port_packet_t packet;
  expect_status(zx_port_wait(device->port, ZX_TIME_INFINITE, &packet), ZX_OK, "zx_port_wait");
  expect_status(packet.status, ZX_OK, "the packet's status");
  unsigned vector = (unsigned)packet.key - KEY(0);
  REQUIRE(vector < MOST_VECTORS && device->interrupts[vector] != ZX_HANDLE_INVALID, "the packet has key %#" PRIx64,
          packet.key);
  expect_status(zx_interrupt_ack(device->interrupts[vector]), ZX_OK, "zx_interrupt_ack");
  return vector;
}

/* Raises in mixed order. QEMU may repeat a message that it throttled: what comes must have been raised before, and what
 * is raised must come. */
static void raise_each(uint32_t wanted) {
  static const unsigned order[E1000E_VECTORS] = {3, 0, 4, 2, 1};
  struct device device;
  open_vectors(&device, E1000E_NAME, E1000E_VECTORS, wanted);
  volatile void *registers = map_region(&device, 0);
  e1000e_route(registers);
  uint32_t raised = 0;
  for (unsigned i = 0; i < 50 * E1000E_VECTORS; i++) {
    unsigned vector = order[i % E1000E_VECTORS];
    if ((wanted >> vector & 1) == 0) {
      continue;
    }
    raised |= UINT32_C(1) << vector;
    e1000e_raise(registers, vector);
    unsigned came;
    while ((came = next_vector(&device)) != vector) {
      REQUIRE(raised >> came & 1, "vector %u came, which nobody has raised", came);
    }
    e1000e_enable(registers, vector);
  }
  e1000e_settle();
}

void five_vectors_five_keys(void) {
  raise_each(0x1f);
}

void vectors_0_and_2(void) {
  raise_each(0x05);
}

void eight_vectors_from_the_host(void) {
  static const unsigned order[DOORBELL_VECTORS] = {5, 0, 7, 2, 6, 1, 4, 3};
  struct device device;
  open_vectors(&device, DOORBELL_NAME, DOORBELL_VECTORS, 0xff);
  volatile void *registers = map_region(&device, DOORBELL_REGISTERS);
  volatile void *fired = map_region(&device, DOORBELL_MEMORY);
  uint32_t before[DOORBELL_VECTORS];
  unsigned came[DOORBELL_VECTORS] = {0};
  for (unsigned vector = 0; vector < DOORBELL_VECTORS; vector++) {
    before[vector] = REGISTER(fired, 4 * vector);
  }
  for (unsigned i = 0; i < HOST_FIRES; i += DOORBELL_VECTORS) {
    for (unsigned k = 0; k < DOORBELL_VECTORS; k++) {
      doorbell_ask(registers, order[k]);
    }
    for (unsigned k = 0; k < DOORBELL_VECTORS; k++) {
      came[next_vector(&device)]++;
    }
  }
  zx_port_packet_t packet;
  expect_status(zx_port_wait(device.port, zx_deadline_after(ABSENCE), &packet), ZX_ERR_TIMED_OUT,
                "zx_port_wait with nothing to come");
  for (unsigned vector = 0; vector < DOORBELL_VECTORS; vector++) {
    uint32_t host = REGISTER(fired, 4 * vector) - before[vector];
    REQUIRE(host == HOST_FIRES / DOORBELL_VECTORS && came[vector] == host,
            "vector %u: the host fired %" PRIu32 " and %u packets came", vector, host, came[vector]);
    client_expect_count(device.interrupts[vector], host);
  }
}
