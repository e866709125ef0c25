/* A driver as they are written for Fuchsia today: no thread and no loop of its own, but an async::IrqMethod, which a
 * dispatcher calls. The dispatcher is its owner's.
 *
 *   dispatcher sim:button   three interrupts of a device
 *   dispatcher              of a virtual interrupt, which the program triggers itself; needs no device
 *
 * Only zirq_device_open() is zirq's own; all else compiles for Fuchsia too. */
#include <cinttypes>
#include <cstdio>
#include <utility>

#include <lib/async-loop/cpp/loop.h>
#include <lib/async-loop/loop.h>
#include <lib/async/cpp/irq.h>
#include <lib/fit/defer.h>
#include <lib/fit/function.h>
#include <lib/zx/interrupt.h>
#include <lib/zx/resource.h>
#include <zircon/status.h>
#include <zirq/zirq.h>

namespace {

constexpr int kInterrupts = 3;

bool succeeded(const char* what, zx_status_t status) {
  if (status != ZX_OK) std::fprintf(stderr, "dispatcher: %s: %s\n", what, zx_status_get_string(status));
  return status == ZX_OK;
}

class Driver {
 public:
  /* The handler is called after each interrupt, with its number and when it came. */
  using Handler = fit::function<void(int number, zx::time_boot time)>;

  Driver(zx::interrupt interrupt, Handler handler) : interrupt_(std::move(interrupt)), handler_(std::move(handler)) {}

  /* Once; from then on each ack lets the next interrupt come. */
  zx_status_t Start(async_dispatcher_t* dispatcher) {
    irq_.set_object(interrupt_.get());
    return irq_.Begin(dispatcher);
  }

  /* Whether the dispatcher has said that it is over. */
  bool stopped() const { return stopped_; }

 private:
  void HandleIrq(async_dispatcher_t*, async::IrqBase*, zx_status_t status, const zx_packet_interrupt_t* packet) {
    if (status != ZX_OK) {
      /* Shutdown, or the device has gone: leave it alone. */
      stopped_ = true;
      return;
    }
    /* However this ends, the line opens again after it. */
    const auto ack = fit::defer([this] { succeeded("ack", interrupt_.ack()); });

    /* Here a driver silences its device. */
    handler_(++count_, zx::time_boot(packet->timestamp));
  }

  zx::interrupt interrupt_;
  Handler handler_;
  int count_ = 0;
  bool stopped_ = false;
  /* Behind what it uses, so that it is unbound before that goes. */
  async::IrqMethod<Driver, &Driver::HandleIrq> irq_{this};
};

/* An interrupt of the device; without one, a virtual interrupt. */
bool create_interrupt(const char* device, zx::interrupt* interrupt) {
  if (!device) {
    return succeeded("virtual interrupt", zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, interrupt));
  }
  zx::resource resource;
  if (zirq_device_open(device, resource.reset_and_get_address()) != ZX_OK) {
    std::fprintf(stderr, "dispatcher: %s\n", zirq_error());
    return false;
  }
  return succeeded(device, zx::interrupt::create(resource, 0, ZX_INTERRUPT_MODE_DEFAULT, interrupt));
}

}  // namespace

int main(int argc, char** argv) {
  const char* const device = argc > 1 ? argv[1] : nullptr;
  zx::interrupt interrupt, trigger;
  if (!create_interrupt(device, &interrupt) ||
      !succeeded("duplicate", interrupt.duplicate(ZX_RIGHT_SAME_RIGHTS, &trigger))) {
    return 1;
  }

  async_loop_config_t config = kAsyncLoopConfigNeverAttachToThread;
  config.irq_support = true;
  async::Loop loop(&config);
  bool in_order = true;
  Driver driver(std::move(interrupt), [&](int number, zx::time_boot time) {
    const zx::duration since_boot = time - zx::time_boot();
    std::printf("interrupt %d at %" PRId64 " ms\n", number, since_boot.to_msecs());
    if (!device) {
      in_order = in_order && since_boot == zx::msec(number);
      if (number < kInterrupts) trigger.trigger(0, time + zx::msec(1)); /* it comes after the ack */
    }
    if (number == kInterrupts) loop.Quit();
  });
  if (!succeeded("begin", driver.Start(loop.dispatcher())) || !succeeded("thread", loop.StartThread("irq"))) return 1;
  if (!device && !succeeded("trigger", trigger.trigger(0, zx::time_boot() + zx::msec(1)))) return 1;

  loop.JoinThreads();
  loop.Shutdown();
  if (!driver.stopped() || !in_order) return 1;
  std::printf("shut down\n");
  return 0;
}
