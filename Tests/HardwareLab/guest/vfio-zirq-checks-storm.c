/* Of a device's vectors one storms, for nobody takes its messages: it is silenced, and the others are not. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "doorbell.h"
#include "vectors.h"
#include "vfio-zirq-checks.h"

#include <sched.h>
#include <string.h>

#include <zircon/syscalls.h>

#define STORMING 2u
#define OTHER 5u

static bool is_held(void) {
  const char *const show[] = {"/bin/zirqctl", "show", DOORBELL_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  char output[8192];
  int status = run_program(show, output, sizeof(output));
  REQUIRE(status == 0, "zirqctl show ended with wait status %#x: %s", status, output);
  return strstr(output, "held") != NULL;
}

/* Asks the host for one after the other, and takes none. */
static void fire(volatile void *registers, volatile void *fired, unsigned vector, unsigned times) {
  for (unsigned i = 0; i < times; i++) {
    uint32_t before = REGISTER(fired, 4 * vector);
    doorbell_ask(registers, vector);
    UNTIL(REGISTER(fired, 4 * vector) != before);
  }
}

static void serve(struct vectors *device, volatile void *registers, volatile void *fired, unsigned vector) {
  for (unsigned i = 0; i < 50; i++) {
    fire(registers, fired, vector, 1);
    unsigned came = vectors_next(device);
    REQUIRE(came == vector, "a packet of vector %u came instead of vector %u's", came, vector);
  }
}

void storm_of_one_vector(void) {
  struct vectors device;
  unsigned came;
  vectors_open(&device, DOORBELL_NAME, DOORBELL_VECTORS, 1u << STORMING | 1u << OTHER);
  volatile void *registers = vectors_map(&device, DOORBELL_REGISTERS);
  volatile void *fired = vectors_map(&device, DOORBELL_MEMORY);
  do {
    fire(registers, fired, STORMING, 30);
  } while (!is_held());
  vectors_wait(&device, ZX_TIME_INFINITE, &came);
  REQUIRE(came == STORMING, "a packet of vector %u came", came);
  serve(&device, registers, fired, OTHER);
  REQUIRE(is_held(), "the line is not held any more, and nobody has acknowledged");

  /* The ack finds one more, and its ack nothing, which lets go of the line. */
  vectors_ack(&device, STORMING);
  unsigned further = 0;
  while (vectors_wait(&device, zx_deadline_after(ABSENCE), &came)) {
    REQUIRE(came == STORMING, "a packet of vector %u came", came);
    vectors_ack(&device, came);
    further++;
  }
  REQUIRE(further > 0, "of what came while nobody took it no packet arrives");
  REQUIRE(!is_held(), "the line is still held");
  serve(&device, registers, fired, STORMING);
}
