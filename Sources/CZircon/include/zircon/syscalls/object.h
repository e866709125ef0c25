/* What zx_object_get_info() answers. Source: Zircon, zircon/syscalls/object.h. */
#ifndef ZIRCON_SYSCALLS_OBJECT_H_
#define ZIRCON_SYSCALLS_OBJECT_H_

#include <zircon/types.h>

/* What is asked about. zirqd answers HANDLE_VALID, HANDLE_BASIC, HANDLE_COUNT and INTERRUPT, and ZX_ERR_NOT_SUPPORTED
 * to the others. */
typedef uint32_t zx_object_info_topic_t;
#define ZX_INFO_NONE ((zx_object_info_topic_t)0)
#define ZX_INFO_HANDLE_VALID ((zx_object_info_topic_t)1) /* no record */
#define ZX_INFO_HANDLE_BASIC ((zx_object_info_topic_t)2) /* zx_info_handle_basic_t */
#define ZX_INFO_RESOURCE ((zx_object_info_topic_t)18)    /* zx_info_resource_t */
#define ZX_INFO_HANDLE_COUNT ((zx_object_info_topic_t)19) /* zx_info_handle_count_t */
#define ZX_INFO_BTI ((zx_object_info_topic_t)20)
#define ZX_INFO_TIMER ((zx_object_info_topic_t)25)
#define ZX_INFO_HANDLE_TABLE ((zx_object_info_topic_t)27)
#define ZX_INFO_MSI ((zx_object_info_topic_t)28)       /* zx_info_msi_t */
#define ZX_INFO_INTERRUPT ((zx_object_info_topic_t)39) /* zx_info_interrupt_t */

/* The one property that interrupts, ports and resources could have had: they lack the rights to it. */
#define ZX_PROP_NAME ((uint32_t)3)

typedef struct zx_info_handle_basic {
  zx_koid_t koid;
  zx_rights_t rights;
  zx_obj_type_t type;
  /* The object at the other end; ZX_KOID_INVALID for all objects here. */
  zx_koid_t related_koid;
  uint32_t reserved;
  uint8_t padding1[4];
} zx_info_handle_basic_t;

typedef struct zx_info_handle_count {
  /* Handles to the object, in all processes. */
  uint32_t handle_count;
} zx_info_handle_count_t;

typedef struct zx_info_interrupt {
  /* The options of zx_interrupt_create(), unchanged. */
  uint32_t options;
} zx_info_interrupt_t;

typedef struct zx_info_msi {
  uint64_t target_addr;
  uint32_t target_data;
  uint32_t base_irq_id;
  uint32_t num_irq;
  uint32_t interrupt_count;
} zx_info_msi_t;

/* Kinds of resource, the low 16 bits of its options. zirq_device_open() gives ZX_RSRC_KIND_IRQ. */
typedef uint32_t zx_rsrc_kind_t;
#define ZX_RSRC_KIND_MMIO ((zx_rsrc_kind_t)0)
#define ZX_RSRC_KIND_IRQ ((zx_rsrc_kind_t)1)
#define ZX_RSRC_KIND_IOPORT ((zx_rsrc_kind_t)2)
#define ZX_RSRC_KIND_SMC ((zx_rsrc_kind_t)4)
#define ZX_RSRC_KIND_SYSTEM ((zx_rsrc_kind_t)5)
#define ZX_RSRC_KIND_COUNT ((zx_rsrc_kind_t)6)

/* Flags of a resource, the high 16 bits of its options. */
typedef uint32_t zx_rsrc_flags_t;
#define ZX_RSRC_FLAG_EXCLUSIVE ((zx_rsrc_flags_t)0x00010000)

/* Bases of the resources of kind SYSTEM. */
typedef uint64_t zx_rsrc_system_base_t;
#define ZX_RSRC_SYSTEM_HYPERVISOR_BASE ((zx_rsrc_system_base_t)0)
#define ZX_RSRC_SYSTEM_VMEX_BASE ((zx_rsrc_system_base_t)1)
#define ZX_RSRC_SYSTEM_DEBUG_BASE ((zx_rsrc_system_base_t)2)
#define ZX_RSRC_SYSTEM_INFO_BASE ((zx_rsrc_system_base_t)3)
#define ZX_RSRC_SYSTEM_CPU_BASE ((zx_rsrc_system_base_t)4)
#define ZX_RSRC_SYSTEM_POWER_BASE ((zx_rsrc_system_base_t)5)
#define ZX_RSRC_SYSTEM_MEXEC_BASE ((zx_rsrc_system_base_t)6)
#define ZX_RSRC_SYSTEM_ENERGY_INFO_BASE ((zx_rsrc_system_base_t)7)
#define ZX_RSRC_SYSTEM_IOMMU_BASE ((zx_rsrc_system_base_t)8)
#define ZX_RSRC_SYSTEM_PROFILE_BASE ((zx_rsrc_system_base_t)10)
#define ZX_RSRC_SYSTEM_MSI_BASE ((zx_rsrc_system_base_t)11)
#define ZX_RSRC_SYSTEM_DEBUGLOG_BASE ((zx_rsrc_system_base_t)12)
#define ZX_RSRC_SYSTEM_STALL_BASE ((zx_rsrc_system_base_t)13)
#define ZX_RSRC_SYSTEM_TRACING_BASE ((zx_rsrc_system_base_t)14)
#define ZX_RSRC_SYSTEM_SAMPLING_BASE ((zx_rsrc_system_base_t)15)

typedef struct zx_info_resource {
  zx_rsrc_kind_t kind;
  zx_rsrc_flags_t flags;
  uint64_t base;
  uint64_t size;
  char name[32]; /* ZX_MAX_NAME_LEN, NUL-terminated */
} zx_info_resource_t;

static_assert(sizeof(zx_info_handle_basic_t) == 32, "zx_info_handle_basic_t");
static_assert(offsetof(zx_info_handle_basic_t, rights) == 8, "rights");
static_assert(offsetof(zx_info_handle_basic_t, type) == 12, "type");
static_assert(offsetof(zx_info_handle_basic_t, related_koid) == 16, "related_koid");
static_assert(offsetof(zx_info_handle_basic_t, reserved) == 24, "reserved");
static_assert(sizeof(zx_info_handle_count_t) == 4, "zx_info_handle_count_t");
static_assert(sizeof(zx_info_interrupt_t) == 4, "zx_info_interrupt_t");
static_assert(sizeof(zx_info_msi_t) == 24, "zx_info_msi_t");
static_assert(offsetof(zx_info_msi_t, interrupt_count) == 20, "interrupt_count");
static_assert(sizeof(zx_info_resource_t) == 56, "zx_info_resource_t");
static_assert(offsetof(zx_info_resource_t, name) == 24, "name");

#endif /* ZIRCON_SYSCALLS_OBJECT_H_ */
