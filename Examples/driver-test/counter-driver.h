/* The driver under test: it counts its device's interrupts, and acknowledges each when it has counted it. Where the
 * interrupt comes from it does not know. */
#ifndef COUNTER_DRIVER_H_
#define COUNTER_DRIVER_H_

#include <atomic>
#include <utility>

#include <lib/async/cpp/irq.h>
#include <lib/zx/interrupt.h>
#include <lib/zx/time.h>

class CounterDriver {
 public:
  explicit CounterDriver(zx::interrupt interrupt) : interrupt_(std::move(interrupt)) {}

  zx_status_t Start(async_dispatcher_t* dispatcher) {
    irq_.set_object(interrupt_.get());
    return irq_.Begin(dispatcher);
  }

  /* From any thread. */
  int count() const { return count_; }
  zx::time_boot last() const { return zx::time_boot(last_); }

 private:
  void HandleIrq(async_dispatcher_t*, async::IrqBase*, zx_status_t status, const zx_packet_interrupt_t* packet) {
    if (status != ZX_OK) return;
    last_ = packet->timestamp;
    count_ += 1;
    interrupt_.ack();
  }

  zx::interrupt interrupt_;
  std::atomic<int> count_ = 0;
  std::atomic<zx_time_t> last_ = 0;
  async::IrqMethod<CounterDriver, &CounterDriver::HandleIrq> irq_{this};
};

#endif /* COUNTER_DRIVER_H_ */
