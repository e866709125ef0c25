/* The clocks of the machine. Source: Zircon, lib/zx/clock.h. */
#ifndef LIB_ZX_CLOCK_H_
#define LIB_ZX_CLOCK_H_

#include <lib/zx/time.h>
#include <zircon/syscalls.h>

namespace zx {

/* Has no objects here: zirqd makes no clocks. */
class clock final {
 public:
  clock() = delete;

  /* zx_clock_get_monotonic(). */
  static time get_monotonic() { return time(zx_clock_get_monotonic()); }

  /* zx_clock_get_boot(). */
  static time_boot get_boot() { return time_boot(zx_clock_get_boot()); }
};

}  // namespace zx

#endif /* LIB_ZX_CLOCK_H_ */
