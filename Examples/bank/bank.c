/* A bank of pins behind one interrupt, as GPIO controllers have: the driver reads the bank's status word, triggers the
 * virtual interrupt of each pin whose bit is set, and acknowledges the bank's own interrupt at the end. Whoever uses a
 * pin has the virtual interrupt, and does not see that it is shared.
 *
 *   bank sim:bank
 *
 * The device is simulated: its registers are plain memory, and main() plays the pins. Only zirq_device_open() and
 * zirq_region_open() are zirq's own; all else compiles for Zircon too. */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <threads.h>

#include <zircon/process.h>
#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zirq/zirq.h>

#define PINS 4u
#define ROUNDS 3u

/* Keys on the bank's port. */
#define BANK_KEY 1u
#define STOP_KEY 2u

/* Registers, at the start of region 0. */
struct registers {
  _Atomic uint32_t status; /* one bit for each pin */
};

struct bank {
  struct registers *registers;
  zx_handle_t interrupt; /* the bank's own */
  zx_handle_t port;      /* where it arrives */
  zx_handle_t pins[PINS]; /* virtual interrupts */
};

static zx_status_t failed(const char *what, zx_status_t status) {
  fprintf(stderr, "bank: %s: %s\n", what, zx_status_get_string(status));
  return status;
}

/* ---- The driver. ---- */

/* The registers, mapped the way a driver for Zircon maps them: resource, physical VMO, mapping. */
static zx_status_t bank_map(struct bank *bank, zx_handle_t device) {
  zx_handle_t mmio;
  zx_status_t status = zirq_region_open(device, 0, &mmio);
  if (status != ZX_OK) {
    return failed(zirq_error(), status);
  }
  zx_info_resource_t range;
  zx_handle_t vmo = ZX_HANDLE_INVALID;
  zx_vaddr_t address = 0;
  status = zx_object_get_info(mmio, ZX_INFO_RESOURCE, &range, sizeof(range), NULL, NULL);
  if (status == ZX_OK) {
    status = zx_vmo_create_physical(mmio, range.base, range.size, &vmo);
  }
  if (status == ZX_OK) {
    status = zx_vmo_set_cache_policy(vmo, ZX_CACHE_POLICY_UNCACHED_DEVICE);
  }
  if (status == ZX_OK) {
    status = zx_vmar_map(zx_vmar_root_self(), ZX_VM_PERM_READ | ZX_VM_PERM_WRITE, 0, vmo, 0, range.size, &address);
  }
  bank->registers = (struct registers *)address;
  zx_handle_close(vmo);
  zx_handle_close(mmio);
  return status == ZX_OK ? ZX_OK : failed("mapping the registers", status);
}

static zx_status_t bank_open(struct bank *bank, const char *name) {
  zx_handle_t device;
  zx_status_t status = zirq_device_open(name, &device);
  if (status != ZX_OK) {
    return failed(zirq_error(), status);
  }
  status = bank_map(bank, device);
  if (status != ZX_OK) {
    return status;
  }
  for (unsigned pin = 0; pin < PINS && status == ZX_OK; pin++) {
    status = zx_interrupt_create(ZX_HANDLE_INVALID, 0, ZX_INTERRUPT_VIRTUAL, &bank->pins[pin]);
  }
  if (status == ZX_OK) {
    status = zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &bank->port);
  }
  if (status == ZX_OK) {
    status = zx_interrupt_create(device, 0, ZX_INTERRUPT_MODE_DEFAULT, &bank->interrupt);
  }
  if (status == ZX_OK) {
    status = zx_interrupt_bind(bank->interrupt, bank->port, BANK_KEY, ZX_INTERRUPT_BIND);
  }
  zx_handle_close(device);
  return status == ZX_OK ? ZX_OK : failed(name, status);
}

/* The driver's thread. Returns why it ended. */
static int bank_serve(void *argument) {
  struct bank *bank = argument;
  for (;;) {
    zx_port_packet_t packet;
    zx_status_t status = zx_port_wait(bank->port, ZX_TIME_INFINITE, &packet);
    if (status != ZX_OK) {
      return failed("zx_port_wait", status); /* ZX_ERR_CANCELED: the device has gone */
    }
    if (packet.key == STOP_KEY) {
      return ZX_OK;
    }
    /* Reading clears: the bank is silent, and a pin that rises from now on is seen at the next interrupt. */
    uint32_t rose = atomic_exchange(&bank->registers->status, 0);
    for (unsigned pin = 0; pin < PINS; pin++) {
      if (rose & 1u << pin) {
        status = zx_interrupt_trigger(bank->pins[pin], 0, packet.interrupt.timestamp);
        if (status != ZX_OK) {
          return failed("zx_interrupt_trigger", status);
        }
      }
    }
    status = zx_interrupt_ack(bank->interrupt);
    if (status != ZX_OK) {
      return failed("zx_interrupt_ack", status);
    }
  }
}

/* ---- Who uses the pins. ---- */

/* Raises pins and takes the interrupt of each, once and with one time for all, whatever their order. */
static zx_status_t raise_pins(struct bank *bank, zx_handle_t port, uint32_t pins) {
  atomic_fetch_or(&bank->registers->status, pins);
  zx_time_t time = 0;
  for (uint32_t missing = pins; missing != 0;) {
    zx_port_packet_t packet;
    zx_status_t status = zx_port_wait(port, zx_deadline_after(ZX_SEC(30)), &packet);
    if (status != ZX_OK) {
      return failed("waiting for a pin", status);
    }
    if (packet.type != ZX_PKT_TYPE_INTERRUPT || packet.key >= PINS || (missing & 1u << packet.key) == 0 ||
        (time != 0 && packet.interrupt.timestamp != time)) {
      return failed("a packet that no pin sent", ZX_ERR_INTERNAL);
    }
    missing &= ~(1u << packet.key);
    time = packet.interrupt.timestamp;
    status = zx_interrupt_ack(bank->pins[packet.key]);
    if (status != ZX_OK) {
      return failed("zx_interrupt_ack of a pin", status);
    }
  }
  printf("pins %#" PRIx32 "\n", pins);
  return ZX_OK;
}

static zx_status_t use(struct bank *bank) {
  zx_handle_t port;
  zx_status_t status = zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &port);
  for (unsigned pin = 0; pin < PINS && status == ZX_OK; pin++) {
    status = zx_interrupt_bind(bank->pins[pin], port, pin, ZX_INTERRUPT_BIND);
  }
  /* One pin, two neighbors, all. */
  static const uint32_t raised[ROUNDS] = {0x4, 0x3, 0xf};
  for (unsigned round = 0; round < ROUNDS && status == ZX_OK; round++) {
    status = raise_pins(bank, port, raised[round]);
  }
  zx_handle_close(port);
  return status;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: bank DEVICE\n");
    return 64;
  }
  struct bank bank = {0};
  thrd_t thread;
  if (bank_open(&bank, arguments[1]) != ZX_OK || thrd_create(&thread, bank_serve, &bank) != thrd_success) {
    return 1;
  }
  zx_status_t status = use(&bank);

  const zx_port_packet_t stop = {.key = STOP_KEY};
  int served = zx_port_queue(bank.port, &stop);
  if (served != ZX_OK) {
    return 1; /* the thread would wait for ever */
  }
  thrd_join(thread, &served);
  zx_handle_close_many(bank.pins, PINS);
  const zx_handle_t handles[] = {bank.interrupt, bank.port};
  zx_handle_close_many(handles, sizeof(handles) / sizeof(handles[0]));
  return status == ZX_OK && served == ZX_OK ? 0 : 1;
}
