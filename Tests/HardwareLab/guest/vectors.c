#include "vectors.h"

#include "check.h"
#include "client.h"

#include <inttypes.h>

#include <zircon/syscalls.h>
#include <zirq/zirq.h>

#define KEY(vector) (0x1000u + (vector))

void vectors_open(struct vectors *device, const char *name, unsigned vectors, uint32_t wanted) {
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

volatile void *vectors_map(struct vectors *device, uint32_t region) {
  void *address;
  size_t size;
  expect_status(zirq_region_map(device->resource, region, &address, &size), ZX_OK, "zirq_region_map");
  return address;
}

bool vectors_wait(struct vectors *device, zx_time_t deadline, unsigned *vector) {
  zx_port_packet_t packet;
  zx_status_t status = zx_port_wait(device->port, deadline, &packet);
  if (status == ZX_ERR_TIMED_OUT) {
    return false;
  }
  expect_status(status, ZX_OK, "zx_port_wait");
  expect_status(packet.status, ZX_OK, "the packet's status");
  *vector = (unsigned)packet.key - KEY(0);
  REQUIRE(*vector < MOST_VECTORS && device->interrupts[*vector] != ZX_HANDLE_INVALID, "the packet has key %#" PRIx64,
          packet.key);
  return true;
}

void vectors_ack(struct vectors *device, unsigned vector) {
  expect_status(zx_interrupt_ack(device->interrupts[vector]), ZX_OK, "zx_interrupt_ack");
}

unsigned vectors_next(struct vectors *device) {
  unsigned vector = MOST_VECTORS;
  vectors_wait(device, ZX_TIME_INFINITE, &vector);
  vectors_ack(device, vector);
  return vector;
}
