/* Loops that async_get_default_dispatcher() knows. Source: Fuchsia, lib/async-loop/default.h. */
#ifndef LIB_ASYNC_LOOP_DEFAULT_H_
#define LIB_ASYNC_LOOP_DEFAULT_H_

#include <lib/async-loop/loop.h>
#include <lib/async/default.h>

/* The default dispatcher of the thread that makes it, and of those that it starts. */
inline constexpr async_loop_config_t kAsyncLoopConfigAttachToCurrentThread = {
    {async_get_default_dispatcher, async_set_default_dispatcher}, true, false};

/* Of those that it starts. */
inline constexpr async_loop_config_t kAsyncLoopConfigNoAttachToCurrentThread = {
    {async_get_default_dispatcher, async_set_default_dispatcher}, false, false};

#endif /* LIB_ASYNC_LOOP_DEFAULT_H_ */
