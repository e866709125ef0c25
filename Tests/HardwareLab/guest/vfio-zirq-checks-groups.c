/* An IOMMU group is opened once, however many of its devices are in use. */
#include "bridge.h"
#include "check.h"
#include "client.h"
#include "vfio-zirq-checks.h"
#include "vfio.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

static int open_group(void) {
  int group;
  int error = vfio_group_open(BRIDGE_EDU_SLOT, &group);
  if (error == 0) {
    close(group);
  }
  return error;
}

void group_of_two_clients(void) {
  struct client first, second;
  client_start_named(&first, BRIDGE_EDU_NAME);
  client_start_named(&second, BRIDGE_SIBLING_NAME);
  for (unsigned i = 0; i < 50; i++) {
    client_serve(&first, 1);
    client_serve(&second, 1);
  }
  client_let_go(&first);
  client_serve(&second, 50);
  REQUIRE(open_group() == EBUSY, "the group is free, and one of its devices is in use");
  client_let_go(&second);
  int error;
  /* zirqd lets go of a device in its own time. */
  UNTIL((error = open_group()) != EBUSY);
  REQUIRE(error == 0, "open the group: %s", strerror(error));
  client_start_named(&first, BRIDGE_EDU_NAME);
  client_serve(&first, 10);
}
