/* The right to a device's interrupts: zirq_device_open() gives it. Source: Zircon, lib/zx/resource.h. */
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
};

using unowned_resource = unowned<resource>;

}  // namespace zx

#endif /* LIB_ZX_RESOURCE_H_ */
