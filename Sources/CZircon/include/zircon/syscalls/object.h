/* What zx_object_get_info() answers, and the properties of objects. Source: Zircon, zircon/syscalls/object.h. */
#ifndef ZIRCON_SYSCALLS_OBJECT_H_
#define ZIRCON_SYSCALLS_OBJECT_H_

#include <zircon/syscalls/resource.h>
#include <zircon/types.h>

/* What is asked about. zirqd answers HANDLE_VALID, HANDLE_BASIC, HANDLE_COUNT, INTERRUPT, RESOURCE and MSI, and
 * ZX_ERR_NOT_SUPPORTED to the others. */
typedef uint32_t zx_object_info_topic_t;
#define ZX_INFO_NONE ((zx_object_info_topic_t)0)
#define ZX_INFO_HANDLE_VALID ((zx_object_info_topic_t)1) /* no record */
#define ZX_INFO_HANDLE_BASIC ((zx_object_info_topic_t)2) /* zx_info_handle_basic_t */
#define ZX_INFO_RESOURCE ((zx_object_info_topic_t)18)    /* zx_info_resource_t */
#define ZX_INFO_HANDLE_COUNT ((zx_object_info_topic_t)19) /* zx_info_handle_count_t */
#define ZX_INFO_BTI ((zx_object_info_topic_t)20)
#define ZX_INFO_VMO ((zx_object_info_topic_t)0x30000017)
#define ZX_INFO_TIMER ((zx_object_info_topic_t)25)
#define ZX_INFO_HANDLE_TABLE ((zx_object_info_topic_t)27)
#define ZX_INFO_MSI ((zx_object_info_topic_t)28)       /* zx_info_msi_t */
#define ZX_INFO_INTERRUPT ((zx_object_info_topic_t)39) /* zx_info_interrupt_t */

/* Property of zx_object_get_property(): the object's name, ZX_MAX_NAME_LEN bytes. Of the objects here only VMOs have
 * one; the others lack the rights to it. */
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
  /* What the device writes, and where: Linux programs that, so both are zero. */
  uint64_t target_addr;
  uint32_t target_data;
  /* The first vector of the allocation, and how many it has. */
  uint32_t base_irq_id;
  uint32_t num_irq;
  /* Interrupts that zx_msi_create() has made and that are still there. */
  uint32_t interrupt_count;
} zx_info_msi_t;

typedef struct zx_info_resource {
  zx_rsrc_kind_t kind;
  zx_rsrc_flags_t flags;
  /* What it covers: vectors from 0 on, of an IRQ resource; physical addresses, of an MMIO resource. */
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
