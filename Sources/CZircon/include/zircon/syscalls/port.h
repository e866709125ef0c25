/* Ports and the packets they hand out. Source: Zircon, zircon/syscalls/port.h. */
#ifndef ZIRCON_SYSCALLS_PORT_H_
#define ZIRCON_SYSCALLS_PORT_H_

#include <zircon/types.h>

/* Option of zx_port_create(): interrupts may be bound to the port, and their packets come before all others. */
#define ZX_PORT_BIND_TO_INTERRUPT ((uint32_t)0x1)

/* Options of zx_object_wait_async(). Without EDGE, signals that are asserted already fire the wait at once. */
#define ZX_WAIT_ASYNC_ONCE ((uint32_t)0)
/* The packet says when the signal came: ns of CLOCK_MONOTONIC. */
#define ZX_WAIT_ASYNC_TIMESTAMP ((uint32_t)1)
/* Wait for the signals to be asserted anew. */
#define ZX_WAIT_ASYNC_EDGE ((uint32_t)2)
/* As TIMESTAMP, of CLOCK_BOOTTIME. Not both. */
#define ZX_WAIT_ASYNC_BOOT_TIMESTAMP ((uint32_t)4)

/* What a packet is about. zirqd sends USER, SIGNAL_ONE and INTERRUPT; the other numbers are Zircon's. */
typedef uint32_t zx_packet_type_t;
#define ZX_PKT_TYPE_USER ((zx_packet_type_t)0x00)
#define ZX_PKT_TYPE_SIGNAL_ONE ((zx_packet_type_t)0x01)
#define ZX_PKT_TYPE_GUEST_BELL ((zx_packet_type_t)0x03)
#define ZX_PKT_TYPE_GUEST_MEM ((zx_packet_type_t)0x04)
#define ZX_PKT_TYPE_GUEST_IO ((zx_packet_type_t)0x05)
#define ZX_PKT_TYPE_GUEST_VCPU ((zx_packet_type_t)0x06)
#define ZX_PKT_TYPE_INTERRUPT ((zx_packet_type_t)0x07)
#define ZX_PKT_TYPE_PAGE_REQUEST ((zx_packet_type_t)0x09)

/* Those of 2018 that Zircon has given up: nobody sends them. They are here for the loops that sort packets by type. */
#define ZX_PKT_TYPE_SIGNAL_REP ((zx_packet_type_t)0x02)
#define ZX_PKT_TYPE_EXCEPTION(n) ((zx_packet_type_t)(0x08 | ((n) & 0xff) << 8))
/* What is left of a type without the n of an exception. */
#define ZX_PKT_TYPE_MASK ((zx_packet_type_t)0xff)

/* Whether type is that one. */
#define ZX_PKT_IS_USER(type) ((type) == ZX_PKT_TYPE_USER)
#define ZX_PKT_IS_SIGNAL_ONE(type) ((type) == ZX_PKT_TYPE_SIGNAL_ONE)
#define ZX_PKT_IS_GUEST_BELL(type) ((type) == ZX_PKT_TYPE_GUEST_BELL)
#define ZX_PKT_IS_GUEST_MEM(type) ((type) == ZX_PKT_TYPE_GUEST_MEM)
#define ZX_PKT_IS_GUEST_IO(type) ((type) == ZX_PKT_TYPE_GUEST_IO)
#define ZX_PKT_IS_GUEST_VCPU(type) ((type) == ZX_PKT_TYPE_GUEST_VCPU)
#define ZX_PKT_IS_INTERRUPT(type) ((type) == ZX_PKT_TYPE_INTERRUPT)
#define ZX_PKT_IS_PAGE_REQUEST(type) ((type) == ZX_PKT_TYPE_PAGE_REQUEST)
#define ZX_PKT_IS_SIGNAL_REP(type) ((type) == ZX_PKT_TYPE_SIGNAL_REP)
#define ZX_PKT_IS_EXCEPTION(type) (((type) & ZX_PKT_TYPE_MASK) == ZX_PKT_TYPE_EXCEPTION(0))

/* What zx_port_queue() carries: 32 bytes of the caller's own. */
typedef union zx_packet_user {
  uint64_t u64[4];
  uint32_t u32[8];
  uint16_t u16[16];
  uint8_t c8[32];
} zx_packet_user_t;

/* Signals that an object asserted. */
typedef struct zx_packet_signal {
  /* Those that zx_object_wait_async() was asked to wait for. */
  zx_signals_t trigger;
  /* All that the object asserted when it matched. */
  zx_signals_t observed;
  /* Always 1. */
  uint64_t count;
  /* When it matched, ns, by the clock that ZX_WAIT_ASYNC_*TIMESTAMP chose; else 0. */
  zx_time_t timestamp;
  uint64_t reserved1;
} zx_packet_signal_t;

/* An interrupt: when it came, ns; the clock is the one that the interrupt was created with. */
typedef struct zx_packet_interrupt {
  zx_time_t timestamp;
  uint64_t reserved0;
  uint64_t reserved1;
  uint64_t reserved2;
} zx_packet_interrupt_t;

/* ---- Packets of guests and pagers, which zirqd has none of. ---- */

/* A guest wrote to an address that is watched. */
typedef struct zx_packet_guest_bell {
  zx_gpaddr_t addr;
  uint64_t reserved0;
  uint64_t reserved1;
  uint64_t reserved2;
} zx_packet_guest_bell_t;

/* A guest's access to memory that is watched, with what its processor knows of the instruction. */
#ifdef __x86_64__
#define X86_MAX_INST_LEN 15u
#endif
typedef struct zx_packet_guest_mem {
  zx_gpaddr_t addr;
#if defined(__x86_64__)
  uint8_t inst_len;
  uint8_t inst_buf[X86_MAX_INST_LEN];
  uint8_t default_operand_size;
  uint8_t reserved[7];
#elif defined(__aarch64__)
  uint8_t access_size;
  bool sign_extend;
  uint8_t xt;
  bool read;
  uint64_t data;
  uint64_t reserved;
#else
  uint64_t reserved[3];
#endif
} zx_packet_guest_mem_t;

/* A guest's access to an I/O port. */
typedef struct zx_packet_guest_io {
  uint16_t port;
  uint8_t access_size;
  bool input;
  union {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint8_t data[4];
  };
  uint64_t reserved0;
  uint64_t reserved1;
  uint64_t reserved2;
} zx_packet_guest_io_t;

/* What one of a guest's processors asks of another, or that it ended: type is one of these. */
#define ZX_PKT_GUEST_VCPU_INTERRUPT ((uint8_t)0)
#define ZX_PKT_GUEST_VCPU_STARTUP ((uint8_t)1)
#define ZX_PKT_GUEST_VCPU_EXIT ((uint8_t)2)

typedef struct zx_packet_guest_vcpu_interrupt {
  uint64_t mask;
  uint8_t vector;
} zx_packet_guest_vcpu_interrupt_t;

typedef struct zx_packet_guest_vcpu_startup {
  uint64_t id;
  zx_gpaddr_t entry;
} zx_packet_guest_vcpu_startup_t;

typedef struct zx_packet_guest_vcpu_exit {
  int64_t retcode;
  uint64_t reserved;
} zx_packet_guest_vcpu_exit_t;

typedef struct zx_packet_guest_vcpu {
  union {
    zx_packet_guest_vcpu_interrupt_t interrupt;
    zx_packet_guest_vcpu_startup_t startup;
    zx_packet_guest_vcpu_exit_t exit;
  };
  uint8_t type;
  uint64_t reserved;
} zx_packet_guest_vcpu_t;

/* A pager's request, and what it asks for. */
#define ZX_PAGER_VMO_READ ((uint16_t)0)
#define ZX_PAGER_VMO_COMPLETE ((uint16_t)1)
#define ZX_PAGER_VMO_DIRTY ((uint16_t)2)

typedef struct zx_packet_page_request {
  uint16_t command;
  uint16_t flags;
  uint32_t reserved0;
  uint64_t offset;
  uint64_t length;
  uint64_t reserved1;
} zx_packet_page_request_t;

/* One packet. A packet of an interrupt has the key of its zx_interrupt_bind(), one of a signal that of its
 * zx_object_wait_async(); both have status ZX_OK and all reserved fields zero. A user's packet comes back as it was
 * queued, except for its type, which is always ZX_PKT_TYPE_USER. */
typedef struct zx_port_packet {
  uint64_t key;
  zx_packet_type_t type;
  zx_status_t status;
  union {
    zx_packet_user_t user;
    zx_packet_signal_t signal;
    zx_packet_guest_bell_t guest_bell;
    zx_packet_guest_mem_t guest_mem;
    zx_packet_guest_io_t guest_io;
    zx_packet_guest_vcpu_t guest_vcpu;
    zx_packet_interrupt_t interrupt;
    zx_packet_page_request_t page_request;
  };
} zx_port_packet_t;

static_assert(sizeof(zx_port_packet_t) == 48, "a packet is 48 bytes");
static_assert(offsetof(zx_port_packet_t, key) == 0, "key");
static_assert(offsetof(zx_port_packet_t, type) == 8, "type");
static_assert(offsetof(zx_port_packet_t, status) == 12, "status");
static_assert(offsetof(zx_port_packet_t, user) == 16, "user");
static_assert(sizeof(zx_packet_user_t) == 32, "every kind of payload is 32 bytes");
static_assert(sizeof(zx_packet_signal_t) == 32, "every kind of payload is 32 bytes");
static_assert(sizeof(zx_packet_interrupt_t) == 32, "every kind of payload is 32 bytes");
static_assert(sizeof(zx_packet_page_request_t) == 32, "every kind of payload is 32 bytes");
static_assert(sizeof(zx_packet_guest_bell_t) == 32, "every kind of payload is 32 bytes");
static_assert(sizeof(zx_packet_guest_mem_t) == 32, "every kind of payload is 32 bytes");
static_assert(sizeof(zx_packet_guest_io_t) == 32, "every kind of payload is 32 bytes");
static_assert(sizeof(zx_packet_guest_vcpu_t) == 32, "every kind of payload is 32 bytes");
static_assert(offsetof(zx_packet_signal_t, observed) == 4, "signal.observed");
static_assert(offsetof(zx_packet_signal_t, count) == 8, "signal.count");
static_assert(offsetof(zx_packet_signal_t, timestamp) == 16, "signal.timestamp");
static_assert(offsetof(zx_packet_guest_io_t, data) == 4, "guest_io.data");
static_assert(offsetof(zx_packet_guest_vcpu_t, type) == 16, "guest_vcpu.type");
static_assert(offsetof(zx_packet_page_request_t, offset) == 8, "page_request.offset");
static_assert(offsetof(zx_packet_page_request_t, length) == 16, "page_request.length");

#endif /* ZIRCON_SYSCALLS_PORT_H_ */
