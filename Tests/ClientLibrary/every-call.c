/* Makes every call of libzirq, with good arguments and bad ones, for a sanitizer or valgrind to watch: what each call
 * answers is tested elsewhere more closely. Needs the zirqd that `run` starts; ends with status 0. */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zircon/process.h>
#include <zircon/syscalls-next.h>
#include <zirq/zirq.h>

#include "check.h"

static size_t page;

static void connect_to_daemon(void) {
  char too_long[200];
  memset(too_long, 'x', sizeof too_long);
  too_long[sizeof too_long - 1] = '\0';
  EXPECT(ZX_ERR_BAD_PATH, zirq_connect(too_long));
  REQUIRE(strlen(zirq_error()) > 0);
  EXPECT(ZX_ERR_UNAVAILABLE, zirq_connect("/nowhere/at/all"));
  EXPECT(ZX_OK, zirq_connect(NULL));
  zx_handle_t event = new_event();
  EXPECT(ZX_OK, zirq_connect(getenv("ZIRQ_SOCKET")));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_handle_close(event));
  REQUIRE(strcmp(zirq_version(), ZIRQ_VERSION) == 0);
  REQUIRE(strcmp(zx_status_get_string(ZX_ERR_STOP), "ZX_ERR_STOP") == 0);
  REQUIRE(zx_status_get_string(-12345) != NULL);
}

static void use_time(void) {
  REQUIRE(zx_clock_get_monotonic() > 0);
  REQUIRE(zx_clock_get_boot() >= zx_clock_get_monotonic() - ZX_SEC(1));
  REQUIRE(zx_ticks_get() > 0 && zx_ticks_get_boot() > 0 && zx_ticks_per_second() == ZX_SEC(1));
  REQUIRE(zx_deadline_after(ZX_TIME_INFINITE) == ZX_TIME_INFINITE);
  REQUIRE(zx_deadline_after(ZX_TIME_INFINITE_PAST) < 0);
  zx_time_t until = zx_deadline_after(ZX_MSEC(1));
  EXPECT(ZX_OK, zx_nanosleep(until));
  REQUIRE(zx_clock_get_monotonic() >= until);
  EXPECT(ZX_OK, zx_nanosleep(ZX_TIME_INFINITE_PAST));

  REQUIRE(zx_time_add_duration(ZX_TIME_INFINITE, 1) == ZX_TIME_INFINITE);
  REQUIRE(zx_time_sub_duration(ZX_TIME_INFINITE_PAST, 1) == ZX_TIME_INFINITE_PAST);
  REQUIRE(zx_time_sub_time(ZX_TIME_INFINITE_PAST, 1) == ZX_TIME_INFINITE_PAST);
  REQUIRE(zx_duration_add_duration(-1, ZX_TIME_INFINITE_PAST) == ZX_TIME_INFINITE_PAST);
  REQUIRE(zx_duration_sub_duration(0, ZX_TIME_INFINITE_PAST) == ZX_TIME_INFINITE);
  REQUIRE(zx_duration_mul_int64(-2, ZX_TIME_INFINITE_PAST) == ZX_TIME_INFINITE);
  REQUIRE(zx_duration_mul_int64(2, ZX_TIME_INFINITE_PAST) == ZX_TIME_INFINITE_PAST);
  volatile int64_t many = INT64_MAX;
  REQUIRE(ZX_HOUR(many) == ZX_TIME_INFINITE && ZX_USEC(-many) == ZX_TIME_INFINITE_PAST);
  REQUIRE(zx_time_from_timespec(zx_timespec_from_duration(ZX_SEC(3) + 7)) == ZX_SEC(3) + 7);
}

static void use_handles(void) {
  zx_handle_t event = new_event(), other;
  EXPECT(ZX_ERR_INVALID_ARGS, zx_event_create(1, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_event_create(0, NULL));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_handle_duplicate(event, ZX_RIGHT_SAME_RIGHTS, NULL));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_handle_duplicate(NOTHING, ZX_RIGHT_SAME_RIGHTS, NULL));
  EXPECT(ZX_OK, zx_handle_replace(event, ZX_RIGHT_WAIT, &other));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_handle_close(event));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_handle_replace(other, ZX_RIGHT_WAIT, NULL));

  zx_handle_t several[] = {new_event(), ZX_HANDLE_INVALID, NOTHING, new_event()};
  EXPECT(ZX_ERR_BAD_HANDLE, zx_handle_close_many(several, 4));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_handle_close(several[3]));
  EXPECT(ZX_OK, zx_handle_close_many(NULL, 0));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_handle_close_many(NULL, 1));
  EXPECT(ZX_OK, zx_handle_close(ZX_HANDLE_INVALID));
}

static void use_info(zx_handle_t device) {
  zx_handle_t interrupt = new_interrupt();
  zx_info_handle_basic_t basic;
  size_t actual = 9, avail = 9;
  EXPECT(ZX_OK, zx_object_get_info(interrupt, ZX_INFO_HANDLE_VALID, NULL, 0, NULL, NULL));
  EXPECT(ZX_OK, zx_object_get_info(interrupt, ZX_INFO_HANDLE_BASIC, &basic, sizeof basic, &actual, &avail));
  REQUIRE(basic.rights == ZX_DEFAULT_INTERRUPT_RIGHTS && basic.type == ZX_OBJ_TYPE_INTERRUPT);
  REQUIRE(actual == 1 && avail == 1);
  EXPECT(ZX_ERR_BUFFER_TOO_SMALL,
         zx_object_get_info(interrupt, ZX_INFO_HANDLE_BASIC, &basic, sizeof basic - 1, &actual, &avail));
  REQUIRE(actual == 0 && avail == 1);
  EXPECT(ZX_ERR_BUFFER_TOO_SMALL, zx_object_get_info(interrupt, ZX_INFO_HANDLE_BASIC, NULL, 0, NULL, NULL));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_object_get_info(interrupt, ZX_INFO_HANDLE_BASIC, NULL, sizeof basic, NULL, NULL));
  zx_info_handle_count_t handles;
  EXPECT(ZX_OK, zx_object_get_info(interrupt, ZX_INFO_HANDLE_COUNT, &handles, sizeof handles, NULL, NULL));
  REQUIRE(handles.handle_count == 1);
  zx_info_interrupt_t options;
  EXPECT(ZX_OK, zx_object_get_info(interrupt, ZX_INFO_INTERRUPT, &options, sizeof options, NULL, NULL));
  REQUIRE(options.options == ZX_INTERRUPT_VIRTUAL);
  zx_info_resource_t resource;
  EXPECT(ZX_OK, zx_object_get_info(device, ZX_INFO_RESOURCE, &resource, sizeof resource, NULL, NULL));
  REQUIRE(resource.kind == ZX_RSRC_KIND_IRQ && resource.size == 8);
  EXPECT(ZX_ERR_BUFFER_TOO_SMALL,
         zx_object_get_info(device, ZX_INFO_RESOURCE, &resource, sizeof resource - 1, NULL, NULL));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_object_get_info(device, ZX_INFO_BTI, NULL, 0, NULL, NULL));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_object_get_info(NOTHING, ZX_INFO_HANDLE_VALID, NULL, 0, NULL, NULL));
  close_handle(interrupt);
}

static void use_signals_of_objects(void) {
  zx_handle_t event = new_event(), port = new_port(), weak = powerless(event);
  zx_signals_t observed = 0;
  EXPECT(ZX_OK, zx_object_signal(event, 0, ZX_EVENT_SIGNALED | ZX_USER_SIGNAL_0));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_object_signal(event, 0, ZX_VIRTUAL_INTERRUPT_UNTRIGGERED));
  EXPECT(ZX_ERR_ACCESS_DENIED, zx_object_signal(weak, 0, 0));
  EXPECT(ZX_ERR_ACCESS_DENIED, zx_object_signal_peer(event, 0, 0));
  EXPECT(ZX_OK, zx_object_wait_one(event, ZX_EVENT_SIGNALED, ZX_TIME_INFINITE, &observed));
  REQUIRE(observed == (ZX_EVENT_SIGNALED | ZX_USER_SIGNAL_0));
  EXPECT(ZX_OK, zx_object_wait_one(event, ZX_EVENT_SIGNALED, 0, NULL));
  EXPECT(ZX_ERR_TIMED_OUT, zx_object_wait_one(event, 0, 0, &observed));
  EXPECT(ZX_ERR_TIMED_OUT, zx_object_wait_one(event, ZX_USER_SIGNAL_7, zx_deadline_after(ZX_MSEC(1)), NULL));
  EXPECT(ZX_ERR_ACCESS_DENIED, zx_object_wait_one(port, 1, ZX_TIME_INFINITE, &observed));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_object_wait_one(NOTHING, 1, ZX_TIME_INFINITE, NULL));

  zx_port_packet_t packet;
  EXPECT(ZX_OK, zx_object_wait_async(event, port, 5, ZX_EVENT_SIGNALED, ZX_WAIT_ASYNC_TIMESTAMP));
  EXPECT(ZX_OK, zx_port_wait(port, ZX_TIME_INFINITE, &packet));
  REQUIRE(packet.key == 5 && packet.type == ZX_PKT_TYPE_SIGNAL_ONE && packet.status == ZX_OK);
  REQUIRE(packet.signal.trigger == ZX_EVENT_SIGNALED && packet.signal.observed == observed);
  REQUIRE(packet.signal.count == 1 && packet.signal.timestamp > 0 && packet.signal.reserved1 == 0);
  EXPECT(ZX_OK, zx_object_wait_async(event, port, 6, ZX_EVENT_SIGNALED, ZX_WAIT_ASYNC_EDGE));
  EXPECT(ZX_OK, zx_port_cancel(port, event, 6));
  EXPECT(ZX_ERR_NOT_FOUND, zx_port_cancel(port, event, 6));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_port_cancel(port, NOTHING, 6));
  EXPECT(ZX_OK, zx_object_wait_async(event, port, 7, ZX_EVENT_SIGNALED, ZX_WAIT_ASYNC_BOOT_TIMESTAMP));
  EXPECT(ZX_OK, zx_port_cancel_key(port, 0, 7));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_port_cancel_key(port, 1, 7));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_object_wait_async(event, port, 0, 1, 5));
  EXPECT(ZX_ERR_WRONG_TYPE, zx_object_wait_async(event, event, 0, 1, 0));
  zx_handle_t handles[] = {event, port, weak};
  EXPECT(ZX_OK, zx_handle_close_many(handles, 3));
}

/* The frames that carry a wait for many hold 6 items and 12 results. */
static void wait_for_many(void) {
  static const size_t counts[] = {1, 6, 7, 12, 13, 18, 24, 25, 60, 61, 63, ZX_WAIT_MANY_MAX_ITEMS};
  zx_wait_item_t items[ZX_WAIT_MANY_MAX_ITEMS];
  zx_handle_t events[ZX_WAIT_MANY_MAX_ITEMS];
  for (size_t i = 0; i < ZX_WAIT_MANY_MAX_ITEMS; i++) {
    events[i] = new_event();
    EXPECT(ZX_OK, zx_object_signal(events[i], 0, (uint32_t)(i + 1) << 24));
    items[i] = (zx_wait_item_t){.handle = events[i], .waitfor = ZX_EVENT_SIGNALED};
  }
  for (size_t round = 0; round < sizeof counts / sizeof counts[0]; round++) {
    size_t count = counts[round], last = count - 1;
    EXPECT(ZX_ERR_TIMED_OUT, zx_object_wait_many(items, count, round % 2 ? 0 : zx_deadline_after(ZX_MSEC(1))));
    EXPECT(ZX_OK, zx_object_signal(events[last], 0, ZX_EVENT_SIGNALED));
    for (size_t i = 0; i < count; i++) items[i].pending = 0;
    EXPECT(ZX_OK, zx_object_wait_many(items, count, ZX_TIME_INFINITE));
    for (size_t i = 0; i < count; i++)
      REQUIRE(items[i].pending == ((uint32_t)(i + 1) << 24 | (i == last ? ZX_EVENT_SIGNALED : 0)));
    EXPECT(ZX_OK, zx_object_signal(events[last], ZX_EVENT_SIGNALED, 0));
  }
  items[40].handle = NOTHING;
  items[41].handle = powerless(events[41]);
  EXPECT(ZX_ERR_BAD_HANDLE, zx_object_wait_many(items, ZX_WAIT_MANY_MAX_ITEMS, 0));
  EXPECT(ZX_ERR_ACCESS_DENIED, zx_object_wait_many(items + 41, 20, 0));
  close_handle(items[41].handle);
  EXPECT(ZX_ERR_OUT_OF_RANGE, zx_object_wait_many(NULL, ZX_WAIT_MANY_MAX_ITEMS + 1, 0));
  EXPECT(ZX_ERR_OUT_OF_RANGE, zx_object_wait_many(NULL, SIZE_MAX, 0));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_object_wait_many(NULL, 1, 0));
  EXPECT(ZX_ERR_TIMED_OUT, zx_object_wait_many(NULL, 0, zx_deadline_after(ZX_MSEC(1))));
  EXPECT(ZX_OK, zx_handle_close_many(events, ZX_WAIT_MANY_MAX_ITEMS));
}

static void use_ports(void) {
  zx_handle_t port = new_port(), other;
  zx_port_packet_t packet = {.key = 1, .type = 77, .status = -5, .user.u64 = {1, 2, 3, 4}}, got;
  EXPECT(ZX_ERR_INVALID_ARGS, zx_port_create(2, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_port_create(0, NULL));
  EXPECT(ZX_OK, zx_port_queue(port, &packet));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_port_queue(port, NULL));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_port_queue(NOTHING, NULL));
  EXPECT(ZX_OK, zx_port_wait(port, ZX_TIME_INFINITE, &got));
  packet.type = ZX_PKT_TYPE_USER;
  REQUIRE(memcmp(&packet, &got, sizeof got) == 0);
  EXPECT(ZX_ERR_TIMED_OUT, zx_port_wait(port, ZX_TIME_INFINITE_PAST, &got));
  EXPECT(ZX_ERR_TIMED_OUT, zx_port_wait(port, zx_deadline_after(ZX_MSEC(1)), &got));
  EXPECT(ZX_OK, zx_port_queue(port, &packet));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_port_wait(port, 0, NULL));
  EXPECT(ZX_ERR_TIMED_OUT, zx_port_wait(port, 0, &got));

  int stop[2];
  REQUIRE(pipe(stop) == 0);
  EXPECT(ZX_ERR_TIMED_OUT, zirq_port_wait(port, zx_deadline_after(ZX_MSEC(1)), stop[0], &got));
  REQUIRE(write(stop[1], "", 1) == 1);
  EXPECT(ZX_ERR_STOP, zirq_port_wait(port, ZX_TIME_INFINITE, stop[0], &got));
  EXPECT(ZX_OK, zx_port_queue(port, &packet));
  EXPECT(ZX_OK, zirq_port_wait(port, ZX_TIME_INFINITE, stop[0], &got));
  EXPECT(ZX_ERR_TIMED_OUT, zirq_port_wait(port, 0, -1, &got));
  EXPECT(ZX_ERR_BAD_HANDLE, zirq_port_wait(NOTHING, 0, stop[0], &got));
  close(stop[1]);
  EXPECT(ZX_ERR_STOP, zirq_port_wait(port, ZX_TIME_INFINITE, stop[0], &got));
  close(stop[0]);
  close_handle(port);
}

static void use_interrupts(zx_handle_t device) {
  zx_handle_t interrupt = new_interrupt(), port = new_port(), other;
  zx_port_packet_t packet;
  zx_time_t time = 0;
  EXPECT(ZX_ERR_INVALID_ARGS, zx_interrupt_create(device, 0, ZX_INTERRUPT_SLOT_USER, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_interrupt_create(ZX_HANDLE_INVALID, 0, ZX_INTERRUPT_VIRTUAL, NULL));
  EXPECT(ZX_OK, zx_interrupt_trigger(interrupt, 0, 11));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_interrupt_trigger(interrupt, 1, 11));
  EXPECT(ZX_OK, zx_interrupt_wait(interrupt, &time));
  REQUIRE(time == 11);
  EXPECT(ZX_OK, zx_interrupt_trigger(interrupt, 0, 12));
  EXPECT(ZX_OK, zx_interrupt_wait(interrupt, NULL));
  EXPECT(ZX_ERR_BAD_STATE, zx_interrupt_ack(interrupt));
  EXPECT(ZX_OK, zx_interrupt_bind(interrupt, port, 3, ZX_INTERRUPT_BIND));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_interrupt_bind(interrupt, port, 3, 2));
  EXPECT(ZX_OK, zx_interrupt_ack(interrupt));
  EXPECT(ZX_OK, zx_interrupt_trigger(interrupt, 0, 13));
  EXPECT(ZX_OK, zx_port_wait(port, ZX_TIME_INFINITE, &packet));
  REQUIRE(packet.key == 3 && packet.type == ZX_PKT_TYPE_INTERRUPT && packet.interrupt.timestamp == 13);
  EXPECT(ZX_OK, zx_interrupt_ack(interrupt));
  EXPECT(ZX_OK, zx_interrupt_bind(interrupt, port, 0, ZX_INTERRUPT_UNBIND));
  EXPECT(ZX_OK, zx_interrupt_destroy(interrupt));
  EXPECT(ZX_ERR_CANCELED, zx_interrupt_wait(interrupt, &time));
  EXPECT(ZX_ERR_WRONG_TYPE, zx_interrupt_destroy(port));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_interrupt_bind_vcpu(interrupt, port, 0));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_object_get_child(interrupt, 1024, ZX_RIGHT_SAME_RIGHTS, &other));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_object_set_profile(interrupt, port, 0));
  close_handle(interrupt);
  close_handle(port);

  zirq_interrupt_stats_t stats;
  EXPECT(ZX_OK, zx_interrupt_create(device, 7, ZX_INTERRUPT_TIMESTAMP_MONO, &interrupt));
  EXPECT(ZX_OK, zx_interrupt_wait(interrupt, &time));
  REQUIRE(time <= zx_clock_get_monotonic());
  EXPECT(ZX_OK, zirq_interrupt_get_stats(interrupt, &stats));
  REQUIRE(stats.delivered >= 1);
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_interrupt_get_stats(interrupt, NULL));
  EXPECT(ZX_ERR_WRONG_TYPE, zirq_interrupt_get_stats(device, &stats));
  EXPECT(ZX_ERR_ALREADY_BOUND, zx_interrupt_create(device, 7, 0, &other));
  REQUIRE(strstr(zirq_error(), "sim:vectors: vector 7") != NULL);
  EXPECT(ZX_ERR_OUT_OF_RANGE, zx_interrupt_create(device, 8, 0, &other));
  REQUIRE(strstr(zirq_error(), "sim:vectors: there is no vector 8") != NULL);
  close_handle(interrupt);
}

static void use_resources(zx_handle_t device) {
  zx_handle_t part, other;
  zx_info_resource_t info;
  char long_name[100];
  memset(long_name, 'n', sizeof long_name);
  EXPECT(ZX_OK, zx_resource_create(device, ZX_RSRC_KIND_IRQ, 2, 3, long_name, sizeof long_name, &part));
  EXPECT(ZX_OK, zx_object_get_info(part, ZX_INFO_RESOURCE, &info, sizeof info, NULL, NULL));
  REQUIRE(info.base == 2 && info.size == 3 && strnlen(info.name, sizeof info.name) == ZX_MAX_NAME_LEN - 1);
  EXPECT(ZX_ERR_ACCESS_DENIED, zx_resource_create(part, ZX_RSRC_KIND_IRQ, 1, 3, "", 0, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_resource_create(part, ZX_RSRC_KIND_COUNT, 2, 1, NULL, 0, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_resource_create(part, ZX_RSRC_KIND_IRQ, 2, 1, NULL, 4, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_resource_create(part, ZX_RSRC_KIND_IRQ, 2, 1, NULL, 0, NULL));
  EXPECT(ZX_ERR_OUT_OF_RANGE, zx_interrupt_create(part, 5, 0, &other));

  zx_handle_t msi;
  zx_info_msi_t block;
  EXPECT(ZX_OK, zx_msi_allocate(part, 2, &msi));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_msi_allocate(part, 3, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_msi_allocate(part, 2, NULL));
  EXPECT(ZX_OK, zx_msi_create(msi, ZX_MSI_MODE_MSI_X, 1, ZX_HANDLE_INVALID, 0, &other));
  EXPECT(ZX_OK, zx_object_get_info(msi, ZX_INFO_MSI, &block, sizeof block, NULL, NULL));
  REQUIRE(block.num_irq == 2 && block.interrupt_count == 1);
  EXPECT(ZX_OK, zx_interrupt_wait(other, NULL));
  close_handle(other);
  EXPECT(ZX_ERR_INVALID_ARGS, zx_msi_create(msi, 0, 2, ZX_HANDLE_INVALID, SIZE_MAX, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_msi_create(msi, 0, 0, ZX_HANDLE_INVALID, 0, NULL));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_msi_create(msi, 0, 0, NOTHING, 0, NULL));
  close_handle(msi);
  close_handle(part);

  uint32_t most;
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_pci_query_irq_mode(device, ZX_PCIE_IRQ_MODE_MSI, &most));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_pci_set_irq_mode(device, ZX_PCIE_IRQ_MODE_LEGACY, 1));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_pci_map_interrupt(device, 0, &other));
}

static void use_devices(zx_handle_t *device) {
  zirq_device_t *devices;
  size_t count, unused;
  EXPECT(ZX_OK, zirq_device_list(&devices, &count));
  REQUIRE(count == 1 && strcmp(devices[0].name, "sim:vectors") == 0 && devices[0].vectors == 8);
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_device_list(NULL, &unused));
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_device_list(&devices, NULL));
  EXPECT(ZX_OK, zirq_device_open(devices[0].name, device));
  zirq_device_list_free(devices);
  zirq_device_list_free(NULL);
  zx_handle_t other;
  EXPECT(ZX_ERR_NOT_FOUND, zirq_device_open("sim:nothing", &other));
  EXPECT(ZX_ERR_NOT_FOUND,
         zirq_device_open("a name that is longer than all names that there can be, by a lot of letters", &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_device_open(NULL, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_device_open("sim:vectors", NULL));

  zirq_device_info_t info;
  EXPECT(ZX_OK, zirq_device_info(*device, &info));
  REQUIRE(info.generation == 1 && info.kind == ZIRQ_DEVICE_KIND_SIMULATED && info.vectors == 8 && info.regions == 1);
  REQUIRE(info.iommu_group == ZIRQ_NO_IOMMU_GROUP && info.reserved[0] == 0 && info.reserved[1] == 0);
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_device_info(*device, NULL));
  EXPECT(ZX_ERR_BAD_HANDLE, zirq_device_info(NOTHING, &info));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_bus_master(*device, true));
  REQUIRE(strstr(zirq_error(), "sim:vectors") != NULL);
  EXPECT(ZX_ERR_BAD_HANDLE, zirq_bus_master(NOTHING, false));
  EXPECT(ZX_OK, zirq_latency_limit(*device, ZIRQ_LATENCY_ANY));
  EXPECT(ZX_ERR_OUT_OF_RANGE, zirq_latency_limit(*device, (uint32_t)INT32_MAX + 1));
  EXPECT(ZX_ERR_BAD_HANDLE, zirq_latency_limit(NOTHING, 0));
}

/* ---- Memory: the device has five pages of registers. ---- */

static bool is_mapped(uintptr_t address) {
  unsigned char resident;
  return mincore((void *)address, page, &resident) == 0;
}

static void use_mappings(zx_handle_t vmo, volatile uint32_t *registers) {
  const zx_vm_option_t read_write = ZX_VM_PERM_READ | ZX_VM_PERM_WRITE;
  zx_handle_t root = zx_vmar_root_self();
  REQUIRE(root != ZX_HANDLE_INVALID && root == zx_vmar_root_self());
  zx_vaddr_t address = 0, other;
  EXPECT(ZX_OK, zx_vmar_map(root, read_write, 0, vmo, 0, 5 * page, &address));
  EXPECT(ZX_ERR_BAD_STATE, zx_vmo_set_cache_policy(vmo, ZX_CACHE_POLICY_UNCACHED));
  EXPECT(ZX_OK, zx_vmar_map(root, ZX_VM_PERM_READ, 0, vmo, 2 * page, 4, &other));
  *(volatile uint32_t *)(address + 2 * page) = 0x12345678;
  REQUIRE(*(volatile uint32_t *)other == 0x12345678);
  REQUIRE(registers[2 * page / sizeof *registers] == 0x12345678);
  EXPECT(ZX_OK, zx_vmar_unmap(root, other, 1));
  EXPECT(ZX_ERR_NOT_FOUND, zx_vmar_unmap(root, other, 1));
  EXPECT(ZX_ERR_NOT_FOUND, zx_vmar_unmap(root, (uintptr_t)registers, page));
  REQUIRE(!is_mapped(other) && is_mapped((uintptr_t)registers));

  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmar_unmap(root, address + 1, page));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmar_unmap(root, address, 0));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmar_unmap(root, address, UINT64_MAX));
  EXPECT(ZX_ERR_WRONG_TYPE, zx_vmar_unmap(vmo, address, page));
  /* The middle, then both ends at once: three pieces. */
  EXPECT(ZX_OK, zx_vmar_unmap(root, address + 2 * page, page));
  REQUIRE(is_mapped(address + page) && !is_mapped(address + 2 * page) && is_mapped(address + 3 * page));
  EXPECT(ZX_OK, zx_vmar_unmap(root, address, page + 1));
  EXPECT(ZX_OK, zx_vmar_unmap(root, address, 5 * page));
  EXPECT(ZX_ERR_NOT_FOUND, zx_vmar_unmap(root, address, 5 * page));

  /* Of as many as the library remembers, and no more. A mapping cannot become two then. */
  EXPECT(ZX_OK, zx_vmar_map(root, read_write, 0, vmo, 0, 3 * page, &address));
  zx_vaddr_t *all = calloc(1023, sizeof *all);
  for (size_t i = 0; i < 1023; i++) EXPECT(ZX_OK, zx_vmar_map(root, ZX_VM_PERM_READ, 0, vmo, 0, page, &all[i]));
  EXPECT(ZX_ERR_NO_RESOURCES, zx_vmar_map(root, ZX_VM_PERM_READ, 0, vmo, 0, page, &other));
  EXPECT(ZX_ERR_NO_RESOURCES, zx_vmar_unmap(root, address + page, page));
  REQUIRE(is_mapped(address + page));
  for (size_t i = 0; i < 1023; i++) EXPECT(ZX_OK, zx_vmar_unmap(root, all[i], page));
  free(all);

  /* The child has a copy, and may end it. */
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    EXPECT(ZX_OK, zx_vmar_unmap(zx_vmar_root_self(), address, 3 * page));
    exit(is_mapped(address));
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child && status == 0 && is_mapped(address));
  EXPECT(ZX_OK, zx_vmar_unmap(root, address, 3 * page));

  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmar_map(root, read_write, 0, vmo, 0, page, NULL));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmar_map(root, read_write, 0, vmo, 1, page, &address));
  EXPECT(ZX_ERR_OUT_OF_RANGE, zx_vmar_map(root, read_write, 0, vmo, page, 5 * page, &address));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_vmar_map(root, read_write | ZX_VM_SPECIFIC, 0, vmo, 0, page, &address));
  EXPECT(ZX_ERR_BAD_HANDLE, zx_vmar_map(NOTHING, read_write, 0, vmo, 0, page, &address));
}

static void use_memory(zx_handle_t device) {
  void *registers;
  size_t size;
  EXPECT(ZX_OK, zirq_region_map(device, 0, &registers, &size));
  REQUIRE(size == 5 * page);
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_region_map(device, 0, NULL, &size));
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_region_map(device, 0, &registers, NULL));
  void *none;
  EXPECT(ZX_ERR_OUT_OF_RANGE, zirq_region_map(device, 1, &none, &size));

  zx_handle_t mmio, vmo, other;
  zx_info_resource_t range;
  EXPECT(ZX_OK, zirq_region_open(device, 0, &mmio));
  EXPECT(ZX_ERR_OUT_OF_RANGE, zirq_region_open(device, 1, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_region_open(device, 0, NULL));
  EXPECT(ZX_OK, zx_object_get_info(mmio, ZX_INFO_RESOURCE, &range, sizeof range, NULL, NULL));
  REQUIRE(range.kind == ZX_RSRC_KIND_MMIO && range.size == 5 * page);
  EXPECT(ZX_OK, zx_vmo_create_physical(mmio, range.base, range.size, &vmo));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmo_create_physical(mmio, range.base, 0, &other));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmo_create_physical(mmio, range.base, page, NULL));
  EXPECT(ZX_ERR_OUT_OF_RANGE, zx_vmo_create_physical(mmio, range.base + page, range.size, &other));
  uint64_t bytes;
  EXPECT(ZX_OK, zx_vmo_get_size(vmo, &bytes));
  REQUIRE(bytes == 5 * page);
  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmo_get_size(vmo, NULL));
  EXPECT(ZX_OK, zx_vmo_set_cache_policy(vmo, ZX_CACHE_POLICY_UNCACHED_DEVICE));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_vmo_set_cache_policy(vmo, ZX_CACHE_POLICY_CACHED));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_vmo_set_cache_policy(vmo, 4));

  char name[ZX_MAX_NAME_LEN];
  EXPECT(ZX_OK, zx_object_set_property(vmo, ZX_PROP_NAME, "registers of a device, all of them", 34));
  EXPECT(ZX_OK, zx_object_get_property(vmo, ZX_PROP_NAME, name, sizeof name));
  REQUIRE(strcmp(name, "registers of a device, all of t") == 0);
  EXPECT(ZX_OK, zx_object_set_property(vmo, ZX_PROP_NAME, "r", 1));
  EXPECT(ZX_ERR_BUFFER_TOO_SMALL, zx_object_get_property(vmo, ZX_PROP_NAME, name, sizeof name - 1));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_object_get_property(vmo, ZX_PROP_NAME, NULL, sizeof name));
  EXPECT(ZX_ERR_INVALID_ARGS, zx_object_set_property(vmo, ZX_PROP_NAME, NULL, 0));
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_object_get_property(vmo, 4, name, sizeof name));
  EXPECT(ZX_ERR_ACCESS_DENIED, zx_object_get_property(device, ZX_PROP_NAME, name, sizeof name));

  use_mappings(vmo, registers);
  close_handle(mmio);
  close_handle(vmo);
  EXPECT(ZX_OK, zirq_region_unmap(registers, 5 * page));
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_region_unmap(NULL, page));
  EXPECT(ZX_ERR_INVALID_ARGS, zirq_region_unmap(registers, SIZE_MAX));
}

int main(void) {
  page = zx_system_get_page_size();
  zx_handle_t device = ZX_HANDLE_INVALID;
  connect_to_daemon();
  use_time();
  use_handles();
  use_devices(&device);
  use_info(device);
  use_signals_of_objects();
  wait_for_many();
  use_ports();
  use_interrupts(device);
  use_resources(device);
  use_memory(device);
  close_handle(device);
  use_threads();
  use_signals();
#ifndef __SANITIZE_THREAD__ /* It cannot follow the child of a process with threads that makes threads itself. */
  use_fork();
#endif
  return 0;
}
