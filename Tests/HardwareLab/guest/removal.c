#include "removal.h"

#include "check.h"
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

static bool is_listed(void) {
  zirq_device_t *devices;
  size_t count;
  bool found = false;
  expect_status(zirq_device_list(&devices, &count), ZX_OK, "zirq_device_list");
  for (size_t i = 0; i < count; i++) {
    found |= strcmp(devices[i].name, EDU_NAME) == 0;
  }
  zirq_device_list_free(devices);
  return found;
}

void expect_return(zx_handle_t old_resource) {
  zirq_device_info_t info;
  /* zirqd learns in its own time that the device has gone, and that it has come. */
  UNTIL(!is_listed());
  expect_status(zirq_device_info(old_resource, &info), ZX_ERR_IO_NOT_PRESENT, "zirq_device_info of what has gone");
  bring_back(EDU_SLOT);
  UNTIL(is_listed());
  expect_status(zirq_device_info(old_resource, &info), ZX_ERR_IO_NOT_PRESENT,
                "zirq_device_info of a device that has come back as another");
  struct client client;
  client_start(&client);
  client_serve(&client, 10);
}
