/* One interrupt for each vector of a device, all on one port, each with a key of its own. */
#include "check.h"
#include "client.h"
#include "doorbell.h"
#include "e1000e.h"
#include "vectors.h"
#include "vfio-zirq-checks.h"

#include <inttypes.h>

#include <zirq/zirq.h>

#define HOST_FIRES 2000u

/* Raises in mixed order. QEMU may repeat a message that it throttled: what comes must have been raised before, and what
 * is raised must come. */
static void raise_each(uint32_t wanted) {
  static const unsigned order[E1000E_VECTORS] = {3, 0, 4, 2, 1};
  struct vectors device;
  vectors_open(&device, E1000E_NAME, E1000E_VECTORS, wanted);
  volatile void *registers = vectors_map(&device, 0);
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
    while ((came = vectors_next(&device)) != vector) {
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
  struct vectors device;
  vectors_open(&device, DOORBELL_NAME, DOORBELL_VECTORS, 0xff);
  volatile void *registers = vectors_map(&device, DOORBELL_REGISTERS);
  volatile void *fired = vectors_map(&device, DOORBELL_MEMORY);
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
      came[vectors_next(&device)]++;
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
