/* A device is pulled out of its slot, and put back. */
#include "check.h"
#include "client.h"
#include "monitor.h"
#include "pci.h"
#include "vfio-zirq-checks.h"

#include <sched.h>

static void serve_after_plugging(struct client *client, const char *driver) {
  pci_bind_when_added(PLUGGED_SLOT, driver);
  client_start_named(client, PLUGGED_NAME);
  client_serve(client, 100);
}

static void unplug_under(const char *driver) {
  struct client client;
  serve_after_plugging(&client, driver);
  host_unplug();
  client_expect_end(&client);
  client_let_go(&client);
  UNTIL(!pci_exists(PLUGGED_SLOT));
  host_plug();
  serve_after_plugging(&client, driver);
  client_let_go(&client);
}

void unplugged_by_the_host(void) {
  unplug_under("vfio-pci");
  unplug_under("uio_pci_generic");
}
