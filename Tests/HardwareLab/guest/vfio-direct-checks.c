/* The lab's own ground under VFIO: the emulated devices interrupt through Linux as they should, without zirq. */
#include "vfio-direct-checks.h"

#include "check.h"
#include "doorbell.h"
#include "e1000e.h"
#include "edu.h"

#include <string.h>

static const struct check with_remapping[] = {
    {"edu interrupts 2000 times by INTx without zirq", edu_by_intx},
    {"the kernel masks INTx until the unmask", edu_masked_until_unmask},
    {"edu interrupts 2000 times by MSI without zirq", edu_by_message},
    {"no MSI comes without bus master", edu_without_bus_master},
    {"e1000e's five MSI-X vectors each signal their own eventfd", e1000e_five_vectors},
    {"of e1000e's vectors 0 and 2 alone each signals its own eventfd", e1000e_vectors_0_and_2},
    {"the host fires ivshmem's eight vectors 2000 times, none lost", doorbell_eight_vectors},
    {"a group has one user at a time", group_has_one_user},
    {"a group whose other device has a driver of the kernel is not viable", group_shared_with_another_driver},
    {"unbinding asks for the device and waits for its descriptor", removal_waits_for_descriptor},
    {"unbinding asks for the device and waits for its mapping", removal_waits_for_mapping},
    {"the host unplugs a device and plugs it in again", host_unplugs_and_plugs},
};

static const struct check without_remapping_checks[] = {
    {"VFIO refuses a machine without interrupt remapping", without_remapping},
};

static void bind_devices(void) {
  static const char *const slots[] = {EDU_SLOT, E1000E_SLOT, DOORBELL_SLOT};
  for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
    if (pci_exists(slots[i]) && strcmp(pci_driver(slots[i]), "vfio-pci") != 0) {
      pci_bind(slots[i], "vfio-pci");
    }
  }
}

#define COUNT(checks) (sizeof(checks) / sizeof((checks)[0]))

int main(int count, char **arguments) {
  bool remapping = count < 2 || strcmp(arguments[1], "without-remapping") != 0;
  int failed = remapping ? run_checks("vfio-pci", bind_devices, with_remapping, COUNT(with_remapping))
                         : run_checks("vfio-pci", bind_devices, without_remapping_checks,
                                      COUNT(without_remapping_checks));
  return failed == 0 ? 0 : 1;
}
