/* Raises interrupts of the edu that a UIO driver has, as the device itself would, with nobody's help:
 *
 *   edu-raise COUNT
 *
 * The kernel has counted each before the next. */
#include "check.h"
#include "edu.h"
#include "uio.h"

#include <sched.h>
#include <stdlib.h>

int main(int count, char **arguments) {
  REQUIRE(count == 2, "usage: edu-raise COUNT");
  volatile void *registers = pci_map(EDU_SLOT, 0, EDU_REGION_SIZE);
  for (unsigned left = (unsigned)strtoul(arguments[1], NULL, 10); left != 0; left--) {
    uint32_t before = uio_event_count();
    edu_raise(registers);
    UNTIL(uio_event_count() != before);
    edu_silence(registers);
  }
  return 0;
}
