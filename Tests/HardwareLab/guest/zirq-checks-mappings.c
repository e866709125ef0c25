/* The device goes away under a client that has its registers mapped: UIO does not care, VFIO waits. */
#include "check.h"
#include "daemon.h"
#include "edu.h"
#include "removal.h"
#include "zirq-checks.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zirq/zirq.h>

void unbound_under_a_mapping(void) {
  struct client client;
  client_start(&client);
  removal_finish(pci_start_unbind(EDU_SLOT));
  client_expect_end(&client);
  /* The driver is gone and the device is not. */
  REQUIRE(REGISTER(client.registers, EDU_IDENTIFICATION) == EDU_IDENTIFICATION_VALUE, "the mapping is gone");
  expect_return(client.resource);
}

/* The registers are not read here: without its function a page of them may fault. */
void removed_under_a_mapping(void) {
  struct client client;
  client_start(&client);
  removal_finish(pci_start_remove(EDU_SLOT));
  client_expect_end(&client);
  expect_status(zirq_region_unmap(client.registers, client.size), ZX_OK, "zirq_region_unmap");
  expect_return(client.resource);
}

static void waits_for_client(removal start) {
  struct client client;
  client_start(&client);
  pid_t removing = start(EDU_SLOT);
  client_expect_end(&client);
  usleep(100 * 1000);
  REQUIRE(removal_waits(removing), "the removal did not wait");
  REQUIRE(REGISTER(client.registers, EDU_IDENTIFICATION) == EDU_IDENTIFICATION_VALUE, "the mapping is gone");
  client_let_go(&client);
  removal_finish(removing);
  bring_back(EDU_SLOT);
  client_start(&client);
  client_serve(&client, 10);
}

void unbinding_waits_for_client(void) {
  waits_for_client(pci_start_unbind);
}

void removal_waits_for_client(void) {
  waits_for_client(pci_start_remove);
}

static void serve_and_stay(int ready) {
  struct client client;
  client_start(&client);
  client_serve(&client, 1);
  REQUIRE(write(ready, "s", 1) == 1, "write: %s", strerror(errno));
  client_expect_end(&client);
  for (;;) {
    pause();
  }
}

static void ends_stubborn_client(removal start) {
  pid_t daemon = start_zirqd(1, "");
  int ends[2];
  REQUIRE(pipe(ends) == 0, "pipe: %s", strerror(errno));
  pid_t stubborn = fork();
  if (stubborn == 0) {
    serve_and_stay(ends[1]);
  }
  close(ends[1]);
  char byte;
  REQUIRE(read(ends[0], &byte, 1) == 1, "the client did not get so far");
  removal_finish(start(EDU_SLOT));
  int status = 0;
  REQUIRE(waitpid(stubborn, &status, 0) == stubborn && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
          "the client ended with wait status %#x", status);
  bring_back(EDU_SLOT);
  struct client client;
  client_start(&client);
  client_serve(&client, 10);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}

void unbinding_ends_stubborn_client(void) {
  ends_stubborn_client(pci_start_unbind);
}

void removal_ends_stubborn_client(void) {
  ends_stubborn_client(pci_start_remove);
}
