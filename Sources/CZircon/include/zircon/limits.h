/* The size of a page. Source: Zircon, zircon/limits.h, where it is a constant. Here it is the Linux kernel's: always
 * 4 KiB on x86; elsewhere chosen when the kernel is built (arm64: 4, 16 or 64 KiB), so that these are calls there, and
 * need <zircon/syscalls.h>. */
#ifndef ZIRCON_LIMITS_H_
#define ZIRCON_LIMITS_H_

#include <stdint.h>

#if defined(__x86_64__) || defined(__i386__)
#define ZX_PAGE_SHIFT ((uint32_t)12)
#define ZX_PAGE_SIZE ((uintptr_t)0x1000)
#define ZX_PAGE_MASK ((uintptr_t)0xfff)
#else
#define ZX_PAGE_SHIFT ((uint32_t)__builtin_ctz(zx_system_get_page_size()))
#define ZX_PAGE_SIZE ((uintptr_t)zx_system_get_page_size())
#define ZX_PAGE_MASK (ZX_PAGE_SIZE - 1)
#endif

/* The smallest and the largest page that the processor can map. */
#define ZX_MIN_PAGE_SHIFT ((uint32_t)12)
#ifdef __aarch64__
#define ZX_MAX_PAGE_SHIFT ((uint32_t)16)
#else
#define ZX_MAX_PAGE_SHIFT ((uint32_t)21)
#endif
#define ZX_MIN_PAGE_SIZE ((uintptr_t)1 << ZX_MIN_PAGE_SHIFT)
#define ZX_MAX_PAGE_SIZE ((uintptr_t)1 << ZX_MAX_PAGE_SHIFT)

#endif /* ZIRCON_LIMITS_H_ */
