/* The right to a device's interrupts or registers: zirq_device_open() and zirq_region_open() give it. Source: Zircon,
 * lib/zx/resource.h. */
#ifndef LIB_ZX_RESOURCE_H_
#define LIB_ZX_RESOURCE_H_

#include <lib/zx/handle.h>
#include <lib/zx/object.h>

namespace zx {

class resource final : public object<resource> {
 public:
  static constexpr zx_obj_type_t TYPE = ZX_OBJ_TYPE_RESOURCE;

  constexpr resource() = default;
  explicit resource(zx_handle_t value) noexcept : object(value) {}
  /* The type is not checked here: each call does. */
  explicit resource(handle&& other) noexcept : object(other.release()) {}
  resource(resource&& other) = default;
  resource& operator=(resource&& other) = default;

  /* zx_resource_create(). What *result had is closed after the call, so it may be the parent. On an error it is
   * empty. */
  static zx_status_t create(const resource& parent, uint32_t options, uint64_t base, size_t size, const char* name,
                            size_t name_size, resource* result) {
    zx_handle_t made = ZX_HANDLE_INVALID;
    const zx_status_t status = zx_resource_create(parent.get(), options, base, size, name, name_size, &made);
    result->reset(made);
    return status;
  }
};

using unowned_resource = unowned<resource>;

}  // namespace zx

#endif /* LIB_ZX_RESOURCE_H_ */
