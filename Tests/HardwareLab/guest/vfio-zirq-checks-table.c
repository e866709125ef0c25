/* The table of a device's MSI-X messages, which the kernel writes and no client may. */
#include "check.h"
#include "client.h"
#include "doorbell.h"
#include "e1000e.h"
#include "vfio-zirq-checks.h"

#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <zirq/zirq.h>

static sigjmp_buf before_read;

static void return_to_before(int signal) {
  siglongjmp(before_read, signal);
}

/* Here and not in a child, which inherits nothing of a VFIO device's registers. */
static bool can_be_read(volatile void *address) {
  struct sigaction action = {.sa_handler = return_to_before};
  REQUIRE(sigaction(SIGSEGV, &action, NULL) == 0 && sigaction(SIGBUS, &action, NULL) == 0, "sigaction");
  if (sigsetjmp(before_read, 1) != 0) {
    return false;
  }
  (void)REGISTER(address, 0);
  return true;
}

void table_left_out_of_a_mapping(void) {
  zx_handle_t resource;
  void *start;
  size_t size;
  expect_status(zirq_device_open(E1000E_NAME, &resource), ZX_OK, "zirq_device_open");
  expect_status(zirq_region_map(resource, E1000E_MESSAGES, &start, &size), ZX_OK, "zirq_region_map");
  REQUIRE(size == E1000E_MESSAGES_SIZE, "the region has %#zx bytes", size);
  for (size_t page = 0; page < size; page += 0x1000) {
    bool is_table = page == E1000E_MESSAGE_TABLE;
    REQUIRE(can_be_read((char *)start + page) != is_table, "the page at %#zx can%s be read", page,
            is_table ? "" : "not");
  }
  /* Of the other device it is all that the region has. */
  expect_status(zirq_device_open(DOORBELL_NAME, &resource), ZX_OK, "zirq_device_open");
  expect_status(zirq_region_map(resource, DOORBELL_MESSAGES, &start, &size), ZX_ERR_NOT_SUPPORTED,
                "zirq_region_map of the table alone");
}
