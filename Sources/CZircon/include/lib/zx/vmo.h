/* Memory: here, a device's registers. Source: Zircon, lib/zx/vmo.h. */
#ifndef LIB_ZX_VMO_H_
#define LIB_ZX_VMO_H_

#include <lib/zx/handle.h>
#include <lib/zx/object.h>
#include <lib/zx/resource.h>

namespace zx {

class vmo final : public object<vmo> {
 public:
  static constexpr zx_obj_type_t TYPE = ZX_OBJ_TYPE_VMO;

  constexpr vmo() = default;
  explicit vmo(zx_handle_t value) noexcept : object(value) {}
  /* The type is not checked here: each call does. */
  explicit vmo(handle&& other) noexcept : object(other.release()) {}
  vmo(vmo&& other) = default;
  vmo& operator=(vmo&& other) = default;

  /* zx_vmo_create_physical(), with the MMIO resource that zirq_region_open() gives. On an error *result is empty. */
  static zx_status_t create_physical(const resource& resource, zx_paddr_t paddr, size_t size, vmo* result) {
    return zx_vmo_create_physical(resource.get(), paddr, size, result->reset_and_get_address());
  }

  /* zx_vmo_get_size(). */
  zx_status_t get_size(uint64_t* size) const { return zx_vmo_get_size(get(), size); }

  /* zx_vmo_set_cache_policy(). */
  zx_status_t set_cache_policy(uint32_t cache_policy) const { return zx_vmo_set_cache_policy(get(), cache_policy); }
};

using unowned_vmo = unowned<vmo>;

}  // namespace zx

#endif /* LIB_ZX_VMO_H_ */
