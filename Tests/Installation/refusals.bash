# What Zircon's C++ wrappers do not let through does not compile here either, and says why.

cat >"$work/prelude.h" <<'PRELUDE'
#include <lib/zx/clock.h>
#include <lib/zx/event.h>
#include <lib/zx/msi.h>
#include <lib/zx/port.h>
#include <lib/zx/vmar.h>
#include <lib/async-loop/cpp/loop.h>
#include <lib/async/cpp/irq.h>
#include <utility>
struct single {};
template <> struct zx::object_traits<single> { static constexpr bool supports_duplication = false; };
zx::object<single> single_handle;
zx::interrupt interrupt;
zx::event event;
zx::handle handle;
zx::msi msi;
zx::port port;
zx::vmar vmar;
PRELUDE

refused() { # REASON STATEMENT
  local compiler
  printf '#include "prelude.h"\nvoid test() { %s }\n' "$2" >"$work/refused.cc"
  for compiler in g++ clang++; do
    ! compile $compiler -std=c++17 -fsyntax-only "$work/refused.cc" 2>"$work/refusal" ||
      { echo "$compiler takes: $2"; return 1; }
    grep -E "error: .*($1)" "$work/refusal" || { cat "$work/refusal"; return 1; }
  done
}

prelude_compiles() { compile clang++ -std=c++17 -fsyntax-only -x c++ "$work/prelude.h"; }

no_wait="This type of object cannot be waited for"
no_signal="This type of object has no user signals"
check "what follows is refused for its own sake" prelude_compiles
check "a port has no wait_one()" refused "$no_wait" 'port.wait_one(0, zx::time(), nullptr);'
check "a port has no wait_async()" refused "$no_wait" 'port.wait_async(port, 0, 0, 0);'
check "ports have no wait_many()" refused "$no_wait" 'zx::port::wait_many(nullptr, 0, zx::time());'
check "a port has no signal()" refused "$no_signal" 'port.signal(0, 0);'
check "an MSI allocation has no signal()" refused "$no_signal" 'msi.signal(0, 0);'
check "a VMAR has no wait_one()" refused "$no_wait" 'vmar.wait_one(0, zx::time(), nullptr);'
check "an interrupt has no signal_peer()" refused "has no peer" 'interrupt.signal_peer(0, 0);'
check "an untyped handle has no signal_peer()" refused "has no peer" 'handle.signal_peer(0, 0);'
check "an interrupt has no get_child()" refused "has no children" 'interrupt.get_child(0, 0, &handle);'
check "an event has no set_profile()" refused "takes no profile" 'event.set_profile(zx::object<zx::profile>(), 0);'
check "a handle of a type that stays single has no duplicate()" refused "cannot be duplicated" \
  'single_handle.duplicate(0, &single_handle);'
check "an interrupt cannot be copied" refused deleted 'zx::interrupt copy = interrupt;'
check "a port does not become an interrupt" refused "no viable|no match|deleted" 'interrupt = std::move(port);'
check "an untyped handle becomes an interrupt only when told" refused "no viable|conversion" \
  'zx::interrupt typed = std::move(handle);'
check "times of two clocks do not mix" refused "no match|invalid operands|no viable" \
  '(void)(zx::clock::get_boot() - zx::clock::get_monotonic());'
check "ticks of two clocks do not mix" refused "no match|invalid operands|no viable" \
  '(void)(zx::ticks_boot::now() - zx::ticks::now());'
check "a deadline is not a number" refused "cannot convert|no viable|no matching" \
  'zx_port_packet_t packet; port.wait(0, &packet);'
check "an async::Irq stays where it is" refused deleted 'async::Irq irq; async::Irq other = std::move(irq);'
