/* Something for a dispatcher to do at a given time. async::Task and async::PostTask() wrap it. Source: Fuchsia,
 * lib/async/task.h. */
#ifndef LIB_ASYNC_TASK_H_
#define LIB_ASYNC_TASK_H_

#include <lib/async/dispatcher.h>

/* With ZX_OK: it is time. With ZX_ERR_CANCELED: the dispatcher shuts down. Either way the task may be posted again. */
typedef void(async_task_handler_t)(async_dispatcher_t* dispatcher, async_task_t* task, zx_status_t status);

/* Stays where it is, unchanged, from its posting to its handler's call. */
struct async_task {
  async_state_t state;
  async_task_handler_t* handler;
  zx_time_t deadline; /* by the dispatcher's clock, async_now() */
};

/* Has the handler called once, at the deadline or later, after the tasks of the same and of earlier deadlines.
 *
 * ZX_ERR_BAD_STATE        the dispatcher is shutting down */
inline zx_status_t async_post_task(async_dispatcher_t* dispatcher, async_task_t* task) {
  return dispatcher->ops->v1.post_task(dispatcher, task);
}

/* Takes that back.
 *
 * ZX_ERR_NOT_FOUND        its handler has been or is about to be called, or it was never posted */
inline zx_status_t async_cancel_task(async_dispatcher_t* dispatcher, async_task_t* task) {
  return dispatcher->ops->v1.cancel_task(dispatcher, task);
}

#endif /* LIB_ASYNC_TASK_H_ */
