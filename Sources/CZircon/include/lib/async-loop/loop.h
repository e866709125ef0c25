/* How an async::Loop is to be. Source: Fuchsia, lib/async-loop/loop.h, without its functions in C and without what is
 * called around each handler. */
#ifndef LIB_ASYNC_LOOP_LOOP_H_
#define LIB_ASYNC_LOOP_LOOP_H_

#include <lib/async/dispatcher.h>

/* Where a loop is to leave itself for those who ask for their thread's dispatcher. Both or neither. */
typedef struct async_loop_default_accessors {
  async_dispatcher_t* (*getter)();
  void (*setter)(async_dispatcher_t* dispatcher);
} async_loop_default_accessors_t;

typedef struct async_loop_config {
  /* For the threads that StartThread() starts; */
  async_loop_default_accessors_t default_accessors;
  /* and for the one that makes the loop, which has to be the one that ends it. */
  bool make_default_for_current_thread;
  /* Interrupts can be bound to the loop: its port is made with ZX_PORT_BIND_TO_INTERRUPT. */
  bool irq_support;
} async_loop_config_t;

/* Nobody's default dispatcher. Copy it and set irq_support. */
inline constexpr async_loop_config_t kAsyncLoopConfigNeverAttachToThread = {{nullptr, nullptr}, false, false};

typedef uint32_t async_loop_state_t;
#define ASYNC_LOOP_RUNNABLE ((async_loop_state_t)0)
#define ASYNC_LOOP_QUIT ((async_loop_state_t)1)
#define ASYNC_LOOP_SHUTDOWN ((async_loop_state_t)2)

#endif /* LIB_ASYNC_LOOP_LOOP_H_ */
