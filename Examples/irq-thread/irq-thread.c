/* The interrupt thread of many drivers on Zircon: it blocks in zx_interrupt_wait(), which acknowledges the interrupt of
 * the last time when it is entered again. Another thread ends it by zx_interrupt_destroy().
 *
 *   irq-thread sim:timer
 *
 * Only zirq_device_open() is zirq's own; all else compiles for Zircon too. */
#include <inttypes.h>
#include <stdio.h>
#include <threads.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zirq/zirq.h>

/* The driver's work is done after as many. */
#define ENOUGH 5

struct device {
  zx_handle_t interrupt;
  zx_handle_t done; /* an event: the device has interrupted ENOUGH times */
  unsigned interrupts;
  zx_time_t last;
};

static zx_status_t failed(const char *what, zx_status_t status) {
  fprintf(stderr, "irq-thread: %s: %s\n", what, zx_status_get_string(status));
  return status;
}

/* Returns why it ended. */
static int serve(void *argument) {
  struct device *device = argument;
  for (;;) {
    zx_time_t timestamp;
    zx_status_t status = zx_interrupt_wait(device->interrupt, &timestamp);
    if (status != ZX_OK) {
      return status;
    }
    /* Here a driver reads why its device interrupts, and silences it: the next wait opens the line again. */
    if (timestamp <= device->last) {
      return failed("an interrupt that is not later than the one before", ZX_ERR_INTERNAL);
    }
    device->last = timestamp;
    printf("interrupt %u\n", ++device->interrupts);
    if (device->interrupts == ENOUGH) {
      zx_object_signal(device->done, 0, ZX_EVENT_SIGNALED);
    }
  }
}

static zx_status_t device_open(struct device *device, const char *name) {
  zx_handle_t resource;
  zx_status_t status = zirq_device_open(name, &resource);
  if (status != ZX_OK) {
    return failed(zirq_error(), status);
  }
  status = zx_interrupt_create(resource, 0, ZX_INTERRUPT_MODE_DEFAULT, &device->interrupt);
  zx_handle_close(resource);
  if (status != ZX_OK) {
    return failed("zx_interrupt_create", status);
  }
  status = zx_event_create(0, &device->done);
  return status == ZX_OK ? ZX_OK : failed("zx_event_create", status);
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: irq-thread DEVICE\n");
    return 64;
  }
  struct device device = {0};
  zx_status_t status = device_open(&device, arguments[1]);
  thrd_t thread;
  if (status != ZX_OK || thrd_create(&thread, serve, &device) != thrd_success) {
    return 1;
  }

  status = zx_object_wait_one(device.done, ZX_EVENT_SIGNALED, zx_deadline_after(ZX_SEC(30)), NULL);
  if (status != ZX_OK) {
    failed("waiting for the device", status);
  }

  /* The thread is in zx_interrupt_wait(), or enters it next; either way that ends now. Closing the handle would not do:
   * while the thread uses it, its number may become another's. */
  zx_interrupt_destroy(device.interrupt);
  int ended;
  thrd_join(thread, &ended);
  printf("stopped: %s\n", zx_status_get_string(ended));
  const zx_handle_t handles[] = {device.interrupt, device.done};
  zx_handle_close_many(handles, sizeof(handles) / sizeof(handles[0]));
  return status == ZX_OK && ended == ZX_ERR_CANCELED ? 0 : 1;
}
