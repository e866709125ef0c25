/* The loop that most drivers on Zircon have, in C++: a thread takes packets from a port, tells by the key what each is
 * about, and acknowledges an interrupt when it has dealt with it. A packet of the program's own ends it.
 *
 *   port-loop sim:button    a device's interrupts, until the end of the input
 *   port-loop               a virtual interrupt, which the program triggers itself; needs no device
 *
 * Only zirq_device_open() is zirq's own; all else compiles for Zircon too. */
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include <lib/zx/interrupt.h>
#include <lib/zx/port.h>
#include <lib/zx/resource.h>
#include <zircon/status.h>
#include <zirq/zirq.h>

namespace {

/* What a packet is about. */
constexpr uint64_t kInterruptKey = 1;
constexpr uint64_t kStopKey = 2;

bool succeeded(const char* what, zx_status_t status) {
  if (status != ZX_OK) std::fprintf(stderr, "port-loop: %s: %s\n", what, zx_status_get_string(status));
  return status == ZX_OK;
}

/* The interrupt thread. */
void serve(const zx::port& port, const zx::interrupt& interrupt) {
  for (;;) {
    zx_port_packet_t packet;
    /* ZX_ERR_CANCELED says that the device has gone. */
    if (!succeeded("wait", port.wait(zx::time::infinite(), &packet))) return;
    switch (packet.key) {
      case kInterruptKey: {
        const zx::duration since_boot = zx::time_boot(packet.interrupt.timestamp) - zx::time_boot();
        std::printf("interrupt at %" PRId64 " ms\n", since_boot.to_msecs());
        /* Here a driver silences its device. The ack comes last: it opens the line again. */
        if (!succeeded("ack", interrupt.ack())) return;
        break;
      }
      case kStopKey:
        std::printf("stopped\n");
        return;
    }
  }
}

/* An interrupt of the device; without one, a virtual interrupt. */
bool create_interrupt(const char* device, zx::interrupt* interrupt) {
  if (!device) {
    return succeeded("virtual interrupt", zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, interrupt));
  }
  zx::resource resource;
  if (zirq_device_open(device, resource.reset_and_get_address()) != ZX_OK) {
    std::fprintf(stderr, "port-loop: %s\n", zirq_error());
    return false;
  }
  return succeeded(device, zx::interrupt::create(resource, 0, ZX_INTERRUPT_MODE_DEFAULT, interrupt));
}

}  // namespace

int main(int argc, char** argv) {
  const char* const device = argc > 1 ? argv[1] : nullptr;
  zx::port port;
  zx::interrupt interrupt;
  if (!succeeded("port", zx::port::create(ZX_PORT_BIND_TO_INTERRUPT, &port)) || !create_interrupt(device, &interrupt) ||
      !succeeded("bind", interrupt.bind(port, kInterruptKey, ZX_INTERRUPT_BIND))) {
    return 1;
  }

  std::thread thread(serve, std::cref(port), std::cref(interrupt));
  if (device) {
    while (std::getchar() != EOF) {
    }
  } else {
    /* If the first is not acknowledged yet, the second waits for that: neither is lost. */
    succeeded("trigger", interrupt.trigger(0, zx::time_boot() + zx::msec(1)));
    succeeded("trigger", interrupt.trigger(0, zx::time_boot() + zx::msec(2)));
  }

  /* Interrupts come before packets of the program's own, so those above are still served. */
  zx_port_packet_t stop = {};
  stop.key = kStopKey;
  if (!succeeded("stop", port.queue(&stop))) std::exit(1); /* the thread would wait for ever */
  thread.join();
  return succeeded("destroy", interrupt.destroy()) ? 0 : 1;
}
