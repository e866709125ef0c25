/* The groups of checks of vfio-zirq-checks.c. */
#ifndef LAB_VFIO_ZIRQ_CHECKS_H_
#define LAB_VFIO_ZIRQ_CHECKS_H_

void five_vectors_five_keys(void);
void vectors_0_and_2(void);
void eight_vectors_from_the_host(void);
void storm_of_one_vector(void);
void table_left_out_of_a_mapping(void);

void self_test_of_every_vector(void);
void doctor_explains(void);
void doctor_says_how_to_bind(void);

void group_of_another_program(void);
void group_with_another_driver(void);
void group_of_two_clients(void);
void no_interrupt_remapping(void);

void unplugged_by_the_host(void);

void bound_by_zirqctl(void);
void bind_refused_while_open(void);
void bind_refused_for_half_a_group(void);

#endif
