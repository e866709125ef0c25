/* What a loop does when the device of an interrupt goes away. Simulated devices stay, so this program stands between
 * the loop and the library, and answers in its place what zirqd answers then: one zx_port_wait() is ZX_ERR_CANCELED,
 * with the interrupt's key. The hardware lab takes real devices away. Needs a daemon. Says the line that is wrong. */
#include <dlfcn.h>

#include <optional>

#include <lib/async-loop/cpp/loop.h>
#include <lib/async/cpp/irq.h>
#include <lib/zx/interrupt.h>

#include "expect.h"

static std::optional<uint64_t> gone_key;

zx_status_t zx_port_wait(zx_handle_t handle, zx_instant_mono_t deadline, zx_port_packet_t* packet) {
  static const auto library = reinterpret_cast<decltype(&zx_port_wait)>(dlsym(RTLD_NEXT, "zx_port_wait"));
  if (!gone_key) return library(handle, deadline, packet);
  *packet = {};
  packet->key = *gone_key;
  packet->type = ZX_PKT_TYPE_INTERRUPT;
  packet->status = ZX_ERR_CANCELED;
  gone_key.reset();
  return ZX_ERR_CANCELED;
}

int main() {
  async_loop_config_t config = kAsyncLoopConfigNeverAttachToThread;
  config.irq_support = true;
  async::Loop loop(&config);
  zx::interrupt interrupt;
  EXPECT(zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, &interrupt) == ZX_OK);

  int calls = 0, canceled = 0;
  async::Irq irq(interrupt.get());
  irq.set_handler([&](async_dispatcher_t*, async::Irq*, zx_status_t status, const zx_packet_interrupt_t* packet) {
    calls += 1;
    canceled += status == ZX_ERR_CANCELED && !packet;
  });
  const uint64_t key = reinterpret_cast<uintptr_t>(&irq);

  /* Nobody is bound any more, so nobody is told: the interrupt may not exist any more either. */
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_OK && irq.Cancel() == ZX_OK);
  gone_key = key;
  EXPECT(loop.RunUntilIdle() == ZX_OK && calls == 0);

  /* The handler is told, once; the loop goes on, without it. */
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_OK);
  gone_key = key;
  EXPECT(loop.RunUntilIdle() == ZX_OK && calls == 1 && canceled == 1 && irq.Cancel() == ZX_ERR_NOT_FOUND);
  loop.Shutdown();
  EXPECT(calls == 1);
  return 0;
}
