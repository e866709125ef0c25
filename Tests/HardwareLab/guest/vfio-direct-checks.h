/* The groups of checks of vfio-direct-checks.c. */
#ifndef LAB_VFIO_DIRECT_CHECKS_H_
#define LAB_VFIO_DIRECT_CHECKS_H_

#define INTERRUPTS 2000
/* How long an interrupt that must not come is waited for, and one that must. */
#define ABSENCE_MS 100
#define PATIENCE_MS 20000

void edu_by_intx(void);
void edu_masked_until_unmask(void);
void edu_by_message(void);
void edu_without_bus_master(void);

void e1000e_five_vectors(void);
void e1000e_vectors_0_and_2(void);
void doorbell_eight_vectors(void);

void group_has_one_user(void);
void group_shared_with_another_driver(void);
void removal_waits_for_descriptor(void);
void removal_waits_for_mapping(void);

void host_unplugs_and_plugs(void);

void without_remapping(void);

#endif
