/* libFuzzer's entry for programs that have a main of their own, as Swift's have.
 * Source: LLVM, "libFuzzer – a library for coverage-guided fuzz testing", Using libFuzzer as a library. */
#ifndef ZIRQ_LIBFUZZER_H_
#define ZIRQ_LIBFUZZER_H_

#include <stddef.h>
#include <stdint.h>

/* Runs as the arguments say, and ends the process with its status. */
__attribute__((noreturn)) void zirq_fuzz(int argc, char** argv, int (*test)(const uint8_t* input, size_t size));

#endif
