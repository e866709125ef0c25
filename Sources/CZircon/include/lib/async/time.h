/* A dispatcher's clock: CLOCK_MONOTONIC, unless a test's dispatcher has its own. Source: Fuchsia, lib/async/time.h. */
#ifndef LIB_ASYNC_TIME_H_
#define LIB_ASYNC_TIME_H_

#include <lib/async/dispatcher.h>

inline zx_time_t async_now(async_dispatcher_t* dispatcher) { return dispatcher->ops->v1.now(dispatcher); }

#endif /* LIB_ASYNC_TIME_H_ */
