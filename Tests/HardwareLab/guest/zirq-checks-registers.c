/* The registers, mapped by the calls that a driver on Fuchsia maps them by: resource, physical VMO, root VMAR. */
#include "check.h"
#include "client.h"
#include "edu.h"
#include "zirq-checks.h"

#include <inttypes.h>

#include <zircon/process.h>
#include <zircon/syscalls/object.h>
#include <zircon/syscalls/resource.h>
#include <zirq/zirq.h>

#define PAGE 0x1000u
#define FACTORIAL_OF 10u
#define FACTORIAL 3628800u

static zx_handle_t open_region(zx_handle_t device, zx_info_resource_t *info) {
  zx_handle_t mmio;
  expect_status(zirq_region_open(device, 0, &mmio), ZX_OK, "zirq_region_open");
  expect_status(zx_object_get_info(mmio, ZX_INFO_RESOURCE, info, sizeof(*info), NULL, NULL), ZX_OK,
                "zx_object_get_info");
  return mmio;
}

static void *map(zx_handle_t mmio, uint64_t base, uint64_t size) {
  zx_handle_t vmo;
  zx_vaddr_t address;
  expect_status(zx_vmo_create_physical(mmio, base, size, &vmo), ZX_OK, "zx_vmo_create_physical");
  expect_status(zx_vmo_set_cache_policy(vmo, ZX_CACHE_POLICY_UNCACHED_DEVICE), ZX_OK, "zx_vmo_set_cache_policy");
  expect_status(zx_vmar_map(zx_vmar_root_self(), ZX_VM_PERM_READ | ZX_VM_PERM_WRITE, 0, vmo, 0, size, &address), ZX_OK,
                "zx_vmar_map");
  /* What is mapped stays when the handles are gone. */
  expect_status(zx_handle_close(vmo), ZX_OK, "zx_handle_close of the VMO");
  expect_status(zx_handle_close(mmio), ZX_OK, "zx_handle_close of the MMIO resource");
  return (void *)address;
}

static void compute_factorial(struct client *client) {
  REGISTER(client->registers, EDU_STATUS) = EDU_STATUS_INTERRUPT_WHEN_DONE;
  REGISTER(client->registers, EDU_FACTORIAL) = FACTORIAL_OF;
  client_next(client);
  uint32_t result = REGISTER(client->registers, EDU_FACTORIAL);
  REQUIRE(result == FACTORIAL, "%u! is %" PRIu32 " to the device", FACTORIAL_OF, result);
  REGISTER(client->registers, EDU_STATUS) = 0;
  client_silence(client);
  client_ack(client);
  client_expect_nothing(client);
}

void registers_mapped_by_vmo(void) {
  struct client client;
  zx_info_resource_t info;
  expect_status(zirq_device_open(EDU_NAME, &client.resource), ZX_OK, "zirq_device_open");
  zx_handle_t mmio = open_region(client.resource, &info);
  REQUIRE(info.kind == ZX_RSRC_KIND_MMIO, "the resource is of kind %" PRIu32, info.kind);
  REQUIRE(info.base == pci_address(EDU_SLOT, 0), "the resource starts at %#" PRIx64 ", and region 0 at %#" PRIx64,
          info.base, pci_address(EDU_SLOT, 0));
  REQUIRE(info.size == EDU_REGION_SIZE, "the resource has %#" PRIx64 " bytes", info.size);
  client.registers = map(mmio, info.base, info.size);
  uint32_t identification = REGISTER(client.registers, EDU_IDENTIFICATION);
  REQUIRE(identification == EDU_IDENTIFICATION_VALUE, "the identification reads %#" PRIx32, identification);
  REGISTER(client.registers, EDU_LIVENESS) = 0x12345678;
  uint32_t inverted = REGISTER(client.registers, EDU_LIVENESS);
  REQUIRE(inverted == ~UINT32_C(0x12345678), "the liveness register reads %#" PRIx32, inverted);

  client_silence(&client);
  client_create_interrupt(&client);
  client_bind(&client);
  compute_factorial(&client);

  expect_status(zx_vmar_unmap(zx_vmar_root_self(), (zx_vaddr_t)client.registers, info.size), ZX_OK, "zx_vmar_unmap");
}

/* A bus driver hands on no more of the addresses than its child needs. */
void registers_mapped_by_narrow_resource(void) {
  zx_handle_t device, narrow;
  zx_info_resource_t info;
  expect_status(zirq_device_open(EDU_NAME, &device), ZX_OK, "zirq_device_open");
  zx_handle_t mmio = open_region(device, &info);
  expect_status(zx_resource_create(mmio, ZX_RSRC_KIND_MMIO, info.base, PAGE, "edu", 3, &narrow), ZX_OK,
                "zx_resource_create");
  zx_handle_t beyond;
  expect_status(zx_vmo_create_physical(narrow, info.base, 2 * PAGE, &beyond), ZX_ERR_OUT_OF_RANGE,
                "zx_vmo_create_physical of more than the resource");
  expect_status(zx_vmo_create_physical(narrow, info.base + PAGE, PAGE, &beyond), ZX_ERR_OUT_OF_RANGE,
                "zx_vmo_create_physical of what follows the resource");
  void *registers = map(narrow, info.base, PAGE);
  uint32_t identification = REGISTER(registers, EDU_IDENTIFICATION);
  REQUIRE(identification == EDU_IDENTIFICATION_VALUE, "the identification reads %#" PRIx32, identification);
}
