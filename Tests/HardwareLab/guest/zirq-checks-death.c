/* The end of a client, and of zirqd: either leaves a line that the next one can use. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "zirq-checks.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a client in a process of its own until it has told of itself through `ready` and sleeps, and kills it there. */
static void kill_client(void (*run)(struct client *client, int ready)) {
  int ends[2];
  REQUIRE(pipe(ends) == 0, "pipe: %s", strerror(errno));
  pid_t victim = fork();
  if (victim == 0) {
    struct client client;
    client_start(&client);
    run(&client, ends[1]);
    fail("the client ended before it was killed");
  }
  close(ends[1]);
  char byte;
  REQUIRE(read(ends[0], &byte, 1) == 1, "the client did not get so far");
  UNTIL(thread_sleeps(victim));
  kill(victim, SIGKILL);
  int status = 0;
  waitpid(victim, &status, 0);
  REQUIRE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "the client ended with wait status %#x", status);
  clients_have_ended();
}

static void wait_for_ever(struct client *client, int ready) {
  client_serve(client, 1);
  REQUIRE(write(ready, "w", 1) == 1, "write: %s", strerror(errno));
  client_next(client);
}

static void never_ack(struct client *client, int ready) {
  client_raise(client);
  client_next(client);
  REQUIRE(write(ready, "a", 1) == 1, "write: %s", strerror(errno));
  pause();
}

static void next_client_is_served(void) {
  struct client client;
  client_start(&client);
  client_expect_nothing(&client);
  client_serve(&client, 100);
}

void killed_while_waiting(void) {
  kill_client(wait_for_ever);
  next_client_is_served();
}

void killed_before_ack(void) {
  kill_client(never_ack);
  next_client_is_served();
}

/* As another program would: a mapping that outlives its zirqd keeps a device of VFIO from the next one. */
static void in_a_process_of_its_own(void (*run)(void), const char *what) {
  pid_t process = fork();
  if (process == 0) {
    run();
    _exit(0);
  }
  int status = -1;
  REQUIRE(waitpid(process, &status, 0) == process && status == 0, "%s failed", what);
}

static pid_t doomed_daemon;

static void outlive_the_daemon(void) {
  struct client client;
  client_start(&client);
  client_serve(&client, 1);
  REQUIRE(!driver->is_level || (pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE) == 0,
          "the line is masked while a client waits");
  REQUIRE(kill(doomed_daemon, SIGTERM) == 0, "zirqd is gone: %s", strerror(errno));
  zx_port_packet_t packet;
  expect_status(zx_port_wait(client.port, ZX_TIME_INFINITE, &packet), ZX_ERR_PEER_CLOSED, "zx_port_wait");
}

void terminated_and_restarted(void) {
  doomed_daemon = start_zirqd(20, "");
  in_a_process_of_its_own(outlive_the_daemon, "the client of the first zirqd");
  int status = -1;
  REQUIRE(waitpid(doomed_daemon, &status, 0) == doomed_daemon && status == 0, "zirqd ended with wait status %#x",
          status);
  bool is_masked = (pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE) != 0;
  REQUIRE(is_masked || !driver->is_level || driver->is_vfio, "zirqd left the line unmasked");

  pid_t daemon = start_zirqd(20, "");
  in_a_process_of_its_own(next_client_is_served, "a client of the new zirqd");
  REQUIRE(daemon_stop(daemon) == 0, "the second zirqd ended badly");
}

static int under_load;

static void drive_until_the_daemon_goes(void) {
  struct client client;
  client_start(&client);
  client_serve(&client, 10);
  REQUIRE(write(under_load, "l", 1) == 1, "write: %s", strerror(errno));
  zx_status_t status;
  do {
    zx_port_packet_t packet;
    client_raise(&client);
    status = zx_port_wait(client.port, ZX_TIME_INFINITE, &packet);
    client_silence(&client);
    if (status == ZX_OK) status = zx_interrupt_ack(client.interrupt);
  } while (status == ZX_OK);
  expect_status(status, ZX_ERR_PEER_CLOSED, "the call under way");
  expect_status(zx_interrupt_ack(client.interrupt), ZX_ERR_PEER_CLOSED, "a later call");
}

/* Each time at another moment of the line: armed, delivered, masked. */
void killed_and_restarted(void) {
  for (long round = 0; round < 8; round++) {
    int ends[2];
    REQUIRE(pipe(ends) == 0, "pipe: %s", strerror(errno));
    pid_t daemon = start_zirqd(20, "");
    pid_t client = fork();
    if (client == 0) {
      under_load = ends[1];
      drive_until_the_daemon_goes();
      _exit(0);
    }
    close(ends[1]);
    char byte;
    REQUIRE(read(ends[0], &byte, 1) == 1, "the client did not get so far");
    close(ends[0]);
    zx_time_t moment = zx_deadline_after(ZX_USEC(700) * round);
    UNTIL(zx_clock_get_monotonic() >= moment);
    int status = -1;
    REQUIRE(kill(daemon, SIGKILL) == 0 && waitpid(daemon, &status, 0) == daemon && WIFSIGNALED(status),
            "zirqd ended with wait status %#x", status);
    REQUIRE(waitpid(client, &status, 0) == client && status == 0, "the client of a killed zirqd failed");

    daemon = start_zirqd(20, "");
    in_a_process_of_its_own(next_client_is_served, "a client of the new zirqd");
    REQUIRE(daemon_stop(daemon) == 0, "the new zirqd ended badly");
  }
}
