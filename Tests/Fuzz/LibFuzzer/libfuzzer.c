#include "libfuzzer.h"

#include <stdlib.h>

extern int LLVMFuzzerRunDriver(int* argc, char*** argv, int (*test)(const uint8_t* input, size_t size));

void zirq_fuzz(int argc, char** argv, int (*test)(const uint8_t* input, size_t size)) {
  exit(LLVMFuzzerRunDriver(&argc, &argv, test));
}
