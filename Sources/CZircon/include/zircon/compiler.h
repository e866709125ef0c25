/* What Zircon's headers and drivers need of the compiler, by the names that Zircon gives it; those that others use too
 * are left to whoever defined them first. Source: Zircon, zircon/compiler.h. */
#ifndef ZIRCON_COMPILER_H_
#define ZIRCON_COMPILER_H_

#ifdef __cplusplus
#define __BEGIN_CDECLS extern "C" {
#define __END_CDECLS }
#else
#define __BEGIN_CDECLS
#define __END_CDECLS
#endif

/* A function that C++ may evaluate while compiling. */
#ifdef __cplusplus
#define __CONSTEXPR constexpr
#else
#define __CONSTEXPR
#endif

/* The symbol is part of the library's interface. */
#define __EXPORT __attribute__((__visibility__("default")))

/* ---- Functions and variables. ---- */

#ifndef __UNUSED
#define __UNUSED __attribute__((__unused__))
#endif
#ifndef __USED
#define __USED __attribute__((__used__))
#endif
#ifndef __PACKED
#define __PACKED __attribute__((__packed__))
#endif
/* n bytes. */
#ifndef __ALIGNED
#define __ALIGNED(n) __attribute__((__aligned__(n)))
#endif
#ifndef __WEAK
#define __WEAK __attribute__((__weak__))
#endif
#ifndef __ALWAYS_INLINE
#define __ALWAYS_INLINE __attribute__((__always_inline__))
#endif
#ifndef __NO_INLINE
#define __NO_INLINE __attribute__((__noinline__))
#endif
#ifndef __NO_RETURN
#define __NO_RETURN __attribute__((__noreturn__))
#endif
#ifndef __WARN_UNUSED_RESULT
#define __WARN_UNUSED_RESULT __attribute__((__warn_unused_result__))
#endif
/* Places of the format and of its first argument, counted from 1. */
#ifndef __PRINTFLIKE
#define __PRINTFLIKE(format, arguments) __attribute__((__format__(__printf__, format, arguments)))
#endif
#ifndef __SCANFLIKE
#define __SCANFLIKE(format, arguments) __attribute__((__format__(__scanf__, format, arguments)))
#endif

/* Each thread has its own. */
#ifndef __THREAD
#ifdef __cplusplus
#define __THREAD thread_local
#else
#define __THREAD _Thread_local
#endif
#endif

/* ---- Statements and expressions. ---- */

#ifndef __FALLTHROUGH
#ifdef __cplusplus
#define __FALLTHROUGH [[fallthrough]]
#else
#define __FALLTHROUGH __attribute__((__fallthrough__))
#endif
#endif
#ifndef __UNREACHABLE
#define __UNREACHABLE __builtin_unreachable()
#endif
#ifndef likely
#define likely(x) __builtin_expect(!!(x), 1)
#endif
#ifndef unlikely
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif

/* Elements of an array. */
#ifndef countof
#define countof(array) (sizeof(array) / sizeof((array)[0]))
#endif

/* Store the result, and tell whether it was too large for its type. */
#ifndef add_overflow
#define add_overflow(a, b, result) __builtin_add_overflow(a, b, result)
#endif
#ifndef sub_overflow
#define sub_overflow(a, b, result) __builtin_sub_overflow(a, b, result)
#endif
#ifndef mul_overflow
#define mul_overflow(a, b, result) __builtin_mul_overflow(a, b, result)
#endif

/* ---- Who holds which lock, for clang's -Wthread-safety; as in Zircon only where the standard library says it of its
 * own locks, too (libc++, when asked to), for elsewhere a std::lock_guard looks like no lock. ---- */

#ifndef __THREAD_ANNOTATION
#if defined(__clang__) && defined(_LIBCPP_ENABLE_THREAD_SAFETY_ANNOTATIONS)
#define __THREAD_ANNOTATION(x) __attribute__((x))
#else
#define __THREAD_ANNOTATION(x)
#endif
#endif
#define __TA_CAPABILITY(x) __THREAD_ANNOTATION(__capability__(x))
#define __TA_SCOPED_CAPABILITY __THREAD_ANNOTATION(__scoped_lockable__)
#define __TA_GUARDED(x) __THREAD_ANNOTATION(__guarded_by__(x))
#define __TA_ACQUIRED_BEFORE(...) __THREAD_ANNOTATION(__acquired_before__(__VA_ARGS__))
#define __TA_ACQUIRED_AFTER(...) __THREAD_ANNOTATION(__acquired_after__(__VA_ARGS__))
#define __TA_ACQUIRE(...) __THREAD_ANNOTATION(__acquire_capability__(__VA_ARGS__))
#define __TA_ACQUIRE_SHARED(...) __THREAD_ANNOTATION(__acquire_shared_capability__(__VA_ARGS__))
#define __TA_TRY_ACQUIRE(...) __THREAD_ANNOTATION(__try_acquire_capability__(__VA_ARGS__))
#define __TA_TRY_ACQUIRE_SHARED(...) __THREAD_ANNOTATION(__try_acquire_shared_capability__(__VA_ARGS__))
#define __TA_RELEASE(...) __THREAD_ANNOTATION(__release_capability__(__VA_ARGS__))
#define __TA_RELEASE_SHARED(...) __THREAD_ANNOTATION(__release_shared_capability__(__VA_ARGS__))
#define __TA_REQUIRES(...) __THREAD_ANNOTATION(__requires_capability__(__VA_ARGS__))
#define __TA_REQUIRES_SHARED(...) __THREAD_ANNOTATION(__requires_shared_capability__(__VA_ARGS__))
#define __TA_EXCLUDES(...) __THREAD_ANNOTATION(__locks_excluded__(__VA_ARGS__))
#define __TA_ASSERT(...) __THREAD_ANNOTATION(__assert_capability__(__VA_ARGS__))
#define __TA_ASSERT_SHARED(...) __THREAD_ANNOTATION(__assert_shared_capability__(__VA_ARGS__))
#define __TA_RETURN_CAPABILITY(x) __THREAD_ANNOTATION(__lock_returned__(x))
#define __TA_NO_THREAD_SAFETY_ANALYSIS __THREAD_ANNOTATION(__no_thread_safety_analysis__)

#endif /* ZIRCON_COMPILER_H_ */
