/* An interrupt with its handler. A driver begins it once and acknowledges each interrupt when it has dealt with it:
 *
 *   irq_.set_object(interrupt_.get());
 *   irq_.Begin(dispatcher);
 *   ...
 *   void Handle(async_dispatcher_t*, async::IrqBase*, zx_status_t status, const zx_packet_interrupt_t* packet) {
 *     if (status != ZX_OK) return;   // shutting down: leave the device alone
 *     ...                            // silence the device
 *     interrupt_.ack();
 *   }
 *
 * Use it on the thread that runs the dispatcher, which must be a single one. Source: Fuchsia, lib/async/cpp/irq.h. */
#ifndef LIB_ASYNC_CPP_IRQ_H_
#define LIB_ASYNC_CPP_IRQ_H_

#include <type_traits>
#include <utility>

#include <lib/async/irq.h>
#include <lib/fit/function.h>

namespace async {

/* What Irq and IrqMethod have in common. The interrupt is unbound when this goes. */
class IrqBase {
 public:
  IrqBase(const IrqBase&) = delete;
  IrqBase& operator=(const IrqBase&) = delete;

  /* The interrupt, which somebody else owns and closes later than this ends. */
  zx_handle_t object() const { return irq_.object; }
  void set_object(zx_handle_t object) { irq_.object = object; }

  /* Binds the interrupt, with this as the key.
   *
   * ZX_ERR_ALREADY_EXISTS   it has begun
   * others                  async_bind_irq() */
  zx_status_t Begin(async_dispatcher_t* dispatcher) {
    if (dispatcher_) return ZX_ERR_ALREADY_EXISTS;
    const zx_status_t status = async_bind_irq(dispatcher, &irq_);
    if (status == ZX_OK) dispatcher_ = dispatcher;
    return status;
  }

  /* Unbinds it. The handler is not called again.
   *
   * ZX_ERR_NOT_FOUND        it has not begun, or its end was told by ZX_ERR_CANCELED */
  zx_status_t Cancel() {
    if (!dispatcher_) return ZX_ERR_NOT_FOUND;
    return async_unbind_irq(std::exchange(dispatcher_, nullptr), &irq_);
  }

 protected:
  IrqBase(zx_handle_t object, async_irq_handler_t* handler) : irq_{{ASYNC_STATE_INIT}, handler, object} {}
  ~IrqBase() { Cancel(); }

  template <typename Self>
  static Self* Dispatch(async_irq_t* irq, zx_status_t status) {
    static_assert(std::is_standard_layout_v<IrqBase>, "the first member has the address of the whole");
    IrqBase* const self = reinterpret_cast<IrqBase*>(irq);
    /* The dispatcher forgets it by itself. */
    if (status == ZX_ERR_CANCELED) self->dispatcher_ = nullptr;
    return static_cast<Self*>(self);
  }

 private:
  async_irq_t irq_;
  async_dispatcher_t* dispatcher_ = nullptr;
};

/* An interrupt whose handler is any callable. trigger and options are Fuchsia's and mean nothing: an interrupt is not
 * waited for by signals. */
class Irq final : public IrqBase {
 public:
  /* status and interrupt are those of async_irq_handler_t. */
  using Handler = fit::function<void(async_dispatcher_t* dispatcher, async::Irq* irq, zx_status_t status,
                                     const zx_packet_interrupt_t* interrupt)>;

  explicit Irq(zx_handle_t object = ZX_HANDLE_INVALID, zx_signals_t trigger = ZX_SIGNAL_NONE, Handler handler = nullptr)
      : Irq(object, trigger, 0, std::move(handler)) {}
  Irq(zx_handle_t object, zx_signals_t, uint32_t, Handler handler = nullptr)
      : IrqBase(object, &Irq::Call), handler_(std::move(handler)) {}

  void set_handler(Handler handler) { handler_ = std::move(handler); }
  bool has_handler() const { return !!handler_; }

 private:
  static void Call(async_dispatcher_t* dispatcher, async_irq_t* irq, zx_status_t status,
                   const zx_packet_interrupt_t* interrupt) {
    Irq* const self = Dispatch<Irq>(irq, status);
    self->handler_(dispatcher, self, status, interrupt);
  }

  Handler handler_;
};

/* An interrupt whose handler is a method: async::IrqMethod<Driver, &Driver::Handle> irq_{this}. */
template <class Class, void (Class::*method)(async_dispatcher_t* dispatcher, async::IrqBase* irq, zx_status_t status,
                                             const zx_packet_interrupt_t* interrupt)>
class IrqMethod final : public IrqBase {
 public:
  explicit IrqMethod(Class* instance, zx_handle_t object = ZX_HANDLE_INVALID, zx_signals_t = ZX_SIGNAL_NONE,
                     uint32_t = 0)
      : IrqBase(object, &IrqMethod::Call), instance_(instance) {}

 private:
  static void Call(async_dispatcher_t* dispatcher, async_irq_t* irq, zx_status_t status,
                   const zx_packet_interrupt_t* interrupt) {
    IrqMethod* const self = Dispatch<IrqMethod>(irq, status);
    (self->instance_->*method)(dispatcher, self, status, interrupt);
  }

  Class* const instance_;
};

}  // namespace async

#endif /* LIB_ASYNC_CPP_IRQ_H_ */
