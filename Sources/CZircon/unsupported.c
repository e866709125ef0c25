/* What Linux leaves nothing to do for. Each call is here so that a program that has it links. */
#include <zircon/syscalls.h>

/* A guest's interrupts are KVM's (irqfd), and no guest is a client of zirqd. Zircon itself has removed the call. */
zx_status_t zx_interrupt_bind_vcpu(zx_handle_t handle, zx_handle_t vcpu, uint32_t options) {
  (void)handle;
  (void)vcpu;
  (void)options;
  return ZX_ERR_NOT_SUPPORTED;
}

/* The mode of a PCI device's interrupts is chosen by the Linux driver that is bound to it; there is no handle to a PCI
 * device here. Zircon has moved these calls to its PCI bus driver. */
zx_status_t zx_pci_query_irq_mode(zx_handle_t handle, uint32_t mode, uint32_t* out_max_irqs) {
  (void)handle;
  (void)mode;
  (void)out_max_irqs;
  return ZX_ERR_NOT_SUPPORTED;
}

zx_status_t zx_pci_set_irq_mode(zx_handle_t handle, uint32_t mode, uint32_t count) {
  (void)handle;
  (void)mode;
  (void)count;
  return ZX_ERR_NOT_SUPPORTED;
}

zx_status_t zx_pci_map_interrupt(zx_handle_t handle, int32_t which_irq, zx_handle_t* out) {
  (void)handle;
  (void)which_irq;
  (void)out;
  return ZX_ERR_NOT_SUPPORTED;
}

/* Children are the objects of a job or a process, which zirqd has none of. */
zx_status_t zx_object_get_child(zx_handle_t handle, uint64_t koid, zx_rights_t rights, zx_handle_t* out) {
  (void)handle;
  (void)koid;
  (void)rights;
  (void)out;
  return ZX_ERR_NOT_SUPPORTED;
}

/* A profile says how Zircon schedules a thread. Linux schedules these, and sched_setscheduler(2) says how. */
zx_status_t zx_object_set_profile(zx_handle_t handle, zx_handle_t profile, uint32_t options) {
  (void)handle;
  (void)profile;
  (void)options;
  return ZX_ERR_NOT_SUPPORTED;
}
