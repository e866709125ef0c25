/* QEMU's e1000e, 8086:10d3: a network card with five MSI-X vectors, and no network here. Software can raise each of its
 * causes.
 *
 * Source: Intel 82574 GbE Controller Family Datasheet, 10.2.4. */
#ifndef LAB_E1000E_H_
#define LAB_E1000E_H_

#include "pci.h"

#define E1000E_SLOT "0000:00:06.0"
#define E1000E_NAME "pci:" E1000E_SLOT

#define E1000E_VECTORS 5u
#define E1000E_REGION_SIZE 0x20000

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

#endif
