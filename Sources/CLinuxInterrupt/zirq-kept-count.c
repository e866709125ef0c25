#include "zirq-kept-count.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "zirq-memory.h"

int zirq_kept_count_create(int *file) {
  return zirq_memory_registers("zirq-count", sizeof(zirq_kept_count_t), file);
}

bool zirq_kept_count_is(int file) {
  struct stat status;
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == sizeof(zirq_kept_count_t);
}

int zirq_kept_count_map(int file, zirq_kept_count_t **count) {
  void *memory = mmap(NULL, sizeof(zirq_kept_count_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) {
    return errno;
  }
  *count = memory;
  return 0;
}

void zirq_kept_count_unmap(zirq_kept_count_t *count) {
  munmap(count, sizeof(*count));
}
