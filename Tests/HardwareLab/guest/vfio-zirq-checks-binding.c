/* zirqctl bind and unbind, as the machine's administrator uses them. */
#include "bridge.h"
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "vfio-zirq-checks.h"

#include <string.h>

/* zirqctl's exit status when something is in use. */
#define TRY_AGAIN 75

static void bind_by_zirqctl(const char *driver) {
  const char *const bind[] = {"/bin/zirqctl", "bind", EDU_SLOT, driver, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  expect_output(bind, 0, (const char *const[]){EDU_SLOT, driver}, 2);
  REQUIRE(strcmp(pci_driver(EDU_SLOT), driver) == 0, "the device has driver \"%s\"", pci_driver(EDU_SLOT));
  struct client client;
  client_start(&client);
  client_serve(&client, 10);
  client_let_go(&client);
}

void bound_by_zirqctl(void) {
  bind_by_zirqctl("uio_pci_generic");
  bind_by_zirqctl("vfio-pci");
  const char *const unbind[] = {"/bin/zirqctl", "unbind", EDU_SLOT, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  expect_output(unbind, 0, (const char *const[]){EDU_SLOT}, 1);
  REQUIRE(!pci_is_bound(EDU_SLOT), "the device has driver \"%s\"", pci_driver(EDU_SLOT));
}

void bind_refused_while_open(void) {
  struct client client;
  client_start(&client);
  const char *const bind[] = {"/bin/zirqctl", "bind",           EDU_SLOT, "uio_pci_generic", "--control-socket",
                              ZIRQ_CONTROL_PATH, NULL};
  expect_output(bind, TRY_AGAIN, (const char *const[]){EDU_SLOT, "opened it through zirqd"}, 2);
  client_serve(&client, 10);
}

void bind_refused_for_half_a_group(void) {
  pci_bind(BRIDGE_SIBLING_SLOT, "uio_pci_generic");
  pci_unbind(BRIDGE_EDU_SLOT);
  const char *const bind[] = {"/bin/zirqctl", "bind",           BRIDGE_EDU_SLOT, "vfio-pci", "--control-socket",
                              ZIRQ_CONTROL_PATH, NULL};
  expect_output(bind, TRY_AGAIN, (const char *const[]){BRIDGE_EDU_SLOT, BRIDGE_SIBLING_SLOT}, 2);
  REQUIRE(!pci_is_bound(BRIDGE_EDU_SLOT), "it was bound all the same");
}
