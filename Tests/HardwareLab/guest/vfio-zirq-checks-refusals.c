/* What VFIO does not give out, and the sentence that says why and what to do. */
#include "bridge.h"
#include "check.h"
#include "client.h"
#include "edu.h"
#include "vfio-zirq-checks.h"
#include "vfio.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zirq/zirq.h>

/* The device is refused at the latest when its interrupt is asked for. */
static void expect_refusal(const char *name, const char *why) {
  zx_handle_t resource;
  zx_handle_t interrupt = ZX_HANDLE_INVALID;
  zx_status_t status = zirq_device_open(name, &resource);
  if (status == ZX_OK) {
    status = zx_interrupt_create(resource, 0, 0, &interrupt);
  }
  REQUIRE(status != ZX_OK, "%s was handed out", name);
  REQUIRE(strstr(zirq_error(), name) != NULL && strstr(zirq_error(), why) != NULL, "%s is refused by %s: \"%s\"", name,
          zx_status_get_string(status), zirq_error());
}

void group_of_another_program(void) {
  int group;
  int error;
  /* zirqd lets go of a device in its own time. */
  UNTIL((error = vfio_group_open(EDU_SLOT, &group)) != EBUSY);
  REQUIRE(error == 0, "open the group: %s", strerror(error));
  expect_refusal(EDU_NAME, "another program has it");
  close(group);
  struct client client;
  client_start(&client);
  client_serve(&client, 10);
}

void group_with_another_driver(void) {
  pci_bind(BRIDGE_SIBLING_SLOT, "uio_pci_generic");
  expect_refusal(BRIDGE_EDU_NAME, "the IOMMU group has other devices");
  pci_unbind(BRIDGE_SIBLING_SLOT);
  struct client client;
  client_start_named(&client, BRIDGE_EDU_NAME);
  client_serve(&client, 10);
}

void no_interrupt_remapping(void) {
  expect_refusal(EDU_NAME, "does not remap interrupts");
}
