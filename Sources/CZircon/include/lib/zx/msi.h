/* Message-signaled interrupts: a device's vectors, each taken as an interrupt. Source: Zircon, lib/zx/msi.h. */
#ifndef LIB_ZX_MSI_H_
#define LIB_ZX_MSI_H_

#include <lib/zx/handle.h>
#include <lib/zx/interrupt.h>
#include <lib/zx/object.h>
#include <lib/zx/resource.h>
#include <lib/zx/vmo.h>

namespace zx {

/* An allocation. What it makes is a zx::interrupt. */
class msi final : public object<msi> {
 public:
  static constexpr zx_obj_type_t TYPE = ZX_OBJ_TYPE_MSI;

  constexpr msi() = default;
  explicit msi(zx_handle_t value) noexcept : object(value) {}
  /* The type is not checked here: each call does. */
  explicit msi(handle&& other) noexcept : object(other.release()) {}
  msi(msi&& other) = default;
  msi& operator=(msi&& other) = default;

  /* zx_msi_allocate(). On an error *result is empty. */
  static zx_status_t allocate(const resource& resource, uint32_t count, msi* result) {
    return zx_msi_allocate(resource.get(), count, result->reset_and_get_address());
  }

  /* zx_msi_create(). On an error *result is empty. */
  static zx_status_t create(const msi& msi, uint32_t options, uint32_t msi_id, const vmo& vmo, size_t vmo_offset,
                            interrupt* result) {
    return zx_msi_create(msi.get(), options, msi_id, vmo.get(), vmo_offset, result->reset_and_get_address());
  }
};

using unowned_msi = unowned<msi>;

}  // namespace zx

#endif /* LIB_ZX_MSI_H_ */
