/* Many vectors of one device, each with an eventfd of its own. */
#include "check.h"
#include "doorbell.h"
#include "e1000e.h"
#include "vfio-direct-checks.h"
#include "vfio.h"

#include <inttypes.h>

static void open_vectors(struct vfio *vfio, const char *slot, unsigned count, uint32_t wanted, int *signals) {
  vfio_open(vfio, slot);
  unsigned vectors = vfio_interrupt_count(vfio, VFIO_PCI_MSIX_IRQ_INDEX);
  REQUIRE(vectors == count, "%s has %u MSI-X vectors", slot, vectors);
  int answer = vfio_signal(vfio, VFIO_PCI_MSIX_IRQ_INDEX, count, wanted, signals);
  REQUIRE(answer == 0, "VFIO_DEVICE_SET_IRQS gave %d", answer);
  vfio_set_bus_master(vfio, true);
}

/* Raises all that are wanted, in mixed order: each arrives on its own eventfd, and none on that of a vector that has
 * not been raised yet. QEMU may repeat a message that it throttled, so that there is no exact count. */
static void raise_each(uint32_t wanted, unsigned rounds) {
  static const unsigned order[E1000E_VECTORS] = {3, 0, 4, 2, 1};
  struct vfio vfio;
  int signals[E1000E_VECTORS];
  open_vectors(&vfio, E1000E_SLOT, E1000E_VECTORS, wanted, signals);
  volatile void *registers = vfio_map(&vfio, VFIO_PCI_BAR0_REGION_INDEX, E1000E_REGION_SIZE);
  e1000e_route(registers);
  uint32_t raised = 0;
  for (unsigned i = 0; i < rounds * E1000E_VECTORS; i++) {
    unsigned vector = order[i % E1000E_VECTORS];
    if ((wanted >> vector & 1) == 0) {
      continue;
    }
    /* What is repeated later is not the next raise. */
    (void)vfio_signals(signals[vector], 0);
    e1000e_raise(registers, vector);
    raised |= UINT32_C(1) << vector;
    uint64_t came = vfio_signals(signals[vector], PATIENCE_MS);
    REQUIRE(came > 0, "raise %u, of vector %u, did not arrive", i, vector);
    for (unsigned other = 0; other < E1000E_VECTORS; other++) {
      REQUIRE((raised >> other & 1) != 0 || signals[other] < 0 || vfio_signals(signals[other], ABSENCE_MS) == 0,
              "raising vector %u signaled vector %u", vector, other);
    }
    e1000e_enable(registers, vector);
  }
  e1000e_settle();
}

void e1000e_five_vectors(void) {
  raise_each(0x1f, 20);
}

void e1000e_vectors_0_and_2(void) {
  raise_each(0x05, 20);
}

void doorbell_eight_vectors(void) {
  static const unsigned order[DOORBELL_VECTORS] = {5, 0, 7, 2, 6, 1, 4, 3};
  struct vfio vfio;
  int signals[DOORBELL_VECTORS];
  open_vectors(&vfio, DOORBELL_SLOT, DOORBELL_VECTORS, 0xff, signals);
  volatile void *registers = vfio_map(&vfio, DOORBELL_REGISTERS, DOORBELL_REGISTERS_SIZE);
  volatile void *fired = vfio_map(&vfio, DOORBELL_MEMORY, DOORBELL_MEMORY_SIZE);
  uint64_t came[DOORBELL_VECTORS] = {0};
  uint32_t before[DOORBELL_VECTORS];
  for (unsigned i = 0; i < DOORBELL_VECTORS; i++) {
    before[i] = REGISTER(fired, 4 * i);
  }
  for (unsigned i = 0; i < INTERRUPTS; i += DOORBELL_VECTORS) {
    for (unsigned k = 0; k < DOORBELL_VECTORS; k++) {
      doorbell_ask(registers, order[k]);
    }
    for (unsigned vector = 0; vector < DOORBELL_VECTORS; vector++) {
      came[vector] += vfio_signals(signals[vector], PATIENCE_MS);
    }
  }
  for (unsigned vector = 0; vector < DOORBELL_VECTORS; vector++) {
    came[vector] += vfio_signals(signals[vector], ABSENCE_MS);
    uint32_t host = REGISTER(fired, 4 * vector) - before[vector];
    REQUIRE(host == INTERRUPTS / DOORBELL_VECTORS && came[vector] == host,
            "vector %u: the host fired %" PRIu32 " and %" PRIu64 " came", vector, host, came[vector]);
  }
}
