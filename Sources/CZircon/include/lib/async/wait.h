/* A wait for signals of an object, at whose end a dispatcher calls a handler. async::Wait wraps it. Source: Fuchsia,
 * lib/async/wait.h. */
#ifndef LIB_ASYNC_WAIT_H_
#define LIB_ASYNC_WAIT_H_

#include <lib/async/dispatcher.h>

/* With ZX_OK: a signal has come, and signal is its packet's content. With ZX_ERR_CANCELED: the dispatcher shuts down,
 * and signal is null. Either way the wait is over, and may be begun again. */
typedef void(async_wait_handler_t)(async_dispatcher_t* dispatcher, async_wait_t* wait, zx_status_t status,
                                   const zx_packet_signal_t* signal);

/* Stays where it is, unchanged, from the wait's beginning to its end: its address is the key of the packet. */
struct async_wait {
  async_state_t state;
  async_wait_handler_t* handler;
  zx_handle_t object;
  zx_signals_t trigger;
  uint32_t options; /* of zx_object_wait_async() */
};

/* Begins the wait. The handler is called once.
 *
 * ZX_ERR_BAD_STATE        the dispatcher is shutting down
 * others                  what zx_object_wait_async() answers */
inline zx_status_t async_begin_wait(async_dispatcher_t* dispatcher, async_wait_t* wait) {
  return dispatcher->ops->v1.begin_wait(dispatcher, wait);
}

/* Ends the wait before its time; the handler is not called. If the object's handle was closed first, a wait that is
 * begun in the same place right after may end with the packet of this one.
 *
 * ZX_ERR_NOT_FOUND        it is over, has not begun, or another thread is about to call the handler */
inline zx_status_t async_cancel_wait(async_dispatcher_t* dispatcher, async_wait_t* wait) {
  return dispatcher->ops->v1.cancel_wait(dispatcher, wait);
}

#endif /* LIB_ASYNC_WAIT_H_ */
