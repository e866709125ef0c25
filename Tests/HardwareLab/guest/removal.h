/* How a device goes, and how it comes back. */
#ifndef LAB_REMOVAL_H_
#define LAB_REMOVAL_H_

#include "client.h"

#include <stdbool.h>
#include <sys/types.h>

/* Starts to take a device from its driver, or out of the system: pci_start_unbind, pci_start_remove. */
typedef pid_t (*removal)(const char *slot);

/* Waits until the device has gone. */
void removal_finish(pid_t removing);
/* Whether it is still going. */
bool removal_waits(pid_t removing);
/* Gives the device back to the driver of the run. */
void bring_back(const char *slot);
/* Brings edu back, and sees that zirqd serves it, and nobody who has the old one. */
void expect_return(zx_handle_t old_resource);

#endif
