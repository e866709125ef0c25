/* VFIO counts no interrupts, and the kernel forgets what it has counted for a line when VFIO closes the device; the
 * trace of handlers knows neither zirqd nor the device's end. Source: Linux, Documentation/trace/events.rst. */
#include "handler-count.h"

#include "check.h"
#include "pci.h"
#include "uio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TRACING "/sys/kernel/tracing"
#define HANDLER_ENTRY TRACING "/events/irq/irq_handler_entry"

static uint32_t first;

void handler_count_begin(const struct driver *driver) {
  if (!driver->is_vfio) {
    first = uio_event_count();
    return;
  }
  char filter[80];
  snprintf(filter, sizeof(filter), "name == \"%s\"", driver->handler);
  write_attribute(HANDLER_ENTRY "/filter", filter);
  /* To truncate the trace is to empty it. */
  int trace = open(TRACING "/trace", O_WRONLY | O_TRUNC | O_CLOEXEC);
  REQUIRE(trace >= 0, "empty the trace: %s", strerror(errno));
  close(trace);
  write_attribute(HANDLER_ENTRY "/enable", "1");
}

unsigned handler_count_end(const struct driver *driver) {
  if (!driver->is_vfio) {
    return uio_event_count() - first;
  }
  write_attribute(HANDLER_ENTRY "/enable", "0");
  FILE *trace = fopen(TRACING "/trace", "re");
  REQUIRE(trace != NULL, "read the trace: %s", strerror(errno));
  unsigned count = 0;
  char line[512];
  while (fgets(line, sizeof(line), trace) != NULL) {
    count += strstr(line, driver->handler) != NULL;
  }
  fclose(trace);
  return count;
}
