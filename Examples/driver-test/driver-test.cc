/* How a driver is tested without hardware: the test owns a virtual interrupt, gives the driver a duplicate of it, and
 * triggers. ZX_VIRTUAL_INTERRUPT_UNTRIGGERED tells it when the driver has acknowledged, so nothing is guessed and
 * nothing sleeps. All of it compiles for Fuchsia too. */
#include <cstdio>
#include <utility>

#include <lib/async-loop/cpp/loop.h>
#include <lib/async-loop/loop.h>
#include <lib/async/cpp/wait.h>
#include <lib/zx/clock.h>
#include <lib/zx/interrupt.h>

#include "counter-driver.h"

namespace {

constexpr int kInterrupts = 3;
const zx::time kDeadline = zx::deadline_after(zx::sec(30));

#define EXPECT(condition)                                                                        \
  do {                                                                                           \
    if (!(condition)) return std::printf("not ok: %s, line %d\n", #condition, __LINE__), false; \
  } while (0)

/* One interrupt after the other, each waited for. */
bool test_with_wait_one(const zx::interrupt& interrupt, const CounterDriver& driver) {
  for (int count = 1; count <= kInterrupts; ++count) {
    const zx::time_boot now = zx::clock::get_boot();
    EXPECT(interrupt.trigger(0, now) == ZX_OK);
    zx_signals_t observed = 0;
    EXPECT(interrupt.wait_one(ZX_VIRTUAL_INTERRUPT_UNTRIGGERED, kDeadline, &observed) == ZX_OK);
    EXPECT(observed & ZX_VIRTUAL_INTERRUPT_UNTRIGGERED);
    EXPECT(driver.count() == count && driver.last() == now);
  }
  std::printf("ok: the driver acknowledged %d interrupts that the test waited for\n", kInterrupts);
  return true;
}

/* The same from a loop, as a bus driver does that has to open its device's line again after each ack. */
bool test_with_async_wait(const zx::interrupt& interrupt, const CounterDriver& driver) {
  async::Loop loop(&kAsyncLoopConfigNeverAttachToThread);
  int acks = 0;
  bool failed = false;
  /* By edge, for the signal is asserted now: nothing waits for an ack. */
  async::Wait wait(interrupt.get(), ZX_VIRTUAL_INTERRUPT_UNTRIGGERED, ZX_WAIT_ASYNC_EDGE);
  wait.set_handler([&](async_dispatcher_t* dispatcher, async::Wait*, zx_status_t status, const zx_packet_signal_t*) {
    if (status != ZX_OK) return;
    if (++acks == kInterrupts) {
      loop.Quit();
      return;
    }
    /* Armed before the trigger, or the ack might be missed. */
    failed = wait.Begin(dispatcher) != ZX_OK || interrupt.trigger(0, zx::clock::get_boot()) != ZX_OK;
    if (failed) loop.Quit();
  });
  const int before = driver.count();
  EXPECT(wait.Begin(loop.dispatcher()) == ZX_OK && interrupt.trigger(0, zx::clock::get_boot()) == ZX_OK);
  EXPECT(loop.Run(kDeadline) == ZX_ERR_CANCELED && !failed);
  EXPECT(acks == kInterrupts && driver.count() == before + kInterrupts);
  std::printf("ok: the driver acknowledged %d interrupts that a loop watched\n", kInterrupts);
  return true;
}

}  // namespace

int main() {
  zx::interrupt interrupt, duplicate;
  if (zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, &interrupt) != ZX_OK ||
      interrupt.duplicate(ZX_RIGHT_SAME_RIGHTS, &duplicate) != ZX_OK) {
    std::printf("not ok: no interrupt; does zirqd run?\n");
    return 1;
  }

  async_loop_config_t config = kAsyncLoopConfigNeverAttachToThread;
  config.irq_support = true;
  async::Loop loop(&config);
  CounterDriver driver(std::move(duplicate));
  const bool passed = driver.Start(loop.dispatcher()) == ZX_OK && loop.StartThread("driver") == ZX_OK &&
                      test_with_wait_one(interrupt, driver) && test_with_async_wait(interrupt, driver);
  loop.Shutdown();
  return passed ? 0 : 1;
}
