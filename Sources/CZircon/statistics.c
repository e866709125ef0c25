#include <zircon/status.h>
#include <zirq/zirq.h>

#include "client.h"

zx_status_t zirq_interrupt_get_stats(zx_handle_t handle, zirq_interrupt_stats_t* out) {
  if (out == NULL) {
    zirq_explain("zirq_interrupt_get_stats(): out must not be null");
    return ZX_ERR_INVALID_ARGS;
  }
  zirq_wire_request_t request = {.op = ZIRQ_OP_INTERRUPT_STATS, .handle = handle};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(&request, &reply);
  if (status != ZX_OK) {
    if (zirq_answered(&reply))
      zirq_explain("cannot read the counts of interrupt %#x: %s", handle, zx_status_get_string(status));
    return status;
  }
  const zirq_wire_stats_t* stats = &reply.payload.stats;
  *out = (zirq_interrupt_stats_t){
      .total = stats->total,
      .delivered = stats->delivered,
      .missed = stats->missed,
      .rearms = stats->rearms,
      .merged = stats->merged,
  };
  return ZX_OK;
}
