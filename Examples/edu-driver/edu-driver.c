/* A driver for QEMU's edu device (PCI 1234:11e8): the device computes factorials and interrupts when each is done.
 *
 *   edu-driver pci:0000:00:04.0 5 10 12
 *
 * The calls are Zircon's; only how a device and its registers are found is zirq's own.
 * Source of the registers: QEMU, docs/specs/edu.rst. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <zircon/process.h>
#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zirq/zirq.h>

/* Registers: bytes from the start of region 0. Each is 32 bits wide and must be accessed so. */
enum {
  EDU_IDENTIFICATION = 0x00,
  EDU_FACTORIAL = 0x08, /* write n, read n! */
  EDU_STATUS = 0x20,
  EDU_INTERRUPT_STATUS = 0x24, /* the reasons why the device interrupts */
  EDU_INTERRUPT_ACK = 0x64,    /* write reasons: the device drops them, and its line with the last one */
};

#define EDU_ID_MASK 0xffffu
#define EDU_ID 0x00edu
#define EDU_STATUS_INTERRUPT_WHEN_DONE 0x80u
#define EDU_REASON_FACTORIAL 0x1u

/* 13! does not fit into the register. */
#define LARGEST_ARGUMENT 12

/* Which interrupt a packet is about, for a driver that has several on one port. */
#define INTERRUPT_KEY 1u

struct edu {
  zx_handle_t resource;  /* the right to the device's interrupts */
  zx_handle_t region;    /* the right to the addresses of its registers */
  zx_handle_t vmo;       /* the registers, as memory */
  zx_vaddr_t registers;  /* where they are mapped */
  size_t size;           /* bytes of them that are; 0 before */
  zx_handle_t interrupt; /* vector 0 */
  zx_handle_t port;      /* where its packets arrive */
};

static uint32_t edu_read(const struct edu *edu, size_t offset) {
  return *(volatile uint32_t *)(edu->registers + offset);
}

static void edu_write(struct edu *edu, size_t offset, uint32_t value) {
  *(volatile uint32_t *)(edu->registers + offset) = value;
}

/* Says what failed and hands the status on. After a zirq_ call, zirq_error() is the sentence to say. */
static zx_status_t failed(const char *what, zx_status_t status) {
  fprintf(stderr, "edu-driver: %s: %s\n", what, zx_status_get_string(status));
  return status;
}

/* Tells the device that its interrupts have been seen, so that it stops asserting its line. */
static uint32_t edu_silence(struct edu *edu) {
  uint32_t reasons = edu_read(edu, EDU_INTERRUPT_STATUS);
  edu_write(edu, EDU_INTERRUPT_ACK, reasons);
  return reasons;
}

/* As a driver on Fuchsia maps a BAR. zirq_region_map() does all of it in one call. */
static zx_status_t edu_map(struct edu *edu) {
  zx_status_t status = zirq_region_open(edu->resource, 0, &edu->region);
  if (status != ZX_OK) {
    return failed(zirq_error(), status);
  }
  zx_info_resource_t info;
  status = zx_object_get_info(edu->region, ZX_INFO_RESOURCE, &info, sizeof(info), NULL, NULL);
  if (status != ZX_OK) {
    return failed("zx_object_get_info", status);
  }
  status = zx_vmo_create_physical(edu->region, info.base, info.size, &edu->vmo);
  if (status != ZX_OK) {
    return failed("zx_vmo_create_physical", status);
  }
  status = zx_vmo_set_cache_policy(edu->vmo, ZX_CACHE_POLICY_UNCACHED_DEVICE);
  if (status != ZX_OK) {
    return failed("zx_vmo_set_cache_policy", status);
  }
  const zx_vm_option_t access = ZX_VM_PERM_READ | ZX_VM_PERM_WRITE;
  status = zx_vmar_map(zx_vmar_root_self(), access, 0, edu->vmo, 0, info.size, &edu->registers);
  if (status != ZX_OK) {
    return failed("zx_vmar_map", status);
  }
  edu->size = info.size;
  return ZX_OK;
}

static zx_status_t edu_open(struct edu *edu, const char *name) {
  zx_status_t status = zirq_device_open(name, &edu->resource);
  if (status != ZX_OK) {
    return failed(zirq_error(), status);
  }
  status = edu_map(edu);
  if (status != ZX_OK) {
    return status;
  }
  if ((edu_read(edu, EDU_IDENTIFICATION) & EDU_ID_MASK) != EDU_ID) {
    return failed("this is not an edu device", ZX_ERR_NOT_SUPPORTED);
  }
  /* Under VFIO the interrupt is a message, which the device sends only as a master of the bus. */
  status = zirq_bus_master(edu->resource, true);
  if (status != ZX_OK) {
    return failed(zirq_error(), status);
  }

  /* A driver that crashed may have left the device asserting. Silence it before its line is armed. */
  edu_silence(edu);
  status = zx_interrupt_create(edu->resource, 0, ZX_INTERRUPT_MODE_DEFAULT, &edu->interrupt);
  if (status != ZX_OK) {
    return failed("zx_interrupt_create", status);
  }
  status = zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &edu->port);
  if (status != ZX_OK) {
    return failed("zx_port_create", status);
  }
  status = zx_interrupt_bind(edu->interrupt, edu->port, INTERRUPT_KEY, ZX_INTERRUPT_BIND);
  if (status != ZX_OK) {
    return failed("zx_interrupt_bind", status);
  }
  edu_write(edu, EDU_STATUS, EDU_STATUS_INTERRUPT_WHEN_DONE);
  return ZX_OK;
}

static zx_status_t edu_factorial(struct edu *edu, uint32_t n, uint32_t *result) {
  edu_write(edu, EDU_FACTORIAL, n);
  uint32_t reasons = 0;
  while ((reasons & EDU_REASON_FACTORIAL) == 0) {
    zx_port_packet_t packet;
    zx_status_t status = zx_port_wait(edu->port, ZX_TIME_INFINITE, &packet);
    if (status != ZX_OK) {
      return failed("zx_port_wait", status); /* ZX_ERR_CANCELED: the device has gone */
    }
    /* In this order: a line that is re-armed while the device still asserts it fires again at once. */
    reasons = edu_silence(edu);
    status = zx_interrupt_ack(edu->interrupt);
    if (status != ZX_OK) {
      return failed("zx_interrupt_ack", status);
    }
  }
  *result = edu_read(edu, EDU_FACTORIAL);
  return ZX_OK;
}

/* Closing the interrupt leaves its line masked. */
static void edu_close(struct edu *edu) {
  if (edu->size != 0) {
    zx_vmar_unmap(zx_vmar_root_self(), edu->registers, edu->size);
  }
  const zx_handle_t handles[] = {edu->interrupt, edu->port, edu->vmo, edu->region, edu->resource};
  zx_handle_close_many(handles, sizeof(handles) / sizeof(handles[0]));
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: edu-driver DEVICE N...\n");
    return 64;
  }
  struct edu edu = {0};
  zx_status_t status = edu_open(&edu, arguments[1]);
  for (int i = 2; i < count && status == ZX_OK; i++) {
    char *end;
    unsigned long n = strtoul(arguments[i], &end, 10);
    if (end == arguments[i] || *end != '\0' || n > LARGEST_ARGUMENT) {
      fprintf(stderr, "edu-driver: \"%s\" is not a number from 0 to %d\n", arguments[i], LARGEST_ARGUMENT);
      status = ZX_ERR_INVALID_ARGS;
      break;
    }
    uint32_t result;
    status = edu_factorial(&edu, (uint32_t)n, &result);
    if (status == ZX_OK) {
      printf("%lu! = %" PRIu32 "\n", n, result);
    }
  }
  edu_close(&edu);
  return status == ZX_OK ? 0 : 1;
}
