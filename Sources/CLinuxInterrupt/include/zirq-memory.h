/* Memory: files that live in it, pages that stay in it, and what the C library keeps of it.
 *
 * C because the sealing constants and memfd_create need _GNU_SOURCE, and fcntl is variadic, which Swift cannot call.
 * Each function returns 0 or an errno.
 */
#ifndef ZIRQ_MEMORY_H_
#define ZIRQ_MEMORY_H_

#include <stddef.h>

/* A nameless file with these bytes, positioned at its start, sealed so that whoever receives it can neither change nor
 * resize it. name is for /proc/PID/fd only. Source: memfd_create(2), F_ADD_SEALS in fcntl(2). */
int zirq_memory_file(const char *name, const void *bytes, size_t size, int *file);

/* A nameless file of size bytes, all zero, that whoever receives it can write and map, but not resize. Another call of
 * mmap(2) on the same file shows the same bytes. name: as above. */
int zirq_memory_registers(const char *name, size_t size, int *file);

/* A second descriptor of the same file, close-on-exec. Source: F_DUPFD_CLOEXEC in fcntl(2). */
int zirq_memory_duplicate(int file, int *duplicate);

/* Keeps every page, present and future, in memory, so that an interrupt never waits for a disk. EPERM or ENOMEM when
 * RLIMIT_MEMLOCK forbids it. Source: mlockall(2). */
int zirq_lock_memory(void);

/* Lets all threads share two of malloc's arenas. By default each processor has eight, and every thread that has come and
 * gone leaves some of them larger. Call it before the first thread starts. Source: mallopt(3), M_ARENA_MAX. */
void zirq_memory_few_arenas(void);

/* Gives the system back what malloc holds and nobody uses. Source: malloc_trim(3). */
void zirq_memory_give_back(void);

#endif
