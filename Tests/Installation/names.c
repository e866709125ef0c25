/* Names of Fuchsia's headers that have no call behind them: what they stand for, in C and in C++. Compiling it is the
 * test. */
#include <zircon/compiler.h>
#include <zircon/syscalls.h>

/* ---- zircon/types.h and zircon/limits.h. ---- */

static_assert(ZX_VM_FLAG_PERM_READ == 1u << 0 && ZX_VM_FLAG_PERM_WRITE == 1u << 1, "");
static_assert(ZX_VM_FLAG_PERM_EXECUTE == 1u << 2 && ZX_VM_FLAG_COMPACT == 1u << 3, "");
static_assert(ZX_VM_FLAG_SPECIFIC == 1u << 4 && ZX_VM_FLAG_SPECIFIC_OVERWRITE == 1u << 5, "");
static_assert(ZX_VM_FLAG_CAN_MAP_SPECIFIC == 1u << 6 && ZX_VM_FLAG_CAN_MAP_READ == 1u << 7, "");
static_assert(ZX_VM_FLAG_CAN_MAP_WRITE == 1u << 8 && ZX_VM_FLAG_CAN_MAP_EXECUTE == 1u << 9, "");
static_assert(ZX_VM_FLAG_MAP_RANGE == 1u << 10 && ZX_VM_FLAG_REQUIRE_NON_RESIZABLE == 1u << 11, "");
static_assert(ZX_VM_ALIGN_1KB == 10u << ZX_VM_ALIGN_BASE && ZX_VM_ALIGN_64KB == 16u << ZX_VM_ALIGN_BASE, "");
static_assert(ZX_VM_ALIGN_1MB == 20u << ZX_VM_ALIGN_BASE && ZX_VM_ALIGN_4GB == 32u << ZX_VM_ALIGN_BASE, "");
static_assert(sizeof(zx_gpaddr_t) == 8 && sizeof(zx_ticks_t) == 8, "");
#ifdef __x86_64__
static_assert(ZX_PAGE_SIZE == 4096 && ZX_PAGE_SIZE == 1u << ZX_PAGE_SHIFT && ZX_PAGE_MASK == ZX_PAGE_SIZE - 1, "");
#endif
static_assert(ZX_MIN_PAGE_SIZE == 4096 && ZX_MIN_PAGE_SIZE < ZX_MAX_PAGE_SIZE, "");
static inline uintptr_t round_to_page(uintptr_t size) {
  return (size + ZX_PAGE_MASK) & ~ZX_PAGE_MASK;
}

/* ---- zircon/time.h. ---- */

static_assert(sizeof(zx_instant_mono_t) == 8 && sizeof(zx_instant_boot_t) == 8, "");
static_assert(sizeof(zx_instant_mono_ticks_t) == 8 && sizeof(zx_instant_boot_ticks_t) == 8, "");
static_assert(sizeof(zx_duration_mono_t) == 8 && sizeof(zx_duration_boot_t) == 8, "");
static_assert(sizeof(zx_duration_mono_ticks_t) == 8 && sizeof(zx_duration_boot_ticks_t) == 8, "");

/* ---- zircon/syscalls/port.h. ---- */

static_assert(ZX_PKT_IS_USER(ZX_PKT_TYPE_USER) && !ZX_PKT_IS_USER(ZX_PKT_TYPE_INTERRUPT), "");
static_assert(ZX_PKT_IS_SIGNAL_ONE(ZX_PKT_TYPE_SIGNAL_ONE) && ZX_PKT_IS_INTERRUPT(ZX_PKT_TYPE_INTERRUPT), "");
static_assert(ZX_PKT_IS_GUEST_BELL(ZX_PKT_TYPE_GUEST_BELL) && ZX_PKT_IS_GUEST_MEM(ZX_PKT_TYPE_GUEST_MEM), "");
static_assert(ZX_PKT_IS_GUEST_IO(ZX_PKT_TYPE_GUEST_IO) && ZX_PKT_IS_GUEST_VCPU(ZX_PKT_TYPE_GUEST_VCPU), "");
static_assert(ZX_PKT_IS_PAGE_REQUEST(ZX_PKT_TYPE_PAGE_REQUEST), "");
static_assert(ZX_PKT_IS_SIGNAL_REP(2) && !ZX_PKT_IS_SIGNAL_REP(ZX_PKT_TYPE_SIGNAL_ONE), "");
static_assert(ZX_PKT_TYPE_EXCEPTION(5) == 0x508 && (ZX_PKT_TYPE_EXCEPTION(5) & ZX_PKT_TYPE_MASK) == 8, "");
static_assert(ZX_PKT_IS_EXCEPTION(ZX_PKT_TYPE_EXCEPTION(255)) && !ZX_PKT_IS_EXCEPTION(ZX_PKT_TYPE_INTERRUPT), "");
static_assert(ZX_PAGER_VMO_READ == 0 && ZX_PAGER_VMO_COMPLETE == 1 && ZX_PAGER_VMO_DIRTY == 2, "");
static_assert(ZX_PKT_GUEST_VCPU_INTERRUPT == 0 && ZX_PKT_GUEST_VCPU_STARTUP == 1, "");
static_assert(ZX_PKT_GUEST_VCPU_EXIT == 2, "");

static inline zx_port_packet_t packet_of_vcpu(uint8_t vector) {
  static zx_port_packet_t packet;
  packet.type = ZX_PKT_TYPE_GUEST_VCPU;
  packet.guest_vcpu.type = ZX_PKT_GUEST_VCPU_INTERRUPT;
  packet.guest_vcpu.interrupt.vector = vector;
  packet.guest_bell.addr = packet.guest_mem.addr = packet.guest_vcpu.startup.entry;
  packet.guest_io.u16 = packet.guest_io.data[0];
  return packet;
}

/* ---- zircon/compiler.h. ---- */

struct __PACKED packed {
  uint8_t first;
  uint32_t second;
};
static_assert(sizeof(struct packed) == 5, "");
struct aligned {
  uint8_t __ALIGNED(16) byte;
};
static_assert(sizeof(struct aligned) == 16, "");
static const int kPrimes[] = {2, 3, 5};
static_assert(countof(kPrimes) == 3, "");

static __THREAD int of_thread __UNUSED;
static __NO_RETURN __UNUSED void stop(void) {
  for (;;) {
  }
}
__PRINTFLIKE(1, 2) void print(const char* format, ...);
static __WARN_UNUSED_RESULT inline int choose(int which) {
  switch (which) {
    case 0: of_thread += 1; __FALLTHROUGH;
    case 1: return likely(of_thread > 0) ? 1 : 0;
    default: return unlikely(of_thread > 1);
  }
}
static inline bool overflows(int32_t a, int32_t b) {
  int32_t result;
  return add_overflow(a, b, &result) || sub_overflow(a, b, &result) || mul_overflow(a, b, &result);
}

typedef struct __TA_CAPABILITY("mutex") lock {
  int held;
} lock_t;
static lock_t mutex;
static int guarded __TA_GUARDED(mutex);
static void acquire(lock_t* lock) __TA_ACQUIRE(lock) __TA_NO_THREAD_SAFETY_ANALYSIS;
static void acquire(lock_t* lock) {
  lock->held = 1;
}
static void release(lock_t* lock) __TA_RELEASE(lock) __TA_NO_THREAD_SAFETY_ANALYSIS;
static void release(lock_t* lock) {
  lock->held = 0;
}
static void add(int value) __TA_REQUIRES(mutex);
static void add(int value) {
  guarded += value;
}
static inline void add_alone(int value) __TA_EXCLUDES(mutex);
static inline void add_alone(int value) {
  acquire(&mutex);
  add(value);
  release(&mutex);
}

int main(void) {
  add_alone(choose(1));
  const uintptr_t pages = round_to_page((uintptr_t)packet_of_vcpu(7).guest_vcpu.interrupt.vector);
  return pages == ZX_PAGE_SIZE && overflows(INT32_MAX, 1) && !overflows(1, 2) && kPrimes[0] == 2 ? 0 : 1;
}
