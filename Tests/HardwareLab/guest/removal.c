#include "removal.h"

#include "check.h"
#include "daemon.h"
#include "edu.h"
#include "zirq-checks.h"

#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <zirq/zirq.h>

void removal_finish(pid_t removing) {
  int status = -1;
  REQUIRE(waitpid(removing, &status, 0) == removing && status == 0, "the removal ended with wait status %#x", status);
}

bool removal_waits(pid_t removing) {
  return waitpid(removing, NULL, WNOHANG) == 0;
}

void bring_back(const char *slot) {
  if (!pci_exists(slot)) {
    pci_rescan();
  }
  pci_bind(slot, driver->name);
}

static bool zirqctl_lists_it(void) {
  static const char *const list[] = {"/bin/zirqctl", "list", "--json", "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  char output[16384];
  int status = run_program(list, output, sizeof(output));
  REQUIRE(status == 0, "zirqctl list ended with wait status %#x: %s", status, output);
  return strstr(output, EDU_NAME) != NULL;
}

void expect_return(zx_handle_t old_resource) {
  zirq_device_info_t info;
  /* zirqd learns in its own time that the device has gone, and that it has come. */
  UNTIL(!zirqctl_lists_it());
  expect_status(zirq_device_info(old_resource, &info), ZX_ERR_IO_NOT_PRESENT, "zirq_device_info of what has gone");
  bring_back(EDU_SLOT);
  UNTIL(zirqctl_lists_it());
  expect_status(zirq_device_info(old_resource, &info), ZX_ERR_IO_NOT_PRESENT,
                "zirq_device_info of a device that has come back as another");
  struct client client;
  client_start(&client);
  client_serve(&client, 10);
}
