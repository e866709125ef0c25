/* zirq on the real kernel: the checks with edu, which run once for each way that Linux hands out its interrupt. */
#include "zirq-checks.h"

#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct driver *driver;
pid_t zirqd;

static const struct check on_every_line[] = {
    {"2000 interrupts arrive once each, in order", two_thousand_interrupts},
    {"an interrupt raised before the ack arrives at the ack", raised_before_ack},
    {"registers mapped by a physical VMO are the device's, and its interrupt arrives", registers_mapped_by_vmo},
    {"a narrower MMIO resource maps no more than its own registers", registers_mapped_by_narrow_resource},
    {"unbinding the driver ends zx_port_wait with ZX_ERR_CANCELED", unbound_in_port_wait},
    {"unbinding the driver ends zx_interrupt_wait with ZX_ERR_CANCELED", unbound_in_interrupt_wait},
    {"removing the device ends zx_port_wait with ZX_ERR_CANCELED", removed_in_port_wait},
    {"removing the device ends zx_interrupt_wait with ZX_ERR_CANCELED", removed_in_interrupt_wait},
    {"a client killed while it waits leaves the line usable", killed_while_waiting},
    {"a client killed before its ack leaves the line usable", killed_before_ack},
    {"zirqctl list names the device, its driver and its slot", zirqctl_lists_the_device},
    {"zirqctl show names the re-arm path", zirqctl_shows_the_rearm_path},
};

/* The longest of all: on one line of UIO's and on one of VFIO's. */
static const struct check on_one_line_of_each[] = {
    {"50 times unbound or removed, the device comes back, and zirqd keeps no descriptor and no thread", fifty_removals},
    {"of two devices under load one is removed, and the other's 2000 interrupts arrive", two_devices_one_removed},
};

static const struct check on_a_level[] = {
    {"without an ack no second packet comes", nothing_without_ack},
    {"an interrupt spent before open leaves the line usable", spent_before_open},
    {"zirqctl doctor finds that a device asserts its masked interrupt", doctor_finds_an_unsilenced_device},
    {"the edu driver of the examples computes factorials by interrupt", example_computes_factorials},
};

static const struct check under_uio[] = {
    {"a client's mapping does not hold up the driver's unbinding", unbound_under_a_mapping},
    {"a client's mapping does not hold up the removal", removed_under_a_mapping},
};

/* VFIO lets the device assert before it installs the handler, and QEMU's IOAPIC forgets a level that rose meanwhile. */
static const struct check on_a_level_under_uio[] = {
    {"an interrupt asserted before open arrives", asserted_before_open},
    {"zirqctl watch prints an interrupt", zirqctl_watches_the_device},
};

static const struct check under_vfio[] = {
    {"the unbinding waits for the client to unmap, and no longer", unbinding_waits_for_client},
    {"the removal waits for the client to unmap, and no longer", removal_waits_for_client},
};

static const struct check with_its_own_daemon[] = {
    {"SIGTERM ends zirqd with status 0 and the line masked, and a new zirqd serves it", terminated_and_restarted},
    {"zirqd killed at any moment of a client's work leaves a line that a new zirqd serves", killed_and_restarted},
    {"with Timestamps=irq-entry a packet has the time of the interrupt and not of zirqd's wake-up",
     times_of_interrupt_entry},
};

static const struct check on_a_level_with_its_own_daemon[] = {
    {"a device that is never silenced has its line held, until zirqctl releases it", storm_released_by_administrator},
    {"a device that is never silenced has its line held, until a further ack", storm_released_by_ack},
};

static const struct check on_messages_with_its_own_daemon[] = {
    {"messages that nobody takes have their line held, until zirqctl releases it",
     storm_of_messages_released_by_administrator},
    {"messages that nobody takes have their line held, until they are taken", storm_of_messages_released_by_ack},
};

/* Whose own way of re-arming is another. */
static const struct check on_a_level_of_igb_uio_with_its_own_daemon[] = {
    {"with Rearm=config-space the line is armed by the configuration space", rearmed_as_configured},
};

static const struct check under_vfio_with_its_own_daemon[] = {
    {"a client that keeps its mapping is ended after RemovalGraceSec, and the unbinding goes on",
     unbinding_ends_stubborn_client},
    {"a client that keeps its mapping is ended after RemovalGraceSec, and the removal goes on",
     removal_ends_stubborn_client},
};

static const struct check on_messages_under_vfio_with_its_own_daemon[] = {
    {"with BusMaster=yes messages arrive though no client has asked for bus mastering", bus_master_as_configured},
    {"without bus mastering, which is off until a client asks for it, no message arrives",
     no_message_without_bus_mastering},
};

pid_t start_zirqd(unsigned removal_grace_seconds, const char *line_settings) {
  daemon_configure("[Daemon]\nRemovalGraceSec=%u\n[Line pci:0000:00:0*]\nInterrupts=%s\n%s\n", removal_grace_seconds,
                   driver->interrupts != NULL ? driver->interrupts : "auto", line_settings);
  return daemon_start();
}

/* A check that failed half-way may have left a device out of the system, or without its driver. */
static void require_driver(void) {
  if (!pci_exists(EDU_SLOT) || !pci_exists(EDU_SECOND_SLOT)) {
    pci_rescan();
  }
  if (strcmp(pci_driver(EDU_SLOT), driver->name) != 0) {
    pci_bind(EDU_SLOT, driver->name);
  }
}

static void require_free_device(void) {
  require_driver();
  clients_have_ended();
}

#define RUN_AFTER(prepare, checks) run_checks(driver->run, prepare, checks, sizeof(checks) / sizeof((checks)[0]))
#define RUN(checks) RUN_AFTER(require_free_device, checks)
#define RUN_WITHOUT_DAEMON(checks) RUN_AFTER(require_driver, checks)

int main(int count, char **arguments) {
  driver = driver_of_run(count == 2 ? arguments[1] : "");
  setenv("ZIRQ_SOCKET", ZIRQ_SOCKET_PATH, 1);
  require_driver();

  /* Time for a well-behaved client on a busy host to let go. */
  zirqd = start_zirqd(20, "");
  int failed = RUN(on_every_line);
  bool is_the_one = driver->is_vfio ? !driver->is_level : strcmp(driver->run, "uio_pci_generic") == 0;
  failed += is_the_one ? RUN(on_one_line_of_each) : 0;
  failed += driver->is_level ? RUN(on_a_level) : 0;
  failed += driver->is_vfio ? RUN(under_vfio) : RUN(under_uio);
  failed += driver->is_level && !driver->is_vfio ? RUN(on_a_level_under_uio) : 0;
  int status = daemon_stop(zirqd);
  if (status != 0) {
    fprintf(stderr, "zirqd ended with wait status %#x\n", status);
    failed++;
  }
  failed += RUN_WITHOUT_DAEMON(with_its_own_daemon);
  failed += driver->is_level ? RUN_WITHOUT_DAEMON(on_a_level_with_its_own_daemon)
                             : RUN_WITHOUT_DAEMON(on_messages_with_its_own_daemon);
  bool is_irqcontrol = strcmp(driver->run, "igb_uio") == 0;
  failed += is_irqcontrol ? RUN_WITHOUT_DAEMON(on_a_level_of_igb_uio_with_its_own_daemon) : 0;
  failed += driver->is_vfio ? RUN_WITHOUT_DAEMON(under_vfio_with_its_own_daemon) : 0;
  failed += driver->is_vfio && !driver->is_level ? RUN_WITHOUT_DAEMON(on_messages_under_vfio_with_its_own_daemon) : 0;
  return failed == 0 ? 0 : 1;
}
