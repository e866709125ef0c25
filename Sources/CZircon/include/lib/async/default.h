/* The dispatcher of the thread that asks; null if it has none. Source: Fuchsia, lib/async/default.h. */
#ifndef LIB_ASYNC_DEFAULT_H_
#define LIB_ASYNC_DEFAULT_H_

#include <lib/async/dispatcher.h>

namespace async::internal {

inline thread_local async_dispatcher_t* default_dispatcher = nullptr;

}  // namespace async::internal

inline async_dispatcher_t* async_get_default_dispatcher() { return async::internal::default_dispatcher; }

/* For whoever runs the thread: async::Loop does it, where its configuration says so. */
inline void async_set_default_dispatcher(async_dispatcher_t* dispatcher) {
  async::internal::default_dispatcher = dispatcher;
}

#endif /* LIB_ASYNC_DEFAULT_H_ */
