/* The drivers that the checks run under, and the interrupt that each gives of the device under test, edu. */
#ifndef LAB_DRIVER_H_
#define LAB_DRIVER_H_

#include <stdbool.h>
#include <stdint.h>

struct driver {
  const char *run;        /* what a run under it is called */
  const char *name;       /* as the kernel calls it */
  const char *rearm_path; /* as zirqctl calls it */
  const char *handler;    /* what the kernel calls the handler of its interrupt; under VFIO only */
  const char *interrupts; /* the value of Interrupts= that selects it in zirqd.conf, or NULL */
  bool is_vfio;
  /* INTx, which the kernel masks until it is re-armed, and not MSI. */
  bool is_level;
  /* The kernel takes the interrupt from bind on, and not only while somebody has the device open. */
  bool takes_interrupts_from_bind;
};

/* The driver of that run; fails the program when there is none. */
const struct driver *driver_of_run(const char *run);

/* Gives edu to the driver anew, and to nobody's handler an interrupt. */
void driver_interrupt_nobody(const struct driver *driver);

#endif
