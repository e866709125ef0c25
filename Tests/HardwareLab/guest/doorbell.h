/* QEMU's ivshmem-doorbell, 1af4:1110, with eight MSI-X vectors, and at its other end lab/doorbell.py on the host: for
 * each ring of vector N there it counts in word N of the shared memory, and then raises vector N here.
 *
 * Source: QEMU, docs/specs/ivshmem-spec.txt. */
#ifndef LAB_DOORBELL_H_
#define LAB_DOORBELL_H_

#include "pci.h"

#define DOORBELL_SLOT "0000:00:07.0"
#define DOORBELL_NAME "pci:" DOORBELL_SLOT

#define DOORBELL_VECTORS 8u
#define DOORBELL_REGISTERS 0 /* the region of the registers */
#define DOORBELL_REGISTERS_SIZE 0x100
#define DOORBELL_MESSAGES 1 /* the region of the MSI-X table, all of it one page */
#define DOORBELL_MEMORY 2 /* the region of the memory */
#define DOORBELL_MEMORY_SIZE 0x10000

#define DOORBELL_RING 12
#define DOORBELL_HOST (UINT32_C(1) << 16)

static inline void doorbell_ask(volatile void *registers, unsigned vector) {
  REGISTER(registers, DOORBELL_RING) = DOORBELL_HOST | vector;
}

#endif
