/* zirq on what only VFIO has: devices of many vectors, groups of devices, and binding to and fro. */
#include "vfio-zirq-checks.h"

#include "bridge.h"
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "doorbell.h"
#include "e1000e.h"
#include "edu.h"

#include <stdlib.h>
#include <string.h>

static const struct check with_remapping[] = {
    {"five MSI-X vectors are five interrupts on one port, each raise with its own key", five_vectors_five_keys},
    {"vectors 0 and 2 alone are two interrupts, each raise with its own key", vectors_0_and_2},
    {"the host fires eight vectors 2000 times, and as many packets arrive", eight_vectors_from_the_host},
    {"a vector whose messages nobody takes is held until they are taken, and another of the device is not",
     storm_of_one_vector},
    {"zirqctl doctor --self-test fires each vector and hears of it", self_test_of_every_vector},
    {"zirqctl doctor finds no problem with a device that works", doctor_explains},
    {"zirqctl doctor says how to bind a device that no driver has", doctor_says_how_to_bind},
    {"a group that another program has is refused with a sentence that says so", group_of_another_program},
    {"a group of which another driver has a part is refused with a sentence that says so", group_with_another_driver},
    {"two devices of a group are open at once, and the group is free when both are closed", group_of_two_clients},
    {"the pages with the MSI-X table are left out of a mapping, and no more than these", table_left_out_of_a_mapping},
    {"the host unplugs a device under its client and plugs it in again, under VFIO and UIO", unplugged_by_the_host},
    {"zirqctl bind gives a device to vfio-pci and back, and each time it interrupts", bound_by_zirqctl},
    {"zirqctl bind refuses a device that a client has open", bind_refused_while_open},
    {"zirqctl bind refuses a group of which another driver has a part", bind_refused_for_half_a_group},
};

static const struct check without_remapping[] = {
    {"a machine without interrupt remapping is refused with a sentence that says so", no_interrupt_remapping},
};

static void bind_devices(void) {
  static const char *const slots[] = {EDU_SLOT, E1000E_SLOT, DOORBELL_SLOT, BRIDGE_EDU_SLOT, BRIDGE_SIBLING_SLOT};
  for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
    if (pci_exists(slots[i]) && strcmp(pci_driver(slots[i]), "vfio-pci") != 0) {
      pci_bind(slots[i], "vfio-pci");
    }
  }
}

static void require_free_devices(void) {
  bind_devices();
  clients_have_ended();
}

#define RUN(checks)                                                                                                    \
  run_checks("zirq with vfio-pci", require_free_devices, checks, sizeof(checks) / sizeof((checks)[0]))

int main(int count, char **arguments) {
  bool remapping = count < 2 || strcmp(arguments[1], "without-remapping") != 0;
  setenv("ZIRQ_SOCKET", ZIRQ_SOCKET_PATH, 1);
  bind_devices();
  daemon_configure("[Daemon]\nRemovalGraceSec=20\n[Line %s]\nStormLimitHz=20\n", DOORBELL_NAME);
  pid_t daemon = daemon_start();
  int failed = remapping ? RUN(with_remapping) : RUN(without_remapping);
  return failed == 0 && daemon_stop(daemon) == 0 ? 0 : 1;
}
