/* QEMU's e1000e, 8086:10d3: a network card with five MSI-X vectors, and no network here. Software can raise each of its
 * causes.
 *
 * Source: Intel 82574 GbE Controller Family Datasheet, 10.2.4. */
#ifndef LAB_E1000E_H_
#define LAB_E1000E_H_

#include "pci.h"

#include <unistd.h>

#define E1000E_SLOT "0000:00:06.0"
#define E1000E_NAME "pci:" E1000E_SLOT

#define E1000E_VECTORS 5u
#define E1000E_REGION_SIZE 0x20000

/* The region with the MSI-X table, which takes up one page of it. */
#define E1000E_MESSAGES 3u
#define E1000E_MESSAGES_SIZE 0x4000u
#define E1000E_MESSAGE_TABLE 0x0000u

#define E1000E_CTRL_EXT 0x0018
#define E1000E_CTRL_EXT_MSIX 0x80000000u
#define E1000E_ICS 0x00c8 /* raises causes */
#define E1000E_IMS 0x00d0 /* enables causes */
#define E1000E_IMC 0x00d8 /* disables causes */
#define E1000E_EIAC 0x00dc /* causes that their message clears and disables */
#define E1000E_IVAR 0x00e4 /* which vector a cause has, four bits each, of which one says that it has any */

/* The cause whose vector is `vector` under e1000e_route(): two receive queues, two transmit queues, all else. */
#define E1000E_CAUSE(vector) (UINT32_C(1) << (20 + (vector)))
#define E1000E_ALL_CAUSES (UINT32_C(0x1f) << 20)

/* Gives each cause the vector of its own number, and lets it through. */
static inline void e1000e_route(volatile void *registers) {
  REGISTER(registers, E1000E_IMC) = ~UINT32_C(0);
  REGISTER(registers, E1000E_CTRL_EXT) = E1000E_CTRL_EXT_MSIX;
  REGISTER(registers, E1000E_IVAR) = 0x000cba98;
  REGISTER(registers, E1000E_EIAC) = E1000E_ALL_CAUSES;
  REGISTER(registers, E1000E_IMS) = E1000E_ALL_CAUSES;
}

static inline void e1000e_raise(volatile void *registers, unsigned vector) {
  REGISTER(registers, E1000E_ICS) = E1000E_CAUSE(vector);
}

/* The message has disabled its own cause. */
static inline void e1000e_enable(volatile void *registers, unsigned vector) {
  REGISTER(registers, E1000E_IMS) = E1000E_CAUSE(vector);
}

/* Returns when the timers have run out by which QEMU throttles messages: one that does when MSI-X is off, for the device
 * has been closed, ends QEMU ("Assertion `msix_enabled(timer->core->owner)' failed").
 *
 * They take 128 us. QEMU runs its timers in the order of their times, a processor's own among them, by which it wakes a
 * sleeper: the first sleep ends after theirs, and the others see to it that no tick from before has ended it. */
static inline void e1000e_settle(void) {
  for (unsigned i = 0; i < 4; i++) {
    usleep(1000);
  }
}

#endif
