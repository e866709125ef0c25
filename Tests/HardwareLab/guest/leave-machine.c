/* Ends the emulated machine with a status, through QEMU's isa-debug-exit device. lab/machine.py has the other half. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>

#define DEBUG_EXIT_PORT 0xf4
#define EXIT_BASE 16
/* QEMU's exit status is 2 * N + 1 in eight bits; a larger status must not wrap round into success. */
#define LARGEST_STATUS 62

int main(int count, char **arguments) {
  int status = count == 2 ? atoi(arguments[1]) : LARGEST_STATUS;
  if (status < 0 || status > LARGEST_STATUS) {
    status = LARGEST_STATUS;
  }
  if (ioperm(DEBUG_EXIT_PORT, 4, 1) != 0) {
    perror("leave-machine: ioperm");
    return 1;
  }
  outl((unsigned)(EXIT_BASE + status), DEBUG_EXIT_PORT);
  fprintf(stderr, "leave-machine: the machine has no isa-debug-exit device\n");
  return 1;
}
