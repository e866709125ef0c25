/* What the files of this program check with. */
#ifndef CHECK_H_
#define CHECK_H_

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>

/* The call has this status. */
#define EXPECT(status, call) expect_status(__FILE__, __LINE__, #call, (call), (status))

/* It is so. */
#define REQUIRE(what) require(__FILE__, __LINE__, #what, (what))

/* Names nothing, and never will: the fixed bits are clear. */
#define NOTHING ((zx_handle_t)0x100)

static inline void require(const char *file, int line, const char *what, bool is_so) {
  if (is_so) return;
  fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
  exit(1);
}

static inline void expect_status(const char *file, int line, const char *call, zx_status_t got, zx_status_t expected) {
  if (got == expected) return;
  fprintf(stderr, "%s:%d: %s is %s, not %s\n", file, line, call, zx_status_get_string(got),
          zx_status_get_string(expected));
  exit(1);
}

/* A new object, or another handle to one. */
static inline zx_handle_t new_event(void) {
  zx_handle_t handle = ZX_HANDLE_INVALID;
  EXPECT(ZX_OK, zx_event_create(0, &handle));
  return handle;
}

static inline zx_handle_t new_port(void) {
  zx_handle_t handle = ZX_HANDLE_INVALID;
  EXPECT(ZX_OK, zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &handle));
  return handle;
}

static inline zx_handle_t new_interrupt(void) {
  zx_handle_t handle = ZX_HANDLE_INVALID;
  EXPECT(ZX_OK, zx_interrupt_create(ZX_HANDLE_INVALID, 0, ZX_INTERRUPT_VIRTUAL, &handle));
  return handle;
}

/* With no right at all. */
static inline zx_handle_t powerless(zx_handle_t handle) {
  zx_handle_t other = ZX_HANDLE_INVALID;
  EXPECT(ZX_OK, zx_handle_duplicate(handle, ZX_RIGHT_NONE, &other));
  return other;
}

static inline void close_handle(zx_handle_t handle) {
  EXPECT(ZX_OK, zx_handle_close(handle));
}

/* concurrency.c: threads, signals and forks in the middle of calls. */
void use_threads(void);
void use_signals(void);
void use_fork(void);

#endif
