/* QEMU's edu, 1234:11e8: a device made to interrupt, by INTx or by one MSI. Each register is 32 bits wide.
 *
 * Source: QEMU, docs/specs/edu.rst. */
#ifndef LAB_EDU_H_
#define LAB_EDU_H_

#include "pci.h"

#define EDU_SLOT "0000:00:04.0"
#define EDU_NAME "pci:" EDU_SLOT
/* Another one, for what takes two. */
#define EDU_SECOND_SLOT "0000:00:05.0"
#define EDU_SECOND_NAME "pci:" EDU_SECOND_SLOT

#define EDU_REGION_SIZE 0x100000

#define EDU_IDENTIFICATION 0x00
#define EDU_IDENTIFICATION_VALUE 0x010000edu
#define EDU_LIVENESS 0x04  /* reads as the inverse of what was written */
#define EDU_FACTORIAL 0x08 /* write n, read n! */
#define EDU_STATUS 0x20
#define EDU_STATUS_INTERRUPT_WHEN_DONE 0x80
#define EDU_INTERRUPT_STATUS 0x24
#define EDU_RAISE 0x60
#define EDU_SILENCE 0x64

static inline void edu_raise(volatile void *registers) {
  REGISTER(registers, EDU_RAISE) = 1;
}

static inline void edu_silence(volatile void *registers) {
  REGISTER(registers, EDU_SILENCE) = REGISTER(registers, EDU_INTERRUPT_STATUS);
}

#endif
