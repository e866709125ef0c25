/* What the C++ wrappers promise beyond the calls that they make: who owns a handle, and how times saturate. Needs a
 * daemon, which counts the handles to an object. Says the line that is wrong. */
#include <type_traits>
#include <utility>

#include <lib/zx/clock.h>
#include <lib/zx/interrupt.h>

#include "expect.h"

/* ---- Times. ---- */

constexpr zx::duration kForever = zx::duration::infinite();
constexpr zx::duration kNever = zx::duration::infinite_past();
static_assert(zx::sec(1) == zx::msec(1000) && zx::hour(1) == zx::min(60) && zx::usec(1) == zx::nsec(1) * 1000);
static_assert(2 * zx::sec(3) - zx::sec(1) == zx::sec(5) && zx::sec(5) / 2 == zx::msec(2500));
static_assert(zx::sec(5) / zx::sec(2) == 2 && zx::sec(5) % zx::sec(2) == ZX_SEC(1));
static_assert(kForever + zx::nsec(1) == kForever && kNever - zx::nsec(1) == kNever);
static_assert(kForever - zx::nsec(-1) == kForever && kNever + zx::nsec(-1) == kNever);
static_assert(kForever * 2 == kForever && kForever * -2 == kNever && kNever * -2 == kForever && -kNever == kForever);
static_assert(zx::hour(INT64_MAX) == kForever && zx::hour(INT64_MIN) == kNever);
static_assert(zx::time::infinite() + zx::sec(1) == zx::time::infinite());
static_assert(zx::time(1) - zx::time::infinite_past() == kForever && zx::time(-2) - zx::time::infinite() == kNever);
static_assert(zx::time_boot(5) + zx::nsec(2) == zx::nsec(2) + zx::time_boot(5));
static_assert(zx::msec(1500).to_timespec().tv_sec == 1 && zx::msec(1500).to_timespec().tv_nsec == 500000000);
static_assert(zx::duration(zx::msec(-1500).to_timespec()) == zx::msec(-1500));
static_assert(!std::is_convertible_v<int64_t, zx::duration> && !std::is_convertible_v<int64_t, zx::time>);
static_assert(zx::ticks(7) - zx::ticks(2) == zx::ticks(5) && zx::ticks(3) * 4 / 2 + zx::ticks() == zx::ticks(6));
static_assert(zx::ticks::infinite() + zx::ticks(1) == zx::ticks::infinite() && zx::ticks(1) > zx::ticks(-1));
static_assert(zx::ticks::infinite_past() * 2 == zx::ticks::infinite_past() && zx::ticks().get() == 0);
static_assert(zx::ticks(7) / zx::ticks(2) == 3 && zx::ticks(7) % zx::ticks(4) == 3 && zx::ticks(7) % 4 == zx::ticks(3));
static_assert(zx::ticks_boot(5) - zx::ticks_boot(2) == zx::ticks_boot(3) && zx::ticks(-2) / 2 == zx::ticks(INT64_MAX));
constexpr zx::ticks_monotonic kTicks = ((zx::ticks(13) *= 2) /= 2) %= 5;
static_assert(std::is_same_v<zx::ticks, zx::basic_ticks<ZX_CLOCK_MONOTONIC>> && kTicks == zx::ticks(3));
static_assert(!std::is_constructible_v<zx::ticks, zx::ticks_boot>, "counts of different clocks do not mix");
static_assert(!std::is_constructible_v<zx::time, zx::time_boot>, "points on different clocks do not mix");

/* ---- Owners. ---- */

template <typename T>
constexpr bool is_move_only = std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
                              !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>;
static_assert(is_move_only<zx::interrupt> && is_move_only<zx::port> && is_move_only<zx::resource>);
static_assert(is_move_only<zx::handle> && sizeof(zx::interrupt) == sizeof(zx_handle_t));
static_assert(!std::is_convertible_v<zx::interrupt, bool> && !std::is_convertible_v<zx_handle_t, zx::interrupt>);
static_assert(std::is_convertible_v<zx::interrupt, zx::handle> && !std::is_convertible_v<zx::handle, zx::interrupt>);
static_assert(!std::is_assignable_v<zx::interrupt&, zx::port>);
static_assert(zx::interrupt::TYPE == ZX_OBJ_TYPE_INTERRUPT && zx::port::TYPE == ZX_OBJ_TYPE_PORT);

/* Handles to the object, or 0 if the call fails. */
static uint32_t count_handles(const zx::object_base& object) {
  zx_info_handle_count_t info = {};
  return object.get_info(ZX_INFO_HANDLE_COUNT, &info, sizeof(info), nullptr, nullptr) == ZX_OK ? info.handle_count : 0;
}

static bool is_open(zx_handle_t handle) {
  return zx_object_get_info(handle, ZX_INFO_HANDLE_VALID, nullptr, 0, nullptr, nullptr) == ZX_OK;
}

int main() {
  zx::interrupt interrupt;
  EXPECT(!interrupt && !interrupt.is_valid() && interrupt == ZX_HANDLE_INVALID);
  EXPECT(zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, &interrupt) == ZX_OK);
  EXPECT(interrupt && interrupt.get() == interrupt && count_handles(interrupt) == 1);

  { /* An owner closes its handle when it goes. */
    zx::interrupt duplicate;
    EXPECT(interrupt.duplicate(ZX_RIGHT_SAME_RIGHTS, &duplicate) == ZX_OK);
    EXPECT(duplicate != interrupt && (duplicate < interrupt) != (duplicate > interrupt));
    EXPECT(count_handles(interrupt) == 2);
  }
  EXPECT(count_handles(interrupt) == 1);

  { /* A view does not, however it is copied, moved and assigned. */
    zx::unowned_interrupt view(interrupt);
    zx::unowned_interrupt other = interrupt.borrow();
    zx::unowned_interrupt copy(view);
    other = copy;
    copy = std::move(view);
    EXPECT(other == copy && copy == interrupt.get() && copy->is_valid() && !view->is_valid());
    EXPECT(zx::unowned_interrupt(interrupt.get())->ack() == ZX_ERR_BAD_STATE);
  }
  EXPECT(count_handles(interrupt) == 1);

  { /* Moving hands the handle on, into an untyped owner and back too; what the receiver had is closed. */
    zx::interrupt receiver;
    EXPECT(interrupt.duplicate(ZX_RIGHT_SAME_RIGHTS, &receiver) == ZX_OK);
    const zx_handle_t closed = receiver.get(), kept = interrupt.get();
    receiver = std::move(interrupt);
    EXPECT(!interrupt && receiver == kept && !is_open(closed));
    zx::handle untyped = std::move(receiver);
    EXPECT(!receiver && untyped == kept && untyped.borrow() == kept);
    interrupt = zx::interrupt(std::move(untyped));
    receiver.swap(interrupt);
    interrupt.swap(receiver);
    EXPECT(!untyped && !receiver && interrupt == kept && count_handles(interrupt) == 1);
  }

  { /* Replacing empties the owner, on an error too. */
    zx::interrupt weak, none;
    const zx_handle_t before = interrupt.get();
    EXPECT(interrupt.replace(ZX_RIGHT_INSPECT | ZX_RIGHT_DUPLICATE, &interrupt) == ZX_OK);
    EXPECT(interrupt && !is_open(before) && interrupt.trigger(0, zx::time_boot()) == ZX_ERR_ACCESS_DENIED);
    EXPECT(interrupt.duplicate(ZX_RIGHT_SAME_RIGHTS, &weak) == ZX_OK);
    EXPECT(weak.replace(ZX_RIGHT_WRITE, &none) == ZX_ERR_INVALID_ARGS && !weak && !none);
    EXPECT(interrupt.duplicate(ZX_RIGHT_WRITE, &weak) == ZX_ERR_INVALID_ARGS && !weak);
  }
  EXPECT(count_handles(interrupt) == 1);

  /* An interrupt that waits tells when it was triggered, by either clock or not at all. */
  EXPECT(zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, &interrupt) == ZX_OK);
  zx::time mono;
  zx::time_boot boot;
  EXPECT(interrupt.trigger(0, zx::time(7)) == ZX_OK && interrupt.wait(&mono) == ZX_OK && mono == zx::time(7));
  EXPECT(interrupt.trigger(0, zx::time_boot(8)) == ZX_OK && interrupt.wait(&boot) == ZX_OK && boot.get() == 8);
  EXPECT(interrupt.trigger(0, zx::time(9)) == ZX_OK && interrupt.wait(nullptr) == ZX_OK);

  /* A port hands out packets in time or says so; what fails to be made leaves nothing behind. */
  zx::port port;
  zx_port_packet_t packet = {};
  EXPECT(zx::port::create(0, &port) == ZX_OK && interrupt.bind(port, 1, ZX_INTERRUPT_BIND) == ZX_ERR_WRONG_TYPE);
  EXPECT(port.wait(zx::deadline_after(zx::msec(1)), &packet) == ZX_ERR_TIMED_OUT);
  packet.key = 3;
  EXPECT(port.queue(&packet) == ZX_OK && port.cancel_key(0, 3) == ZX_OK && port.cancel_key(0, 3) == ZX_ERR_NOT_FOUND);
  EXPECT(port.cancel(interrupt, 3) == ZX_ERR_NOT_FOUND && port.cancel(interrupt.get(), 3) == ZX_ERR_NOT_FOUND);
  EXPECT(port.cancel(ZX_HANDLE_INVALID, 3) == ZX_ERR_BAD_HANDLE);
  EXPECT(interrupt.bind_vcpu(zx::handle(), 0) == ZX_ERR_NOT_SUPPORTED);
  EXPECT(zx::port::create(99, &port) == ZX_ERR_INVALID_ARGS && !port);
  EXPECT(interrupt.destroy() == ZX_OK && interrupt.wait(nullptr) == ZX_ERR_CANCELED);

  const zx::time start = zx::clock::get_monotonic();
  EXPECT(zx::nanosleep(start + zx::msec(2)) == ZX_OK && zx::clock::get_monotonic() - start >= zx::msec(2));
  EXPECT(zx::clock::get_boot() > zx::time_boot());

  /* A tick is a nanosecond of its clock. */
  const zx::ticks ticks = zx::ticks::now();
  EXPECT(ticks.get() >= start.get() && zx::ticks::now().get() <= zx::clock::get_monotonic().get());
  const zx::ticks_boot boot_ticks = zx::ticks_boot::now();
  EXPECT(boot_ticks.get() > 0 && boot_ticks.get() <= zx::clock::get_boot().get());
  EXPECT(zx::ticks::per_second().get() == ZX_SEC(1) && zx::ticks_boot::per_second().get() == ZX_SEC(1));
  return 0;
}
