/* Two devices under load at once, of which one goes. */
#include "account.h"
#include "check.h"
#include "edu.h"
#include "removal.h"
#include "zirq-checks.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define INTERRUPTS 2000

static void serve_until_removed(int ready) {
  struct client client;
  client_start_named(&client, EDU_SECOND_NAME);
  for (unsigned served = 0;; served++) {
    if (served == 10) {
      REQUIRE(write(ready, "r", 1) == 1, "write: %s", strerror(errno));
    }
    zx_port_packet_t packet;
    client_raise(&client);
    zx_status_t status = zx_port_wait(client.port, ZX_TIME_INFINITE, &packet);
    if (status == ZX_ERR_CANCELED) {
      client_let_go(&client);
      _exit(0);
    }
    expect_status(status, ZX_OK, "zx_port_wait on the second device");
    client_silence(&client);
    status = zx_interrupt_ack(client.interrupt);
    REQUIRE(status == ZX_OK || status == ZX_ERR_CANCELED, "zx_interrupt_ack on the second device gave %d", status);
  }
}

void two_devices_one_removed(void) {
  pci_bind(EDU_SECOND_SLOT, driver->name);
  int ends[2];
  REQUIRE(pipe(ends) == 0, "pipe: %s", strerror(errno));
  pid_t second = fork();
  if (second == 0) {
    serve_until_removed(ends[1]);
  }
  close(ends[1]);
  struct client client;
  struct account account;
  client_start(&client);
  char byte;
  REQUIRE(read(ends[0], &byte, 1) == 1, "the client of the second device did not get so far");
  account_open(&account, &client);
  account_serve(&account, INTERRUPTS / 4);
  pid_t removing = pci_start_remove(EDU_SECOND_SLOT);
  account_serve(&account, INTERRUPTS - INTERRUPTS / 4);
  account_settle(&account);
  removal_finish(removing);
  int status = -1;
  REQUIRE(waitpid(second, &status, 0) == second && status == 0, "the client of the second device failed");
  bring_back(EDU_SECOND_SLOT);
  client_start_named(&client, EDU_SECOND_NAME);
  client_serve(&client, 10);
}
