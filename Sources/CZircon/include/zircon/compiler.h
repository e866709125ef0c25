/* What the headers here need of the compiler, by the names that Zircon gives it. Source: Zircon, zircon/compiler.h. */
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

#endif /* ZIRCON_COMPILER_H_ */
