/* Ports. Source: Zircon, lib/zx/port.h. <zircon/syscalls.h> documents each call. */
#ifndef LIB_ZX_PORT_H_
#define LIB_ZX_PORT_H_

#include <lib/zx/handle.h>
#include <lib/zx/object.h>
#include <lib/zx/time.h>

namespace zx {

class port final : public object<port> {
 public:
  static constexpr zx_obj_type_t TYPE = ZX_OBJ_TYPE_PORT;

  constexpr port() = default;
  explicit port(zx_handle_t value) noexcept : object(value) {}
  /* The type is not checked here: each call does. */
  explicit port(handle&& other) noexcept : object(other.release()) {}
  port(port&& other) = default;
  port& operator=(port&& other) = default;

  /* zx_port_create(). On an error *result is empty. */
  static zx_status_t create(uint32_t options, port* result) {
    return zx_port_create(options, result->reset_and_get_address());
  }

  /* zx_port_queue(). */
  zx_status_t queue(const zx_port_packet_t* packet) const { return zx_port_queue(get(), packet); }

  /* zx_port_wait(). */
  zx_status_t wait(zx::time deadline, zx_port_packet_t* packet) const {
    return zx_port_wait(get(), deadline.get(), packet);
  }

  /* zx_port_cancel(). */
  zx_status_t cancel(const object_base& source, uint64_t key) const { return cancel(source.get(), key); }
  zx_status_t cancel(zx_handle_t source, uint64_t key) const { return zx_port_cancel(get(), source, key); }

  /* zx_port_cancel_key(). */
  zx_status_t cancel_key(uint32_t options, uint64_t key) const { return zx_port_cancel_key(get(), options, key); }
};

using unowned_port = unowned<port>;

}  // namespace zx

#endif /* LIB_ZX_PORT_H_ */
