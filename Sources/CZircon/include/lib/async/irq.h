/* An interrupt whose packets a dispatcher hands to a handler. async::Irq wraps it. Source: Fuchsia, lib/async/irq.h. */
#ifndef LIB_ASYNC_IRQ_H_
#define LIB_ASYNC_IRQ_H_

#include <lib/async/dispatcher.h>

/* With ZX_OK: the interrupt has come, and interrupt is its packet's content. With ZX_ERR_CANCELED: the dispatcher shuts
 * down, or the device has gone (zirq's own); interrupt is null, and the handler will not be called again. */
typedef void(async_irq_handler_t)(async_dispatcher_t* dispatcher, async_irq_t* irq, zx_status_t status,
                                  const zx_packet_interrupt_t* interrupt);

/* Stays where it is, unchanged, for as long as it is bound: its address is the key of the packets. */
struct async_irq {
  async_state_t state;
  async_irq_handler_t* handler;
  zx_handle_t object;
};

/* Binds the interrupt to the dispatcher.
 *
 * ZX_ERR_BAD_STATE        the dispatcher is shutting down
 * ZX_ERR_NOT_SUPPORTED    it knows no interrupts
 * others                  what zx_interrupt_bind() answers: ZX_ERR_WRONG_TYPE for a loop without irq_support. Fuchsia's
 *                         loop answers ZX_ERR_ACCESS_DENIED and aborts the program at any other error */
inline zx_status_t async_bind_irq(async_dispatcher_t* dispatcher, async_irq_t* irq) {
  if (dispatcher->ops->version < ASYNC_OPS_V2) return ZX_ERR_NOT_SUPPORTED;
  return dispatcher->ops->v2.bind_irq(dispatcher, irq);
}

/* Ends that. The handler is not called again, a packet that waited for it goes back into the interrupt. Where another
 * thread runs the dispatcher, a call that it has begun may go on after this returns: irq has to outlive it. A packet
 * that such a thread has taken, but not handed out, is dropped; if irq is bound again before that, its handler gets it.
 *
 * ZX_ERR_NOT_FOUND        it is not bound
 * ZX_ERR_BAD_HANDLE       the interrupt's handle was closed first. The handler is not called again either, but what is
 *                         bound there next may get packets of an interrupt that has another handle */
inline zx_status_t async_unbind_irq(async_dispatcher_t* dispatcher, async_irq_t* irq) {
  if (dispatcher->ops->version < ASYNC_OPS_V2) return ZX_ERR_NOT_SUPPORTED;
  return dispatcher->ops->v2.unbind_irq(dispatcher, irq);
}

#endif /* LIB_ASYNC_IRQ_H_ */
