/* Who may have a device of VFIO, and what it takes to have it back. */
#include "bridge.h"
#include "check.h"
#include "edu.h"
#include "monitor.h"
#include "vfio-direct-checks.h"
#include "vfio.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void group_has_one_user(void) {
  struct vfio vfio;
  int second;
  vfio_open(&vfio, EDU_SLOT);
  int error = vfio_group_open(EDU_SLOT, &second);
  REQUIRE(error == EBUSY, "a second open of the group gave %s", strerror(error));
}

void group_shared_with_another_driver(void) {
  int group;
  pci_bind(BRIDGE_EDU_SLOT, "vfio-pci");
  pci_bind(BRIDGE_SIBLING_SLOT, "uio_pci_generic");
  REQUIRE(vfio_group_open(BRIDGE_EDU_SLOT, &group) == 0, "open the group: %s", strerror(errno));
  REQUIRE(!vfio_group_is_viable(group), "the group is viable beside uio_pci_generic");
  close(group);
  pci_unbind(BRIDGE_SIBLING_SLOT);
  REQUIRE(vfio_group_open(BRIDGE_EDU_SLOT, &group) == 0, "open the group: %s", strerror(errno));
  REQUIRE(vfio_group_is_viable(group), "the group is not viable without the other driver");
}

static pid_t unbinding;

static void require_held(const char *what) {
  usleep(ABSENCE_MS * 1000);
  REQUIRE(waitpid(unbinding, NULL, WNOHANG) == 0, "%s does not hold the removal up", what);
}

static void removed_after(void (*let_go)(struct vfio *vfio, volatile void *registers)) {
  struct vfio vfio;
  int request;
  vfio_open(&vfio, EDU_SLOT);
  volatile void *registers = vfio_map(&vfio, VFIO_PCI_BAR0_REGION_INDEX, EDU_REGION_SIZE);
  REQUIRE(vfio_signal(&vfio, VFIO_PCI_REQ_IRQ_INDEX, 1, 1, &request) == 0, "arm REQ: %s", strerror(errno));
  unbinding = pci_start_unbind(EDU_SLOT);
  REQUIRE(vfio_signals(request, PATIENCE_MS) > 0, "nobody asked for the device");
  REQUIRE(REGISTER(registers, EDU_IDENTIFICATION) == EDU_IDENTIFICATION_VALUE, "the device is gone already");
  let_go(&vfio, registers);
  int status = -1;
  REQUIRE(waitpid(unbinding, &status, 0) == unbinding && status == 0, "the unbind ended with %#x", status);
  REQUIRE(!pci_is_bound(EDU_SLOT), "the device still has its driver");
}

static void descriptor_last(struct vfio *vfio, volatile void *registers) {
  munmap((void *)registers, EDU_REGION_SIZE);
  require_held("a descriptor");
  vfio_close(vfio);
}

static void mapping_last(struct vfio *vfio, volatile void *registers) {
  vfio_close(vfio);
  require_held("a mapping");
  munmap((void *)registers, EDU_REGION_SIZE);
}

void removal_waits_for_descriptor(void) {
  removed_after(descriptor_last);
}

void removal_waits_for_mapping(void) {
  removed_after(mapping_last);
}

void host_unplugs_and_plugs(void) {
  REQUIRE(pci_exists(PLUGGED_SLOT), "the slot is empty");
  host_unplug();
  UNTIL(!pci_exists(PLUGGED_SLOT));
  host_plug();
}

void without_remapping(void) {
  int group, container;
  REQUIRE(vfio_group_open(EDU_SLOT, &group) == 0, "open the group: %s", strerror(errno));
  int error = vfio_container_open(group, &container);
  REQUIRE(error == EPERM, "the container gave %s", strerror(error));
}
