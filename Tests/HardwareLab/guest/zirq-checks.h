/* The groups of checks of zirq-checks.c. */
#ifndef LAB_ZIRQ_CHECKS_H_
#define LAB_ZIRQ_CHECKS_H_

#include "device.h"

/* The driver that has the device while the checks run. */
extern const struct uio_driver *driver;

void two_thousand_interrupts(void);
void nothing_without_ack(void);
void raised_before_ack(void);
void spent_before_open(void);
void asserted_before_open(void);

void registers_mapped_by_vmo(void);
void registers_mapped_by_narrow_resource(void);

void unbound_in_port_wait(void);
void unbound_in_interrupt_wait(void);

void killed_while_waiting(void);
void killed_before_ack(void);
void terminated_and_restarted(void);

void zirqctl_lists_the_device(void);
void zirqctl_shows_the_rearm_path(void);
void zirqctl_watches_the_device(void);
void example_computes_factorials(void);

#endif
