/* The groups of checks of zirq-checks.c. */
#ifndef LAB_ZIRQ_CHECKS_H_
#define LAB_ZIRQ_CHECKS_H_

#include "driver.h"

#include <sys/types.h>

/* The driver that has the device while the checks run. */
extern const struct driver *driver;
/* The zirqd of the checks that have none of their own. */
extern pid_t zirqd;

/* Starts a zirqd that takes edu's interrupt as the run wants it, with further settings of the line. */
pid_t start_zirqd(unsigned removal_grace_seconds, const char *line_settings);

void two_thousand_interrupts(void);
void nothing_without_ack(void);
void raised_before_ack(void);
void spent_before_open(void);
void asserted_before_open(void);
void no_message_without_bus_mastering(void);

void registers_mapped_by_vmo(void);
void registers_mapped_by_narrow_resource(void);

void unbound_in_port_wait(void);
void unbound_in_interrupt_wait(void);
void removed_in_port_wait(void);
void removed_in_interrupt_wait(void);

void unbound_under_a_mapping(void);
void removed_under_a_mapping(void);
void unbinding_waits_for_client(void);
void removal_waits_for_client(void);
void unbinding_ends_stubborn_client(void);
void removal_ends_stubborn_client(void);
void fifty_removals(void);
void two_devices_one_removed(void);

void killed_while_waiting(void);
void killed_before_ack(void);
void terminated_and_restarted(void);
void killed_and_restarted(void);

void zirqctl_lists_the_device(void);
void zirqctl_shows_the_rearm_path(void);
void zirqctl_watches_the_device(void);
void doctor_finds_an_unsilenced_device(void);
void example_computes_factorials(void);

void times_of_interrupt_entry(void);
void storm_released_by_administrator(void);
void storm_released_by_ack(void);
void storm_of_messages_released_by_administrator(void);
void storm_of_messages_released_by_ack(void);

void rearmed_as_configured(void);
void bus_master_as_configured(void);

#endif
