/* The device comes and goes and comes: what zirqd had for it goes with it each time. */
#include "check.h"
#include "daemon.h"
#include "edu.h"
#include "removal.h"
#include "zirq-checks.h"

#include <inttypes.h>
#include <sched.h>

#include <zirq/zirq.h>

#define CYCLES 50

/* Gives the generation of the device that went. */
static uint64_t serve_and_remove(removal start) {
  struct client client;
  zirq_device_info_t info;
  client_start(&client);
  client_serve(&client, 1);
  expect_status(zirq_device_info(client.resource, &info), ZX_OK, "zirq_device_info");
  pid_t removing = start(EDU_SLOT);
  client_expect_end(&client);
  client_let_go(&client);
  removal_finish(removing);
  bring_back(EDU_SLOT);
  return info.generation;
}

void fifty_removals(void) {
  uint64_t generation = serve_and_remove(pci_start_unbind);
  unsigned descriptors = daemon_count(zirqd, "fd");
  unsigned threads = daemon_count(zirqd, "task");
  for (unsigned i = 0; i < CYCLES; i++) {
    uint64_t next = serve_and_remove(i % 2 == 0 ? pci_start_unbind : pci_start_remove);
    REQUIRE(next > generation, "after removal %u the device has generation %" PRIu64 ", and before %" PRIu64, i, next,
            generation);
    generation = next;
  }
  /* zirqd lets go of a device after it has told its clients. */
  UNTIL(daemon_count(zirqd, "fd") <= descriptors && daemon_count(zirqd, "task") <= threads);
}
