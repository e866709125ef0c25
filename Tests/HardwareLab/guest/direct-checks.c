/* The lab's own ground: the emulated device interrupts through Linux's UIO as it should, without zirq in between. */
#include "check.h"
#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INTERRUPTS 2000
/* How long an interrupt that must not come is waited for. */
#define ABSENCE_MS 100

static const struct uio_driver *driver;
static volatile void *registers;
static int node;

static void rearm(void) {
  const uint32_t enable = 1;
  if (write(node, &enable, sizeof(enable)) == sizeof(enable)) {
    return;
  }
  REQUIRE(errno == ENOSYS, "write to the node: %s", strerror(errno));
  device_set_command(device_command() & ~PCI_COMMAND_INTX_DISABLE);
}

static void bind_device(void) {
  device_bind(driver->name);
}

static void open_device(void) {
  registers = device_registers();
  REQUIRE(EDU_REGISTER(registers, EDU_IDENTIFICATION) == 0x010000ed, "the identification register reads %#x",
          EDU_REGISTER(registers, EDU_IDENTIFICATION));
  node = open(device_node(), O_RDWR | O_CLOEXEC);
  REQUIRE(node >= 0, "open %s: %s", device_node(), strerror(errno));
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

static void silence(void) {
  EDU_REGISTER(registers, EDU_SILENCE) = EDU_REGISTER(registers, EDU_INTERRUPT_STATUS);
}

static void each_raise_is_one_count(void) {
  open_device();
  uint32_t first = device_event_count();
  for (uint32_t i = 1; i <= INTERRUPTS; i++) {
    EDU_REGISTER(registers, EDU_RAISE) = 1;
    uint32_t count = next_count();
    REQUIRE(count == first + i, "interrupt %u has count %u", i, count - first);
    silence();
    rearm();
  }
  REQUIRE(!interrupted(), "an interrupt came that nobody raised");
}

static void masked_until_the_rearm(void) {
  open_device();
  EDU_REGISTER(registers, EDU_RAISE) = 1;
  next_count();
  silence();
  REQUIRE(device_command() & PCI_COMMAND_INTX_DISABLE, "the kernel has not masked the line");
  EDU_REGISTER(registers, EDU_RAISE) = 1;
  REQUIRE(!interrupted(), "an interrupt came from a masked line");
  rearm();
  REQUIRE(interrupted(), "the re-arm did not let the waiting interrupt through");
  silence();
}

static void asserted_before_open(void) {
  device_interrupt_nobody(driver);
  open_device();
  REQUIRE(interrupted(), "no interrupt came from a device that asserts");
  silence();
}

static void unbinding_ends_a_read(void) {
  open_device();
  device_unbind();
  uint32_t count = 0;
  REQUIRE(read(node, &count, sizeof(count)) == -1 && errno == EIO, "the read gave %s", strerror(errno));
}

static const struct check checks[] = {
    {"the device interrupts 2000 times without zirq", each_raise_is_one_count},
    {"the kernel masks the line until the re-arm", masked_until_the_rearm},
    {"an interrupt asserted before open arrives", asserted_before_open},
    {"unbinding the driver ends a read with EIO", unbinding_ends_a_read},
};

int main(int count, char **arguments) {
  driver = uio_driver_named(count == 2 ? arguments[1] : "");
  return run_checks(driver->name, bind_device, checks, sizeof(checks) / sizeof(checks[0])) == 0 ? 0 : 1;
}
