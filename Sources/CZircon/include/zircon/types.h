/* Scalars, handles, object types, signals, and the options of interrupts and of mappings. Source: Zircon,
 * zircon/types.h.
 */
#ifndef ZIRCON_TYPES_H_
#define ZIRCON_TYPES_H_

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zircon/compiler.h>
#include <zircon/errors.h>
#include <zircon/limits.h>
#include <zircon/rights.h>
#include <zircon/time.h>

/* A process's name for an object and for what it may do with it. It is no file descriptor. */
typedef uint32_t zx_handle_t;
/* Never names an object. */
#define ZX_HANDLE_INVALID ((zx_handle_t)0)
/* Bits that are set in every valid handle. */
#define ZX_HANDLE_FIXED_BITS_MASK ((uint32_t)3)

/* An object's number, unique for as long as zirqd runs. */
typedef uint64_t zx_koid_t;
#define ZX_KOID_INVALID ((zx_koid_t)0)
#define ZX_KOID_KERNEL ((zx_koid_t)1)
/* The smallest number of an object that a program can make. */
#define ZX_KOID_FIRST ((zx_koid_t)1024)

/* Physical and virtual addresses. */
typedef uintptr_t zx_paddr_t;
typedef uintptr_t zx_vaddr_t;
/* What a guest takes for a physical one. */
typedef uint64_t zx_gpaddr_t;

/* A place in memory that an object holds, bytes from its start. */
typedef uint64_t zx_off_t;

/* Clocks. */
typedef uint32_t zx_clock_t;
#define ZX_CLOCK_MONOTONIC ((zx_clock_t)0)
#define ZX_CLOCK_BOOT ((zx_clock_t)1)

/* Bytes of an object's name, the terminating NUL included. */
#define ZX_MAX_NAME_LEN ((size_t)32)

/* ---- Types of object. Every kind of interrupt, virtual or physical, is ZX_OBJ_TYPE_INTERRUPT. ---- */

typedef uint32_t zx_obj_type_t;
#define ZX_OBJ_TYPE_NONE ((zx_obj_type_t)0)
#define ZX_OBJ_TYPE_PROCESS ((zx_obj_type_t)1)
#define ZX_OBJ_TYPE_THREAD ((zx_obj_type_t)2)
#define ZX_OBJ_TYPE_VMO ((zx_obj_type_t)3)
#define ZX_OBJ_TYPE_CHANNEL ((zx_obj_type_t)4)
#define ZX_OBJ_TYPE_EVENT ((zx_obj_type_t)5)
#define ZX_OBJ_TYPE_PORT ((zx_obj_type_t)6)
#define ZX_OBJ_TYPE_INTERRUPT ((zx_obj_type_t)9)
#define ZX_OBJ_TYPE_PCI_DEVICE ((zx_obj_type_t)11)
#define ZX_OBJ_TYPE_DEBUGLOG ((zx_obj_type_t)12)
#define ZX_OBJ_TYPE_LOG ZX_OBJ_TYPE_DEBUGLOG /* the older name */
#define ZX_OBJ_TYPE_SOCKET ((zx_obj_type_t)14)
#define ZX_OBJ_TYPE_RESOURCE ((zx_obj_type_t)15)
#define ZX_OBJ_TYPE_EVENTPAIR ((zx_obj_type_t)16)
#define ZX_OBJ_TYPE_JOB ((zx_obj_type_t)17)
#define ZX_OBJ_TYPE_VMAR ((zx_obj_type_t)18)
#define ZX_OBJ_TYPE_FIFO ((zx_obj_type_t)19)
#define ZX_OBJ_TYPE_GUEST ((zx_obj_type_t)20)
#define ZX_OBJ_TYPE_VCPU ((zx_obj_type_t)21)
#define ZX_OBJ_TYPE_TIMER ((zx_obj_type_t)22)
#define ZX_OBJ_TYPE_IOMMU ((zx_obj_type_t)23)
#define ZX_OBJ_TYPE_BTI ((zx_obj_type_t)24)
#define ZX_OBJ_TYPE_PROFILE ((zx_obj_type_t)25)
#define ZX_OBJ_TYPE_PMT ((zx_obj_type_t)26)
#define ZX_OBJ_TYPE_SUSPEND_TOKEN ((zx_obj_type_t)27)
#define ZX_OBJ_TYPE_PAGER ((zx_obj_type_t)28)
#define ZX_OBJ_TYPE_EXCEPTION ((zx_obj_type_t)29)
#define ZX_OBJ_TYPE_CLOCK ((zx_obj_type_t)30)
#define ZX_OBJ_TYPE_STREAM ((zx_obj_type_t)31)
#define ZX_OBJ_TYPE_MSI ((zx_obj_type_t)32)
#define ZX_OBJ_TYPE_IOB ((zx_obj_type_t)33)
#define ZX_OBJ_TYPE_COUNTER ((zx_obj_type_t)34)
#define ZX_OBJ_TYPE_IOB_SHARED_REGION ((zx_obj_type_t)35)
/* Above every type. */
#define ZX_OBJ_TYPE_UPPER_BOUND ((zx_obj_type_t)64)

/* ---- Signals: bits 0 to 22 are the system's, 24 to 31 the user's. A triggered interrupt asserts none. ---- */

typedef uint32_t zx_signals_t;
#define ZX_SIGNAL_NONE ((zx_signals_t)0)
#define ZX_EVENT_SIGNALED ((zx_signals_t)0x8)
/* A VMO has no child; true of every VMO here. */
#define ZX_VMO_ZERO_CHILDREN ((zx_signals_t)0x8)
/* A virtual interrupt has nothing that waits for an ack: asserted from its creation, by an ack, by a wait that blocks
 * and by its end; cleared by zx_interrupt_trigger(). */
#define ZX_VIRTUAL_INTERRUPT_UNTRIGGERED ((zx_signals_t)0x10)
#define ZX_SIGNAL_HANDLE_CLOSED ((zx_signals_t)0x800000)
#define ZX_USER_SIGNAL_0 ((zx_signals_t)0x1000000)
#define ZX_USER_SIGNAL_1 ((zx_signals_t)0x2000000)
#define ZX_USER_SIGNAL_2 ((zx_signals_t)0x4000000)
#define ZX_USER_SIGNAL_3 ((zx_signals_t)0x8000000)
#define ZX_USER_SIGNAL_4 ((zx_signals_t)0x10000000)
#define ZX_USER_SIGNAL_5 ((zx_signals_t)0x20000000)
#define ZX_USER_SIGNAL_6 ((zx_signals_t)0x40000000)
#define ZX_USER_SIGNAL_7 ((zx_signals_t)0x80000000)
#define ZX_USER_SIGNAL_ALL ((zx_signals_t)0xff000000)
/* What zx_object_signal() may change in an event. */
#define ZX_EVENT_SIGNAL_MASK ((zx_signals_t)0xff000008)

/* ---- zx_object_wait_many(). ---- */

/* The most objects that one call waits for. */
#define ZX_WAIT_MANY_MAX_ITEMS ((size_t)64)

/* One of them: waitfor is what the caller waits for, pending all that the object asserts when the wait ends. */
typedef struct zx_wait_item {
  zx_handle_t handle;
  zx_signals_t waitfor;
  zx_signals_t pending;
} zx_wait_item_t;

/* ---- Options of zx_interrupt_create(). ---- */

/* Take the vector as the board numbers it. Accepted and without effect: zirqd's vectors are the device's own. */
#define ZX_INTERRUPT_REMAP_IRQ ((uint32_t)0x1)
/* How the source triggers; one of these. DEFAULT is what the line is configured for. */
#define ZX_INTERRUPT_MODE_DEFAULT ((uint32_t)0x0)
#define ZX_INTERRUPT_MODE_EDGE_LOW ((uint32_t)0x2)
#define ZX_INTERRUPT_MODE_EDGE_HIGH ((uint32_t)0x4)
#define ZX_INTERRUPT_MODE_LEVEL_LOW ((uint32_t)0x6)
#define ZX_INTERRUPT_MODE_LEVEL_HIGH ((uint32_t)0x8)
/* Zircon has the name and refuses the mode: ZX_ERR_INVALID_ARGS. */
#define ZX_INTERRUPT_MODE_EDGE_BOTH ((uint32_t)0xa)
#define ZX_INTERRUPT_MODE_MASK ((uint32_t)0xe)
/* An interrupt with no hardware behind it, which zx_interrupt_trigger() fires. */
#define ZX_INTERRUPT_VIRTUAL ((uint32_t)0x10)
/* The interrupt keeps the machine from suspending until it is acked. Accepted, and without effect on Linux. */
#define ZX_INTERRUPT_WAKE_VECTOR ((uint32_t)0x20)
/* Timestamps are of CLOCK_MONOTONIC. */
#define ZX_INTERRUPT_TIMESTAMP_MONO ((uint32_t)0x40)

/* Options of zx_interrupt_bind(). */
#define ZX_INTERRUPT_BIND ((uint32_t)0)
#define ZX_INTERRUPT_UNBIND ((uint32_t)1)

/* Relics of the interface with slots. As options of zx_interrupt_create() they are ZX_ERR_INVALID_ARGS. */
#define ZX_INTERRUPT_SLOT_USER ((uint32_t)62)
#define ZX_INTERRUPT_MAX_SLOTS ((uint32_t)62)
#define ZX_PCI_INTERRUPT_SLOT ((uint32_t)0)

/* Option of zx_msi_create(): the VMO is the device's MSI-X table, not its MSI capability. */
#define ZX_MSI_MODE_MSI_X ((uint32_t)0x1)

/* ---- Memory: zx_vmar_map() and zx_vmo_set_cache_policy(). ---- */

typedef uint32_t zx_vm_option_t;
#define ZX_VM_PERM_READ ((zx_vm_option_t)0x1)
#define ZX_VM_PERM_WRITE ((zx_vm_option_t)0x2)
/* The rest asks where a mapping goes and how it behaves. */
#define ZX_VM_PERM_EXECUTE ((zx_vm_option_t)0x4)
#define ZX_VM_COMPACT ((zx_vm_option_t)0x8)
#define ZX_VM_SPECIFIC ((zx_vm_option_t)0x10)
#define ZX_VM_SPECIFIC_OVERWRITE ((zx_vm_option_t)0x20)
#define ZX_VM_CAN_MAP_SPECIFIC ((zx_vm_option_t)0x40)
#define ZX_VM_CAN_MAP_READ ((zx_vm_option_t)0x80)
#define ZX_VM_CAN_MAP_WRITE ((zx_vm_option_t)0x100)
#define ZX_VM_CAN_MAP_EXECUTE ((zx_vm_option_t)0x200)
/* Make the page tables now. Without effect: Linux does so for registers anyway. */
#define ZX_VM_MAP_RANGE ((zx_vm_option_t)0x400)
#define ZX_VM_REQUIRE_NON_RESIZABLE ((zx_vm_option_t)0x800)
#define ZX_VM_ALLOW_FAULTS ((zx_vm_option_t)0x1000)
#define ZX_VM_OFFSET_IS_UPPER_LIMIT ((zx_vm_option_t)0x2000)
#define ZX_VM_PERM_READ_IF_XOM_UNSUPPORTED ((zx_vm_option_t)0x4000)
#define ZX_VM_FAULT_BEYOND_STREAM_SIZE ((zx_vm_option_t)0x8000)

/* The alignment of the place: from bit ZX_VM_ALIGN_BASE on its logarithm to base 2. */
#define ZX_VM_ALIGN_BASE 24
#define ZX_VM_ALIGN_1KB ((zx_vm_option_t)0x0a000000)
#define ZX_VM_ALIGN_2KB ((zx_vm_option_t)0x0b000000)
#define ZX_VM_ALIGN_4KB ((zx_vm_option_t)0x0c000000)
#define ZX_VM_ALIGN_8KB ((zx_vm_option_t)0x0d000000)
#define ZX_VM_ALIGN_16KB ((zx_vm_option_t)0x0e000000)
#define ZX_VM_ALIGN_32KB ((zx_vm_option_t)0x0f000000)
#define ZX_VM_ALIGN_64KB ((zx_vm_option_t)0x10000000)
#define ZX_VM_ALIGN_128KB ((zx_vm_option_t)0x11000000)
#define ZX_VM_ALIGN_256KB ((zx_vm_option_t)0x12000000)
#define ZX_VM_ALIGN_512KB ((zx_vm_option_t)0x13000000)
#define ZX_VM_ALIGN_1MB ((zx_vm_option_t)0x14000000)
#define ZX_VM_ALIGN_2MB ((zx_vm_option_t)0x15000000)
#define ZX_VM_ALIGN_4MB ((zx_vm_option_t)0x16000000)
#define ZX_VM_ALIGN_8MB ((zx_vm_option_t)0x17000000)
#define ZX_VM_ALIGN_16MB ((zx_vm_option_t)0x18000000)
#define ZX_VM_ALIGN_32MB ((zx_vm_option_t)0x19000000)
#define ZX_VM_ALIGN_64MB ((zx_vm_option_t)0x1a000000)
#define ZX_VM_ALIGN_128MB ((zx_vm_option_t)0x1b000000)
#define ZX_VM_ALIGN_256MB ((zx_vm_option_t)0x1c000000)
#define ZX_VM_ALIGN_512MB ((zx_vm_option_t)0x1d000000)
#define ZX_VM_ALIGN_1GB ((zx_vm_option_t)0x1e000000)
#define ZX_VM_ALIGN_2GB ((zx_vm_option_t)0x1f000000)
#define ZX_VM_ALIGN_4GB ((zx_vm_option_t)0x20000000)

/* The older names. */
#define ZX_VM_FLAG_PERM_READ ZX_VM_PERM_READ
#define ZX_VM_FLAG_PERM_WRITE ZX_VM_PERM_WRITE
#define ZX_VM_FLAG_PERM_EXECUTE ZX_VM_PERM_EXECUTE
#define ZX_VM_FLAG_COMPACT ZX_VM_COMPACT
#define ZX_VM_FLAG_SPECIFIC ZX_VM_SPECIFIC
#define ZX_VM_FLAG_SPECIFIC_OVERWRITE ZX_VM_SPECIFIC_OVERWRITE
#define ZX_VM_FLAG_CAN_MAP_SPECIFIC ZX_VM_CAN_MAP_SPECIFIC
#define ZX_VM_FLAG_CAN_MAP_READ ZX_VM_CAN_MAP_READ
#define ZX_VM_FLAG_CAN_MAP_WRITE ZX_VM_CAN_MAP_WRITE
#define ZX_VM_FLAG_CAN_MAP_EXECUTE ZX_VM_CAN_MAP_EXECUTE
#define ZX_VM_FLAG_MAP_RANGE ZX_VM_MAP_RANGE
#define ZX_VM_FLAG_REQUIRE_NON_RESIZABLE ZX_VM_REQUIRE_NON_RESIZABLE

/* How the processor's caches see memory. A device's registers are UNCACHED_DEVICE. */
#define ZX_CACHE_POLICY_CACHED ((uint32_t)0)
#define ZX_CACHE_POLICY_UNCACHED ((uint32_t)1)
#define ZX_CACHE_POLICY_UNCACHED_DEVICE ((uint32_t)2)
#define ZX_CACHE_POLICY_WRITE_COMBINING ((uint32_t)3)
#define ZX_CACHE_POLICY_MASK ((uint32_t)3)

static_assert(sizeof(zx_wait_item_t) == 12, "zx_wait_item_t");
static_assert(offsetof(zx_wait_item_t, pending) == 8, "pending");
static_assert(sizeof(zx_handle_t) == 4, "a handle is 32 bits");
static_assert(sizeof(zx_status_t) == 4, "a status is 32 bits");
static_assert(ZX_TIME_INFINITE == INT64_MAX, "nothing is later than ZX_TIME_INFINITE");

#endif /* ZIRCON_TYPES_H_ */
