/* The kernel's own count of the times that a driver's handler ran: for a level perhaps more often than it rose. */
#ifndef LAB_HANDLER_COUNT_H_
#define LAB_HANDLER_COUNT_H_

#include "driver.h"

/* Begins to count edu's interrupts under the driver: UIO counts them, and elsewhere the kernel's trace has them. */
void handler_count_begin(const struct driver *driver);
/* How many there have been since. */
unsigned handler_count_end(const struct driver *driver);

#endif
