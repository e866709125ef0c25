/* A driver of a device with many MSI-X vectors: an interrupt for each, all on one port, each with a key of its own. */
#ifndef LAB_VECTORS_H_
#define LAB_VECTORS_H_

#include <stdbool.h>
#include <stdint.h>

#include <zircon/types.h>

#define MOST_VECTORS 8u

struct vectors {
  zx_handle_t resource;
  zx_handle_t port;
  zx_handle_t interrupts[MOST_VECTORS];
};

/* Opens a device that has so many, and creates the interrupts of those that are wanted, a bit for each. */
void vectors_open(struct vectors *device, const char *name, unsigned vectors, uint32_t wanted);
volatile void *vectors_map(struct vectors *device, uint32_t region);

/* The next packet's vector, which is not acknowledged; false when none comes before the deadline. */
bool vectors_wait(struct vectors *device, zx_time_t deadline, unsigned *vector);
void vectors_ack(struct vectors *device, unsigned vector);
/* Waits for the next packet, and acknowledges it. */
unsigned vectors_next(struct vectors *device);

#endif
