/* Interrupts. Source: Zircon, lib/zx/interrupt.h. <zircon/syscalls.h> documents each call. */
#ifndef LIB_ZX_INTERRUPT_H_
#define LIB_ZX_INTERRUPT_H_

#include <cstddef>

#include <lib/zx/handle.h>
#include <lib/zx/object.h>
#include <lib/zx/port.h>
#include <lib/zx/resource.h>
#include <lib/zx/time.h>

namespace zx {

class interrupt final : public object<interrupt> {
 public:
  static constexpr zx_obj_type_t TYPE = ZX_OBJ_TYPE_INTERRUPT;

  constexpr interrupt() = default;
  explicit interrupt(zx_handle_t value) noexcept : object(value) {}
  /* The type is not checked here: each call does. */
  explicit interrupt(handle&& other) noexcept : object(other.release()) {}
  interrupt(interrupt&& other) = default;
  interrupt& operator=(interrupt&& other) = default;

  /* zx_interrupt_create(). What *result had is closed after the call, so an interrupt cannot replace itself: its vector
   * is ZX_ERR_ALREADY_BOUND. On an error *result is empty. */
  static zx_status_t create(const resource& source, uint32_t vector, uint32_t options, interrupt* result) {
    zx_handle_t made = ZX_HANDLE_INVALID;
    const zx_status_t status = zx_interrupt_create(source.get(), vector, options, &made);
    result->reset(made);
    return status;
  }

  /* zx_interrupt_wait(). The type of timestamp is the caller's to choose, by the options of the interrupt:
   * ZX_INTERRUPT_TIMESTAMP_MONO gives zx::time. It may be null. */
  zx_status_t wait(zx::time* timestamp) const {
    return zx_interrupt_wait(get(), timestamp ? timestamp->get_address() : nullptr);
  }
  zx_status_t wait(zx::time_boot* timestamp) const {
    return zx_interrupt_wait(get(), timestamp ? timestamp->get_address() : nullptr);
  }
  zx_status_t wait(std::nullptr_t) const { return zx_interrupt_wait(get(), nullptr); }

  /* zx_interrupt_destroy(). */
  zx_status_t destroy() const { return zx_interrupt_destroy(get()); }

  /* zx_interrupt_trigger(). */
  zx_status_t trigger(uint32_t options, zx::time timestamp) const {
    return zx_interrupt_trigger(get(), options, timestamp.get());
  }
  zx_status_t trigger(uint32_t options, zx::time_boot timestamp) const {
    return zx_interrupt_trigger(get(), options, timestamp.get());
  }

  /* zx_interrupt_bind(); with ZX_INTERRUPT_UNBIND it unbinds. */
  zx_status_t bind(const zx::port& port, uint64_t key, uint32_t options) const {
    return zx_interrupt_bind(get(), port.get(), key, options);
  }

  /* zx_interrupt_bind_vcpu(), of any owner of a handle: there is no zx::vcpu here. */
  template <typename Vcpu>
  zx_status_t bind_vcpu(const Vcpu& vcpu, uint32_t options) const {
    return zx_interrupt_bind_vcpu(get(), vcpu.get(), options);
  }

  /* zx_interrupt_ack(). */
  zx_status_t ack() const { return zx_interrupt_ack(get()); }
};

using unowned_interrupt = unowned<interrupt>;

}  // namespace zx

#endif /* LIB_ZX_INTERRUPT_H_ */
