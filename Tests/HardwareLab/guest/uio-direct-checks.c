/* The lab's own ground: the emulated device interrupts through Linux's UIO as it should, without zirq in between. */
#include "check.h"
#include "driver.h"
#include "edu.h"
#include "uio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INTERRUPTS 2000
/* How long an interrupt that must not come is waited for. */
#define ABSENCE_MS 100

static const struct driver *driver;
static volatile void *registers;
static int node;

static void rearm(void) {
  const uint32_t enable = 1;
  if (write(node, &enable, sizeof(enable)) == sizeof(enable)) {
    return;
  }
  REQUIRE(errno == ENOSYS, "write to the node: %s", strerror(errno));
  pci_set_command(EDU_SLOT, pci_command(EDU_SLOT) & ~PCI_COMMAND_INTX_DISABLE);
}

static void bind_device(void) {
  pci_bind(EDU_SLOT, driver->name);
}

static void open_device(void) {
  registers = pci_map(EDU_SLOT, 0, EDU_REGION_SIZE);
  REQUIRE(REGISTER(registers, EDU_IDENTIFICATION) == EDU_IDENTIFICATION_VALUE,
          "the identification register reads %#x", REGISTER(registers, EDU_IDENTIFICATION));
  node = open(uio_node(), O_RDWR | O_CLOEXEC);
  REQUIRE(node >= 0, "open %s: %s", uio_node(), strerror(errno));
  rearm();
}

static uint32_t next_count(void) {
  uint32_t count = 0;
  REQUIRE(read(node, &count, sizeof(count)) == sizeof(count), "read the node: %s", strerror(errno));
  return count;
}

static bool interrupted(void) {
  struct pollfd wait = {.fd = node, .events = POLLIN};
  return poll(&wait, 1, ABSENCE_MS) == 1;
}

static void each_raise_is_counted(void) {
  open_device();
  uint32_t first = uio_event_count();
  for (uint32_t i = 1; i <= INTERRUPTS; i++) {
    edu_raise(registers);
    uint32_t count = next_count();
    if (driver->is_level) {
      /* A handler that runs twice for one level counts it twice, and the second count may be all that has been read. */
      UNTIL(pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE);
      count = uio_event_count();
    }
    REQUIRE(driver->is_level ? count - first >= i : count - first == i, "interrupt %u has count %u", i, count - first);
    edu_silence(registers);
    rearm();
  }
  REQUIRE(!interrupted() || (driver->is_level && next_count() - first > INTERRUPTS),
          "an interrupt came that nobody raised");
}

static void masked_until_the_rearm(void) {
  open_device();
  edu_raise(registers);
  next_count();
  edu_silence(registers);
  REQUIRE(pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE, "the kernel has not masked the line");
  edu_raise(registers);
  REQUIRE(!interrupted(), "an interrupt came from a masked line");
  rearm();
  REQUIRE(interrupted(), "the re-arm did not let the waiting interrupt through");
  edu_silence(registers);
}

static void asserted_before_open(void) {
  driver_interrupt_nobody(driver);
  open_device();
  REQUIRE(interrupted(), "no interrupt came from a device that asserts");
  edu_silence(registers);
}

static void unbinding_ends_a_read(void) {
  open_device();
  pci_unbind(EDU_SLOT);
  uint32_t count = 0;
  REQUIRE(read(node, &count, sizeof(count)) == -1 && errno == EIO, "the read gave %s", strerror(errno));
}

static void message_for_each_raise(void) {
  open_device();
  uint32_t first = uio_event_count();
  for (uint32_t i = 1; i <= 3; i++) {
    edu_raise(registers);
    uint32_t count = next_count();
    REQUIRE(count == first + i, "raise %u of a device that was not silenced has count %u", i, count - first);
  }
  edu_silence(registers);
}

static const struct check on_every_line[] = {
    {"the device interrupts 2000 times without zirq, none lost", each_raise_is_counted},
    {"unbinding the driver ends a read with EIO", unbinding_ends_a_read},
};

static const struct check on_a_level[] = {
    {"the kernel masks the line until the re-arm", masked_until_the_rearm},
    {"an interrupt asserted before open arrives", asserted_before_open},
};

static const struct check on_messages[] = {
    {"a device that is not silenced sends a message for each raise", message_for_each_raise},
};

#define RUN(checks) run_checks(driver->run, bind_device, checks, sizeof(checks) / sizeof((checks)[0]))

int main(int count, char **arguments) {
  driver = driver_of_run(count == 2 ? arguments[1] : "");
  int failed = RUN(on_every_line) + (driver->is_level ? RUN(on_a_level) : RUN(on_messages));
  return failed == 0 ? 0 : 1;
}
