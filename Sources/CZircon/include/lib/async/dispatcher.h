/* What calls a program's handlers when what they are for has come: an interrupt, a signal, a time. async::Loop is one;
 * a test may bring its own. Source: Fuchsia, lib/async/dispatcher.h, without guests, pagers, and packets of the
 * program's own.
 *
 * lib/async is for C++. Its names in C spelling are those that a dispatcher implements; a driver uses lib/async/cpp.
 */
#ifndef LIB_ASYNC_DISPATCHER_H_
#define LIB_ASYNC_DISPATCHER_H_

#include <zircon/syscalls/port.h>
#include <zircon/types.h>

typedef struct async_dispatcher async_dispatcher_t;

typedef struct async_irq async_irq_t;
typedef struct async_task async_task_t;
typedef struct async_wait async_wait_t;

/* The dispatcher's part of whatever is pending, so that it need not allocate: zero at first, then its own. */
typedef struct async_state {
  uintptr_t reserved[2];
} async_state_t;

#define ASYNC_STATE_INIT {0u, 0u}

typedef uint32_t async_ops_version_t;
#define ASYNC_OPS_V1 ((async_ops_version_t)1)
#define ASYNC_OPS_V2 ((async_ops_version_t)2)

/* What a dispatcher can do; version says how much. A function that it does not support answers ZX_ERR_NOT_SUPPORTED. */
typedef struct async_ops {
  async_ops_version_t version;
  uint32_t reserved;
  struct {
    zx_time_t (*now)(async_dispatcher_t* dispatcher);
    zx_status_t (*begin_wait)(async_dispatcher_t* dispatcher, async_wait_t* wait);
    zx_status_t (*cancel_wait)(async_dispatcher_t* dispatcher, async_wait_t* wait);
    zx_status_t (*post_task)(async_dispatcher_t* dispatcher, async_task_t* task);
    zx_status_t (*cancel_task)(async_dispatcher_t* dispatcher, async_task_t* task);
  } v1;
  struct {
    zx_status_t (*bind_irq)(async_dispatcher_t* dispatcher, async_irq_t* irq);
    zx_status_t (*unbind_irq)(async_dispatcher_t* dispatcher, async_irq_t* irq);
  } v2;
} async_ops_t;

struct async_dispatcher {
  const async_ops_t* ops;
};

#endif /* LIB_ASYNC_DISPATCHER_H_ */
