#include "driver.h"

#include "check.h"
#include "edu.h"
#include "uio.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct driver drivers[] = {
    {.run = "uio_pci_generic",
     .name = "uio_pci_generic",
     .rearm_path = "config-space",
     .is_level = true,
     .takes_interrupts_from_bind = true},
    {.run = "igb_uio", .name = "igb_uio", .rearm_path = "irqcontrol", .is_level = true},
    {.run = "igb_uio-msi", .name = "igb_uio", .rearm_path = "irqcontrol"},
    {.run = "vfio-intx",
     .name = "vfio-pci",
     .rearm_path = "unmask",
     .handler = "vfio-intx(" EDU_SLOT ")",
     .interrupts = "intx",
     .is_vfio = true,
     .is_level = true},
    {.run = "vfio-msi",
     .name = "vfio-pci",
     .rearm_path = "none",
     .handler = "vfio-msi[0](" EDU_SLOT ")",
     .interrupts = "msi",
     .is_vfio = true},
};

const struct driver *driver_of_run(const char *run) {
  for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
    if (strcmp(drivers[i].run, run) == 0) {
      return &drivers[i];
    }
  }
  fprintf(stderr, "no run \"%s\" is known here\n", run);
  exit(2);
}

void driver_interrupt_nobody(const struct driver *driver) {
  /* What a check before has left asserted would be the interrupt, as soon as the driver takes any. */
  edu_silence(pci_map(EDU_SLOT, 0, EDU_REGION_SIZE));
  pci_bind(EDU_SLOT, driver->name);
  uint32_t events = driver->is_vfio ? 0 : uio_event_count();
  if (!driver->takes_interrupts_from_bind) {
    /* As the last one who had the node open leaves it. On hardware the interrupt would wait for the open anyhow, but
     * QEMU's IOAPIC forgets a level that rose while no handler had been installed. */
    pci_set_command(EDU_SLOT, pci_command(EDU_SLOT) | PCI_COMMAND_INTX_DISABLE);
  }
  edu_raise(pci_map(EDU_SLOT, 0, EDU_REGION_SIZE));
  if (driver->takes_interrupts_from_bind) {
    /* The other processor may be the one that handles it. */
    UNTIL(uio_event_count() != events);
  }
  REQUIRE(driver->is_vfio || uio_event_count() - events == driver->takes_interrupts_from_bind,
          "the kernel counted %u interrupts", uio_event_count() - events);
  REQUIRE(pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE, "the line is not masked");
}
