/* Mappings are the process's, so it is the library that remembers them: zx_vmar_unmap() must end nothing else. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include <zircon/process.h>
#include <zircon/status.h>
#include <zircon/syscalls.h>

#include "client.h"

#define MAX_MAPPINGS 1024

/* start == end: the place is free. */
static struct {
  uintptr_t start;
  uintptr_t end;
} mappings[MAX_MAPPINGS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void lock_for_fork(void) {
  pthread_mutex_lock(&mutex);
}

static void unlock_after_fork(void) {
  pthread_mutex_unlock(&mutex);
}

static void prepare(void) {
  pthread_atfork(lock_for_fork, unlock_after_fork, unlock_after_fork);
}

/* A signal handler may call, too, and must not find the lock taken by its own thread. */
static void lock(sigset_t* signals) {
  sigset_t all;
  sigfillset(&all);
  pthread_once(&once, prepare);
  pthread_sigmask(SIG_SETMASK, &all, signals);
  pthread_mutex_lock(&mutex);
}

static void unlock(const sigset_t* signals) {
  pthread_mutex_unlock(&mutex);
  pthread_sigmask(SIG_SETMASK, signals, NULL);
}

/* Under the lock. */
static bool remember(uintptr_t start, uintptr_t end) {
  for (size_t i = 0; i < MAX_MAPPINGS; i++) {
    if (mappings[i].start != mappings[i].end) continue;
    mappings[i].start = start;
    mappings[i].end = end;
    return true;
  }
  return false;
}

/* Under the lock: ends what lies between start and end. At most one mapping reaches beyond both, and becomes two. */
static zx_status_t forget(uintptr_t start, uintptr_t end) {
  zx_status_t status = ZX_ERR_NOT_FOUND;
  for (size_t i = 0; i < MAX_MAPPINGS; i++) {
    uintptr_t first = mappings[i].start > start ? mappings[i].start : start;
    uintptr_t last = mappings[i].end < end ? mappings[i].end : end;
    if (first >= last) continue;
    if (mappings[i].start < first && last < mappings[i].end && !remember(last, mappings[i].end))
      return ZX_ERR_NO_RESOURCES;
    munmap((void*)first, last - first);
    if (mappings[i].start < first)
      mappings[i].end = first;
    else
      mappings[i].start = last;
    status = ZX_OK;
  }
  return status;
}

static zx_status_t remember_mapping(uintptr_t start, uintptr_t end) {
  sigset_t signals;
  lock(&signals);
  bool remembered = remember(start, end);
  unlock(&signals);
  return remembered ? ZX_OK : ZX_ERR_NO_RESOURCES;
}

static zx_status_t forget_mappings(uintptr_t start, uintptr_t end) {
  int error = errno;
  sigset_t signals;
  lock(&signals);
  zx_status_t status = forget(start, end);
  unlock(&signals);
  errno = error;
  return status;
}

zx_handle_t zx_vmar_root_self(void) {
  static const zirq_wire_request_t request = {.op = ZIRQ_OP_VMAR_ROOT_SELF};
  zx_handle_t root = ZX_HANDLE_INVALID;
  zirq_call_handle(&request, &root);
  return root;
}

/* Whole pages are mapped, by Linux and by Zircon. 0: there are not so many. */
static uint64_t whole_pages(uint64_t length) {
  uint64_t page = zx_system_get_page_size();
  return (length + page - 1) / page * page;
}

static zx_status_t map_and_remember(int descriptor, const zirq_wire_reply_t* reply, void* context) {
  zirq_mapping_t* mapping = context;
  zx_status_t status = zirq_map_region(descriptor, reply, mapping);
  if (status != ZX_OK) return status;
  uintptr_t start = (uintptr_t)mapping->address;
  mapping->size = (size_t)whole_pages(mapping->size);
  status = remember_mapping(start, start + mapping->size);
  if (status != ZX_OK) munmap(mapping->address, mapping->size);
  return status;
}

zx_status_t zx_vmar_map(zx_handle_t vmar, uint32_t options, uint64_t vmar_offset, zx_handle_t vmo, uint64_t vmo_offset,
                        uint64_t len, zx_vaddr_t* out) {
  zirq_wire_request_t request = {
      .op = ZIRQ_OP_VMAR_MAP,
      .handle = vmar,
      .handle2 = vmo,
      .options = options,
      .payload.mapping = {.vmar_offset = vmar_offset, .vmo_offset = vmo_offset, .length = len},
  };
  zirq_mapping_t mapping = {.what = "zx_vmar_map()"};
  zx_status_t status = zirq_call_descriptor(&request, map_and_remember, &mapping);
  if (status != ZX_OK) return status;
  uintptr_t start = (uintptr_t)mapping.address;
  if (out == NULL) {
    forget_mappings(start, start + mapping.size);
    return ZX_ERR_INVALID_ARGS;
  }
  *out = start;
  return ZX_OK;
}

zx_status_t zx_vmar_unmap(zx_handle_t vmar, zx_vaddr_t addr, uint64_t len) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_VMAR_UNMAP, .handle = vmar};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call(&request, &reply);
  if (status != ZX_OK) return status;

  uintptr_t end;
  uint64_t length = whole_pages(len);
  if (addr % zx_system_get_page_size() != 0 || length == 0 || __builtin_add_overflow(addr, length, &end))
    return ZX_ERR_INVALID_ARGS;
  return forget_mappings(addr, end);
}
