/* A device with several interrupts, as network and storage controllers have under vfio-pci: one MSI-X vector for each
 * queue. All are bound to one port, each with a key of its own, which is what tells them apart.
 *
 *   msix-vectors pci:0000:00:04.0 [COUNT]    serve COUNT interrupts, or until the device goes
 *
 * What the device has to be told before it sends anything is its own affair; here it is nothing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zirq/zirq.h>

#define MAX_VECTORS 32u

struct controller {
  zx_handle_t device;
  zx_handle_t port;
  zx_handle_t interrupts[MAX_VECTORS]; /* the key of each is its place */
  uint32_t vectors;
  uint64_t served[MAX_VECTORS];
};

static zx_status_t failed(const char *what, zx_status_t status) {
  fprintf(stderr, "msix-vectors: %s: %s\n", what, zx_status_get_string(status));
  return status;
}

/* After a call of zirq's, or one that makes an interrupt: the sentence says what is in the way, and what to do. */
static zx_status_t failed_for_a_reason(const char *what, zx_status_t status) {
  return failed(zirq_error()[0] != '\0' ? zirq_error() : what, status);
}

static const char *kind_of(uint32_t interrupts) {
  switch (interrupts) {
    case ZIRQ_INTERRUPTS_NONE: return "none";
    case ZIRQ_INTERRUPTS_INTX: return "INTx";
    case ZIRQ_INTERRUPTS_MSI: return "MSI";
    case ZIRQ_INTERRUPTS_MSIX: return "MSI-X";
    case ZIRQ_INTERRUPTS_PLATFORM: return "wires";
    default: return "of a kind that is not told";
  }
}

static zx_status_t controller_open(struct controller *controller, const char *name) {
  zx_status_t status = zirq_device_open(name, &controller->device);
  if (status != ZX_OK) {
    return failed_for_a_reason(name, status);
  }
  zirq_device_info_t info;
  status = zirq_device_info(controller->device, &info);
  if (status != ZX_OK) {
    return failed_for_a_reason(name, status);
  }
  controller->vectors = info.vectors < MAX_VECTORS ? info.vectors : MAX_VECTORS;
  printf("%" PRIu32 " vectors, %s\n", controller->vectors, kind_of(info.interrupts));
  if (controller->vectors == 0) {
    return failed("the device has no interrupt", ZX_ERR_NOT_SUPPORTED);
  }

  /* The interrupts first: messages that a device sends before there is someone to take them are lost. */
  status = zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &controller->port);
  if (status != ZX_OK) {
    return failed("zx_port_create", status);
  }
  for (uint32_t vector = 0; vector < controller->vectors; vector++) {
    zx_handle_t *interrupt = &controller->interrupts[vector];
    status = zx_interrupt_create(controller->device, vector, ZX_INTERRUPT_MODE_DEFAULT, interrupt);
    if (status != ZX_OK) {
      return failed_for_a_reason("zx_interrupt_create", status);
    }
    status = zx_interrupt_bind(*interrupt, controller->port, vector, ZX_INTERRUPT_BIND);
    if (status != ZX_OK) {
      return failed("zx_interrupt_bind", status);
    }
  }

  /* A message is a write to memory by the device, as DMA is: this allows both. A device that is simulated, or not on
   * PCI, has no such switch. */
  status = zirq_bus_master(controller->device, true);
  return status == ZX_OK || status == ZX_ERR_NOT_SUPPORTED ? ZX_OK : failed_for_a_reason("zirq_bus_master", status);
}

/* Serves count interrupts. ZX_ERR_CANCELED: the device has gone. */
static zx_status_t controller_serve(struct controller *controller, uint64_t count) {
  for (uint64_t served = 0; served < count; served++) {
    zx_port_packet_t packet;
    zx_status_t status = zx_port_wait(controller->port, ZX_TIME_INFINITE, &packet);
    if (status == ZX_OK) {
      status = packet.status;
    }
    if (status != ZX_OK) {
      return failed("waiting for an interrupt", status);
    }
    /* Here a driver works its queue number `key` off. */
    controller->served[packet.key] += 1;
    status = zx_interrupt_ack(controller->interrupts[packet.key]);
    if (status != ZX_OK) {
      return failed("zx_interrupt_ack", status);
    }
  }
  return ZX_OK;
}

static void controller_close(struct controller *controller) {
  /* Silent before its interrupts go, and without its DMA. */
  if (controller->device != ZX_HANDLE_INVALID) {
    zirq_bus_master(controller->device, false);
  }
  zx_handle_close_many(controller->interrupts, MAX_VECTORS);
  zx_handle_close(controller->port);
  zx_handle_close(controller->device);
}

int main(int count, char **arguments) {
  if (count < 2 || count > 3) {
    fprintf(stderr, "usage: msix-vectors DEVICE [COUNT]\n");
    return 64;
  }
  struct controller controller = {0};
  zx_status_t status = controller_open(&controller, arguments[1]);
  if (status == ZX_OK) {
    status = controller_serve(&controller, count == 3 ? strtoull(arguments[2], NULL, 10) : UINT64_MAX);
  }
  for (uint32_t vector = 0; status == ZX_OK && vector < controller.vectors; vector++) {
    printf("vector %" PRIu32 ": %s\n", vector, controller.served[vector] > 0 ? "served" : "silent");
  }
  controller_close(&controller);
  return status == ZX_OK ? 0 : 1;
}
