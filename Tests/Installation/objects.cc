/* Each C++ wrapper makes its call, with what it was given in the right place, and hands on what the call answered.
 * Needs a daemon with the simulated device sim:wires: edge, 4 vectors, registers of one page. Says the line that is
 * wrong. */
#include <cstring>
#include <utility>

#include <lib/zx/clock.h>
#include <lib/zx/event.h>
#include <lib/zx/interrupt.h>
#include <lib/zx/msi.h>
#include <lib/zx/port.h>
#include <lib/zx/resource.h>
#include <lib/zx/vmar.h>
#include <lib/zx/vmo.h>
#include <zirq/zirq.h>

#include "expect.h"

namespace {

static_assert(zx::event::TYPE == ZX_OBJ_TYPE_EVENT && zx::msi::TYPE == ZX_OBJ_TYPE_MSI);
static_assert(zx::resource::TYPE == ZX_OBJ_TYPE_RESOURCE && zx::vmo::TYPE == ZX_OBJ_TYPE_VMO);
static_assert(zx::vmar::TYPE == ZX_OBJ_TYPE_VMAR);

/* Whether the object is what its wrapper says. */
template <typename T>
bool is_of_its_type(const T& object) {
  zx_info_handle_basic_t info = {};
  return object.get_info(ZX_INFO_HANDLE_BASIC, &info, sizeof(info), nullptr, nullptr) == ZX_OK && info.type == T::TYPE;
}

zx_info_resource_t info_of(const zx::resource& resource) {
  zx_info_resource_t info = {};
  resource.get_info(ZX_INFO_RESOURCE, &info, sizeof(info), nullptr, nullptr);
  return info;
}

int test_signals_and_waits() {
  zx::event event;
  EXPECT(zx::event::create(0, &event) == ZX_OK && is_of_its_type(event));
  EXPECT(zx::event::create(1, &event) == ZX_ERR_INVALID_ARGS && !event && zx::event::create(0, &event) == ZX_OK);

  /* Clear and set do not change places, and pending has all there is. */
  zx_signals_t pending = 0;
  EXPECT(event.signal(0, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1) == ZX_OK);
  EXPECT(event.signal(ZX_USER_SIGNAL_1, ZX_USER_SIGNAL_2) == ZX_OK);
  EXPECT(event.wait_one(ZX_USER_SIGNAL_0, zx::time(), &pending) == ZX_OK);
  EXPECT(pending == (ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_2));
  EXPECT(event.wait_one(ZX_USER_SIGNAL_1, zx::deadline_after(zx::msec(1)), nullptr) == ZX_ERR_TIMED_OUT);

  zx::interrupt interrupt;
  EXPECT(zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, &interrupt) == ZX_OK);
  EXPECT(interrupt.wait_one(ZX_VIRTUAL_INTERRUPT_UNTRIGGERED, zx::time(), &pending) == ZX_OK);
  EXPECT(interrupt.signal(0, ZX_VIRTUAL_INTERRUPT_UNTRIGGERED) == ZX_ERR_INVALID_ARGS);
  EXPECT(interrupt.signal(0, ZX_USER_SIGNAL_7) == ZX_OK);
  zx_wait_item_t items[] = {{event.get(), ZX_USER_SIGNAL_3, 0}, {interrupt.get(), ZX_USER_SIGNAL_7, 0}};
  EXPECT(zx::handle::wait_many(items, 2, zx::time::infinite()) == ZX_OK);
  EXPECT(items[0].pending == (ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_2) && items[1].pending & ZX_USER_SIGNAL_7);
  EXPECT(zx::interrupt::wait_many(items, 1, zx::time()) == ZX_ERR_TIMED_OUT);

  zx::port port;
  zx_port_packet_t packet = {};
  EXPECT(zx::port::create(0, &port) == ZX_OK && is_of_its_type(port));
  EXPECT(event.wait_async(port, 9, ZX_USER_SIGNAL_0, ZX_WAIT_ASYNC_EDGE) == ZX_OK);
  EXPECT(port.wait(zx::time(), &packet) == ZX_ERR_TIMED_OUT && event.signal(ZX_USER_SIGNAL_0, 0) == ZX_OK);
  EXPECT(event.signal(0, ZX_USER_SIGNAL_0) == ZX_OK && port.wait(zx::time::infinite(), &packet) == ZX_OK);
  EXPECT(packet.key == 9 && packet.type == ZX_PKT_TYPE_SIGNAL_ONE && packet.signal.trigger == ZX_USER_SIGNAL_0);
  EXPECT(event.wait_async(port, 9, ZX_USER_SIGNAL_4, 0) == ZX_OK && port.cancel(interrupt, 9) == ZX_ERR_NOT_FOUND);
  EXPECT(port.cancel(event, 8) == ZX_ERR_NOT_FOUND && port.cancel(event, 9) == ZX_OK);

  zx::handle untyped(std::move(event));
  EXPECT(untyped.wait_one(ZX_USER_SIGNAL_2, zx::time(), nullptr) == ZX_OK && untyped.signal(0, 0) == ZX_OK);
  return 0;
}

int test_resources(const zx::resource& device) {
  const zx_info_resource_t whole = info_of(device);
  EXPECT(is_of_its_type(device) && whole.kind == ZX_RSRC_KIND_IRQ && whole.base == 0 && whole.size == 4);

  zx::resource part;
  EXPECT(zx::resource::create(device, ZX_RSRC_KIND_IRQ, 1, 2, "middle!", 6, &part) == ZX_OK);
  const zx_info_resource_t info = info_of(part);
  EXPECT(info.kind == ZX_RSRC_KIND_IRQ && info.base == 1 && info.size == 2 && !std::strcmp(info.name, "middle"));
  EXPECT(zx::resource::create(part, ZX_RSRC_KIND_IRQ, 2, 1, "", 0, &part) == ZX_OK && info_of(part).base == 2);

  zx::interrupt interrupt;
  EXPECT(zx::interrupt::create(part, 1, 0, &interrupt) == ZX_ERR_OUT_OF_RANGE && !interrupt);
  EXPECT(zx::interrupt::create(part, 2, 0, &interrupt) == ZX_OK && is_of_its_type(interrupt));
  EXPECT(zx::resource::create(part, ZX_RSRC_KIND_IRQ, 1, 1, "", 0, &part) == ZX_ERR_ACCESS_DENIED && !part);

  zx::handle child;
  EXPECT(device.get_child(ZX_KOID_FIRST, ZX_RIGHT_SAME_RIGHTS, &child) == ZX_ERR_NOT_SUPPORTED && !child);
  EXPECT(device.wait_one(ZX_USER_SIGNAL_0, zx::time(), nullptr) == ZX_ERR_ACCESS_DENIED);
  return 0;
}

int test_msi(const zx::resource& device) {
  zx::msi msi;
  EXPECT(zx::msi::allocate(device, 3, &msi) == ZX_ERR_INVALID_ARGS && !msi);
  EXPECT(zx::msi::allocate(device, 2, &msi) == ZX_OK && is_of_its_type(msi));
  zx::interrupt interrupt, second;
  EXPECT(zx::msi::create(msi, 0, 2, zx::vmo(), 0, &interrupt) == ZX_ERR_INVALID_ARGS && !interrupt);
  EXPECT(zx::msi::create(msi, ZX_MSI_MODE_MSI_X, 1, zx::vmo(), 0, &interrupt) == ZX_OK);
  EXPECT(is_of_its_type(interrupt));
  EXPECT(zx::msi::create(msi, 0, 1, zx::vmo(), 0, &second) == ZX_ERR_ALREADY_BOUND);
  zx_info_msi_t info = {};
  EXPECT(msi.get_info(ZX_INFO_MSI, &info, sizeof(info), nullptr, nullptr) == ZX_OK);
  EXPECT(info.num_irq == 2 && info.interrupt_count == 1);
  return 0;
}

/* The idiom of Fuchsia's drivers: a physical VMO of the registers, its cache policy, a mapping in the root VMAR. */
int test_registers(const zx::resource& device) {
  zx::resource mmio;
  EXPECT(zirq_region_open(device.get(), 0, mmio.reset_and_get_address()) == ZX_OK);
  const zx_info_resource_t info = info_of(mmio);
  EXPECT(info.kind == ZX_RSRC_KIND_MMIO && info.size > 0);

  zx::vmo vmo;
  uint64_t size = 0;
  EXPECT(zx::vmo::create_physical(mmio, info.base, info.size * 2, &vmo) == ZX_ERR_OUT_OF_RANGE && !vmo);
  EXPECT(zx::vmo::create_physical(mmio, info.base, info.size, &vmo) == ZX_OK && is_of_its_type(vmo));
  EXPECT(vmo.get_size(&size) == ZX_OK && size == info.size);
  EXPECT(vmo.set_cache_policy(ZX_CACHE_POLICY_UNCACHED_DEVICE) == ZX_OK);
  char name[ZX_MAX_NAME_LEN] = "";
  EXPECT(vmo.set_property(ZX_PROP_NAME, "registers", sizeof("registers")) == ZX_OK);
  EXPECT(vmo.get_property(ZX_PROP_NAME, name, sizeof(name)) == ZX_OK && !std::strcmp(name, "registers"));
  EXPECT(device.get_property(ZX_PROP_NAME, name, sizeof(name)) == ZX_ERR_ACCESS_DENIED);

  const zx::unowned_vmar root = zx::vmar::root_self();
  EXPECT(is_of_its_type(*root) && zx::vmar::root_self() == root);
  EXPECT(root->set_profile(zx::object<zx::profile>(), 0) == ZX_ERR_NOT_SUPPORTED);
  zx_vaddr_t first = 0, second = 0, none = 0;
  EXPECT(root->map(ZX_VM_PERM_READ | ZX_VM_PERM_WRITE, 0, vmo, 0, size, &first) == ZX_OK);
  EXPECT(root->map(ZX_VM_PERM_READ, 0, vmo, 0, size, &second) == ZX_OK && first != second);
  EXPECT(root->map(ZX_VM_PERM_READ, 0, vmo, size, size, &none) == ZX_ERR_OUT_OF_RANGE);
  *reinterpret_cast<volatile uint32_t*>(first + 4) = 0x5eed;
  EXPECT(*reinterpret_cast<const volatile uint32_t*>(second + 4) == 0x5eed);
  *reinterpret_cast<volatile uint32_t*>(first + 4) = 0;
  EXPECT(root->unmap(first, info.size) == ZX_OK && root->unmap(second, info.size) == ZX_OK);
  EXPECT(root->unmap(second, info.size) == ZX_ERR_NOT_FOUND);
  return 0;
}

}  // namespace

int main() {
  zx::resource device;
  EXPECT(zirq_device_open("sim:wires", device.reset_and_get_address()) == ZX_OK);
  return test_signals_and_waits() || test_resources(device) || test_msi(device) || test_registers(device);
}
