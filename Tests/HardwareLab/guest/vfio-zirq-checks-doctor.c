/* zirqctl doctor, on devices that work and on one that cannot. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "e1000e.h"
#include "edu.h"
#include "vfio-zirq-checks.h"

#include <sched.h>

#include <zirq/zirq.h>

void self_test_of_every_vector(void) {
  const char *const doctor[] = {"/bin/zirqctl", "doctor", E1000E_NAME, "--self-test", "--control-socket",
                                ZIRQ_CONTROL_PATH, NULL};
  const char *const results[] = {
      "vector 0: the kernel fired it, and zirqd woke up", "vector 1: the kernel fired it, and zirqd woke up",
      "vector 2: the kernel fired it, and zirqd woke up", "vector 3: the kernel fired it, and zirqd woke up",
      "vector 4: the kernel fired it, and zirqd woke up"};
  expect_output(doctor, 0, results, E1000E_VECTORS);
}

void doctor_explains(void) {
  const char *const doctor[] = {"/bin/zirqctl", "doctor", E1000E_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  const char *const findings[] = {"vfio-pci serves the device", " can be used", E1000E_NAME ": nothing is in the way"};
  expect_output(doctor, 0, findings, 3);
}

static bool is_served(const char *name) {
  zx_handle_t resource;
  zx_status_t status = zirq_device_open(name, &resource);
  return status != ZX_ERR_NOT_FOUND && (status != ZX_OK || zx_handle_close(resource) == ZX_OK);
}

void doctor_says_how_to_bind(void) {
  pci_unbind(EDU_SLOT);
  /* zirqd learns in its own time that the device has gone. */
  UNTIL(!is_served(EDU_NAME));
  const char *const doctor[] = {"/bin/zirqctl", "doctor", EDU_SLOT, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  const char *const finding[] = {"No driver has the device", "zirqctl bind " EDU_SLOT " vfio-pci"};
  expect_output(doctor, PROBLEM_FOUND, finding, 2);
}
