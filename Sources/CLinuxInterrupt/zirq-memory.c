#include "zirq-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static int fill(int fd, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = pwrite(fd, bytes + done, size - done, (off_t)done);
    if (n < 0) {
      if (errno == EINTR) {
        continue;
      }
      return errno;
    }
    done += (size_t)n;
  }
  const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  return fcntl(fd, F_ADD_SEALS, seals) < 0 ? errno : 0;
}

int zirq_memory_file(const char *name, const void *bytes, size_t size, int *file) {
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) {
    return errno;
  }
  int error = fill(fd, bytes, size);
  if (error != 0) {
    close(fd);
    return error;
  }
  *file = fd;
  return 0;
}

int zirq_memory_registers(const char *name, size_t size, int *file) {
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) {
    return errno;
  }
  if (ftruncate(fd, (off_t)size) < 0 || fcntl(fd, F_ADD_SEALS, seals) < 0) {
    int error = errno;
    close(fd);
    return error;
  }
  *file = fd;
  return 0;
}

int zirq_memory_duplicate(int file, int *duplicate) {
  *duplicate = fcntl(file, F_DUPFD_CLOEXEC, 0);
  return *duplicate < 0 ? errno : 0;
}

int zirq_lock_memory(void) {
  return mlockall(MCL_CURRENT | MCL_FUTURE) < 0 ? errno : 0;
}

void zirq_memory_few_arenas(void) {
  mallopt(M_ARENA_MAX, 2);
}

void zirq_memory_give_back(void) {
  malloc_trim(0);
}
