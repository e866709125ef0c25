/* When the kernel entered an interrupt's handler: the tracepoint irq:irq_handler_entry, through perf_event_open(2) on
 * each processor. Sources: Linux, include/trace/events/irq.h, Documentation/trace/events.rst (filters),
 * include/uapi/linux/perf_event.h (the ring).
 *
 * C because perf_event_attr is made of bit fields, the rings' indices need barriers, and reading them must not allocate.
 * Each function that can fail returns 0 or an errno.
 */
#ifndef ZIRQ_PERF_H_
#define ZIRQ_PERF_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zirq_entry_clock;

/* The tracepoint's number, from its `id` file. */
int zirq_tracepoint_id(const char *path, uint64_t *id);

/* Begins to note the entries that filter ("irq == 20") lets through. A processor that is switched on later is not
 * looked at. mapping: whether it was the memory of the notes that could not be had, and not the event. */
int zirq_entry_clock_open(uint64_t tracepoint, const char *filter, struct zirq_entry_clock **clock, bool *mapping);

/* Takes the entries up to this time, and answers with the newest of them; 0 when there is none, and when there were so
 * many that the newest may not have been noted. CLOCK_MONOTONIC, ns. One thread at a time. */
int64_t zirq_entry_clock_newest(struct zirq_entry_clock *clock, int64_t until);

/* The same for one processor's ring: perf's control page, and after it a page of records. newest becomes the newest entry
 * that has been taken, if it is newer. False when newer ones may not have been noted, for want of room. */
bool zirq_entry_ring_take(void *ring, size_t page, int64_t until, int64_t *newest);

void zirq_entry_clock_close(struct zirq_entry_clock *clock);

#endif
