/* Kinds of resource: what a resource's holder may claim. Source: Zircon, zircon/syscalls/resource.h. */
#ifndef ZIRCON_SYSCALLS_RESOURCE_H_
#define ZIRCON_SYSCALLS_RESOURCE_H_

#include <zircon/types.h>

/* Kinds of resource, the low 16 bits of its options. zirq_device_open() gives ZX_RSRC_KIND_IRQ,
 * zirq_region_open() ZX_RSRC_KIND_MMIO. */
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

#endif /* ZIRCON_SYSCALLS_RESOURCE_H_ */
