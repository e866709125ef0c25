/* A wait for signals of an object, with its handler. It ends with the first packet; Begin() it again to go on. A test
 * watches so for ZX_VIRTUAL_INTERRUPT_UNTRIGGERED, with ZX_WAIT_ASYNC_EDGE, to learn that a driver has acknowledged.
 *
 * Use it on the thread that runs the dispatcher, which must be a single one. Source: Fuchsia, lib/async/cpp/wait.h. */
#ifndef LIB_ASYNC_CPP_WAIT_H_
#define LIB_ASYNC_CPP_WAIT_H_

#include <type_traits>
#include <utility>

#include <lib/async/wait.h>
#include <lib/fit/function.h>

namespace async {

/* What Wait, WaitOnce and WaitMethod have in common. The wait is canceled when this goes. */
class WaitBase {
 public:
  WaitBase(const WaitBase&) = delete;
  WaitBase& operator=(const WaitBase&) = delete;

  /* The object, which somebody else owns. */
  zx_handle_t object() const { return wait_.object; }
  void set_object(zx_handle_t object) { wait_.object = object; }

  /* The signals, any of which ends the wait. */
  zx_signals_t trigger() const { return wait_.trigger; }
  void set_trigger(zx_signals_t trigger) { wait_.trigger = trigger; }

  /* ZX_WAIT_ASYNC_*. */
  uint32_t options() const { return wait_.options; }
  void set_options(uint32_t options) { wait_.options = options; }

  bool is_pending() const { return dispatcher_ != nullptr; }

  /* Begins the wait.
   *
   * ZX_ERR_ALREADY_EXISTS   it has begun
   * others                  async_begin_wait() */
  zx_status_t Begin(async_dispatcher_t* dispatcher) {
    if (dispatcher_) return ZX_ERR_ALREADY_EXISTS;
    const zx_status_t status = async_begin_wait(dispatcher, &wait_);
    if (status == ZX_OK) dispatcher_ = dispatcher;
    return status;
  }

  /* Ends it; the handler is not called.
   *
   * ZX_ERR_NOT_FOUND        it is over, or has not begun */
  zx_status_t Cancel() {
    if (!dispatcher_) return ZX_ERR_NOT_FOUND;
    return async_cancel_wait(std::exchange(dispatcher_, nullptr), &wait_);
  }

 protected:
  WaitBase(zx_handle_t object, zx_signals_t trigger, uint32_t options, async_wait_handler_t* handler)
      : wait_{{ASYNC_STATE_INIT}, handler, object, trigger, options} {}
  ~WaitBase() { Cancel(); }

  template <typename Self>
  static Self* Dispatch(async_wait_t* wait) {
    static_assert(std::is_standard_layout_v<WaitBase>, "the first member has the address of the whole");
    WaitBase* const self = reinterpret_cast<WaitBase*>(wait);
    self->dispatcher_ = nullptr;
    return static_cast<Self*>(self);
  }

 private:
  async_wait_t wait_;
  async_dispatcher_t* dispatcher_ = nullptr;
};

/* A wait whose handler is any callable. */
class Wait final : public WaitBase {
 public:
  /* status and signal are those of async_wait_handler_t. */
  using Handler = fit::function<void(async_dispatcher_t* dispatcher, async::Wait* wait, zx_status_t status,
                                     const zx_packet_signal_t* signal)>;

  explicit Wait(zx_handle_t object = ZX_HANDLE_INVALID, zx_signals_t trigger = ZX_SIGNAL_NONE, uint32_t options = 0,
                Handler handler = nullptr)
      : WaitBase(object, trigger, options, &Wait::Call), handler_(std::move(handler)) {}

  void set_handler(Handler handler) { handler_ = std::move(handler); }
  bool has_handler() const { return !!handler_; }

 private:
  static void Call(async_dispatcher_t* dispatcher, async_wait_t* wait, zx_status_t status,
                   const zx_packet_signal_t* signal) {
    Wait* const self = Dispatch<Wait>(wait);
    self->handler_(dispatcher, self, status, signal);
  }

  Handler handler_;
};

/* A wait that takes a handler each time it begins, and lets go of it before the call: the handler may end the wait's
 * life. */
class WaitOnce final : public WaitBase {
 public:
  using Handler = fit::function<void(async_dispatcher_t* dispatcher, async::WaitOnce* wait, zx_status_t status,
                                     const zx_packet_signal_t* signal)>;

  explicit WaitOnce(zx_handle_t object = ZX_HANDLE_INVALID, zx_signals_t trigger = ZX_SIGNAL_NONE,
                    uint32_t options = 0)
      : WaitBase(object, trigger, options, &WaitOnce::Call) {}

  zx_status_t Begin(async_dispatcher_t* dispatcher, Handler handler) {
    if (is_pending()) return ZX_ERR_ALREADY_EXISTS;
    handler_ = std::move(handler);
    return WaitBase::Begin(dispatcher);
  }

 private:
  static void Call(async_dispatcher_t* dispatcher, async_wait_t* wait, zx_status_t status,
                   const zx_packet_signal_t* signal) {
    WaitOnce* const self = Dispatch<WaitOnce>(wait);
    const Handler handler = std::move(self->handler_);
    handler(dispatcher, self, status, signal);
  }

  Handler handler_;
};

/* A wait whose handler is a method: async::WaitMethod<Bus, &Bus::Handle> wait_{this}. */
template <class Class, void (Class::*method)(async_dispatcher_t* dispatcher, async::WaitBase* wait, zx_status_t status,
                                             const zx_packet_signal_t* signal)>
class WaitMethod final : public WaitBase {
 public:
  explicit WaitMethod(Class* instance, zx_handle_t object = ZX_HANDLE_INVALID, zx_signals_t trigger = ZX_SIGNAL_NONE,
                      uint32_t options = 0)
      : WaitBase(object, trigger, options, &WaitMethod::Call), instance_(instance) {}

 private:
  static void Call(async_dispatcher_t* dispatcher, async_wait_t* wait, zx_status_t status,
                   const zx_packet_signal_t* signal) {
    WaitMethod* const self = Dispatch<WaitMethod>(wait);
    (self->instance_->*method)(dispatcher, self, status, signal);
  }

  Class* const instance_;
};

}  // namespace async

#endif /* LIB_ASYNC_CPP_WAIT_H_ */
