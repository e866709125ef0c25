/* A dispatcher's clock. Source: Fuchsia, lib/async/cpp/time.h. */
#ifndef LIB_ASYNC_CPP_TIME_H_
#define LIB_ASYNC_CPP_TIME_H_

#include <lib/async/time.h>
#include <lib/zx/time.h>

namespace async {

inline zx::time Now(async_dispatcher_t* dispatcher) { return zx::time(async_now(dispatcher)); }

}  // namespace async

#endif /* LIB_ASYNC_CPP_TIME_H_ */
