/* A number in memory that outlives the process: whoever holds the file reads it on.
 *
 * C because the number is written while a process may be killed, by an atomic store to memory that Swift's atomics cannot
 * live in. Each function returns 0 or an errno.
 */
#ifndef ZIRQ_KEPT_COUNT_H_
#define ZIRQ_KEPT_COUNT_H_

#include <stdbool.h>
#include <stdint.h>

typedef struct zirq_kept_count {
  /* Written by one thread, with relaxed order. */
  uint64_t value;
} zirq_kept_count_t;

/* A nameless file with one, zero. It cannot be resized. Source: memfd_create(2). */
int zirq_kept_count_create(int *file);

/* Whether the file is one of zirq_kept_count_create, and not a device's node. */
bool zirq_kept_count_is(int file);

/* The one in such a file, until zirq_kept_count_unmap. */
int zirq_kept_count_map(int file, zirq_kept_count_t **count);

void zirq_kept_count_unmap(zirq_kept_count_t *count);

static inline uint64_t zirq_kept_count_load(const zirq_kept_count_t *count) {
  return __atomic_load_n(&count->value, __ATOMIC_RELAXED);
}

static inline void zirq_kept_count_store(zirq_kept_count_t *count, uint64_t value) {
  __atomic_store_n(&count->value, value, __ATOMIC_RELAXED);
}

#endif
