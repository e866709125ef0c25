/* Events: objects that have nothing but their signals. Source: Zircon, lib/zx/event.h. */
#ifndef LIB_ZX_EVENT_H_
#define LIB_ZX_EVENT_H_

#include <lib/zx/handle.h>
#include <lib/zx/object.h>

namespace zx {

class event final : public object<event> {
 public:
  static constexpr zx_obj_type_t TYPE = ZX_OBJ_TYPE_EVENT;

  constexpr event() = default;
  explicit event(zx_handle_t value) noexcept : object(value) {}
  /* The type is not checked here: each call does. */
  explicit event(handle&& other) noexcept : object(other.release()) {}
  event(event&& other) = default;
  event& operator=(event&& other) = default;

  /* zx_event_create(). On an error *result is empty. */
  static zx_status_t create(uint32_t options, event* result) {
    return zx_event_create(options, result->reset_and_get_address());
  }
};

using unowned_event = unowned<event>;

}  // namespace zx

#endif /* LIB_ZX_EVENT_H_ */
