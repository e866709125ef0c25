/* A client process for the tests: each verb is one way of using the daemon.
 *
 *   drive DEVICE COUNT   takes COUNT interrupts through a port, acknowledging each
 *   crowd CLIENTS COUNT  forks CLIENTS processes; number N drives sim:deviceN
 *   hold DEVICE          binds the interrupt, takes one packet and keeps it unacknowledged until it is killed
 *   fork                 uses the daemon in a process and in its child, and ends before the child does
 *   reconnect PATH       outlives its daemon and turns to the one at PATH
 *   port-wait DEVICE     blocks in zx_port_wait and tells how it ended
 *   wait DEVICE          blocks in zx_interrupt_wait and tells how it ended
 *
 * It writes a word to standard output when it has come to the point that the test waits for.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zircon/syscalls/port.h>
#include <zirq/zirq.h>

static void say(const char *word) {
  printf("%s\n", word);
  fflush(stdout);
}

static void require(zx_status_t status, const char *what) {
  if (status == ZX_OK) return;
  fprintf(stderr, "client %d: %s: %s (%s)\n", getpid(), what, zx_status_get_string(status), zirq_error());
  exit(1);
}

static zx_handle_t create(const char *device) {
  zx_handle_t resource, interrupt;
  require(zirq_device_open(device, &resource), device);
  require(zx_interrupt_create(resource, 0, 0, &interrupt), "zx_interrupt_create");
  return interrupt;
}

static zx_handle_t bind_to_port(zx_handle_t interrupt) {
  zx_handle_t port;
  require(zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &port), "zx_port_create");
  require(zx_interrupt_bind(interrupt, port, 1, ZX_INTERRUPT_BIND), "zx_interrupt_bind");
  return port;
}

static int drive(const char *device, long count) {
  zx_handle_t interrupt = create(device);
  zx_handle_t port = bind_to_port(interrupt);
  zx_time_t last = 0;
  say("bound");
  for (long taken = 0; taken < count; ++taken) {
    zx_port_packet_t packet;
    require(zx_port_wait(port, ZX_TIME_INFINITE, &packet), "zx_port_wait");
    if (packet.type != ZX_PKT_TYPE_INTERRUPT || packet.key != 1 || packet.interrupt.timestamp <= last) {
      fprintf(stderr, "client %d: packet %ld is wrong\n", getpid(), taken);
      return 1;
    }
    last = packet.interrupt.timestamp;
    require(zx_interrupt_ack(interrupt), "zx_interrupt_ack");
  }
  say("done");
  return 0;
}

static int crowd(long clients, long count) {
  for (long number = 0; number < clients; ++number) {
    pid_t child = fork();
    if (child < 0) {
      perror("fork");
      return 1;
    }
    if (child == 0) {
      char device[32];
      snprintf(device, sizeof device, "sim:device%ld", number);
      _exit(drive(device, count));
    }
  }
  int failed = 0;
  for (long number = 0; number < clients; ++number) {
    int status;
    wait(&status);
    if (status != 0) ++failed;
  }
  if (failed > 0) fprintf(stderr, "%d of %ld clients failed\n", failed, clients);
  return failed > 0;
}

static int hold(const char *device) {
  zx_handle_t port = bind_to_port(create(device));
  zx_port_packet_t packet;
  say("bound");
  require(zx_port_wait(port, ZX_TIME_INFINITE, &packet), "zx_port_wait");
  say("holding");
  for (;;) pause();
}

static int port_wait(const char *device) {
  zx_handle_t port = bind_to_port(create(device));
  zx_port_packet_t packet;
  say("waiting");
  say(zx_status_get_string(zx_port_wait(port, ZX_TIME_INFINITE, &packet)));
  return 0;
}

static int interrupt_wait(const char *device) {
  zx_handle_t interrupt = create(device);
  say("waiting");
  say(zx_status_get_string(zx_interrupt_wait(interrupt, NULL)));
  return 0;
}

static void expect(zx_status_t status, zx_status_t expected, const char *what) {
  if (status == expected) return;
  fprintf(stderr, "client %d: %s: %s, not %s\n", getpid(), what, zx_status_get_string(status),
          zx_status_get_string(expected));
  _exit(1);
}

static int fork_client(void) {
  zx_handle_t port;
  require(zx_port_create(0, &port), "zx_port_create");
  int ready[2];
  if (pipe(ready) != 0) return 1;
  pid_t child = fork();
  if (child == 0) {
    zx_handle_t own;
    expect(zx_handle_close(port), ZX_ERR_BAD_HANDLE, "the parent's handle in the child");
    expect(zx_port_create(0, &own), ZX_OK, "zx_port_create in the child");
    say("child");
    if (write(ready[1], "", 1) != 1) _exit(1);
    zx_port_packet_t packet;
    _exit(zx_port_wait(own, ZX_TIME_INFINITE, &packet) == ZX_ERR_PEER_CLOSED ? 0 : 1);
  }
  char byte;
  if (child < 0 || read(ready[0], &byte, 1) != 1) return 1;
  zx_port_packet_t packet = {.key = 3};
  expect(zx_port_queue(port, &packet), ZX_OK, "zx_port_queue in the parent");
  expect(zx_port_wait(port, 0, &packet), ZX_OK, "zx_port_wait in the parent");
  say("parent");
  return 0;
}

static int reconnect(const char *path) {
  zx_handle_t port;
  zx_port_packet_t packet;
  require(zx_port_create(0, &port), "zx_port_create");
  say("waiting");
  expect(zx_port_wait(port, ZX_TIME_INFINITE, &packet), ZX_ERR_PEER_CLOSED, "zx_port_wait");
  expect(zx_handle_close(port), ZX_ERR_PEER_CLOSED, "zx_handle_close");
  require(zirq_connect(path), "zirq_connect");
  expect(zx_port_wait(port, 0, &packet), ZX_ERR_BAD_HANDLE, "zx_port_wait with a handle of the session before");
  require(zx_port_create(0, &port), "zx_port_create in the new session");
  say("reconnected");
  return 0;
}

int main(int argc, char **argv) {
  const char *verb = argc > 1 ? argv[1] : "";
  if (argc == 4 && strcmp(verb, "drive") == 0) return drive(argv[2], atol(argv[3]));
  if (argc == 4 && strcmp(verb, "crowd") == 0) return crowd(atol(argv[2]), atol(argv[3]));
  if (argc == 3 && strcmp(verb, "hold") == 0) return hold(argv[2]);
  if (argc == 2 && strcmp(verb, "fork") == 0) return fork_client();
  if (argc == 3 && strcmp(verb, "reconnect") == 0) return reconnect(argv[2]);
  if (argc == 3 && strcmp(verb, "port-wait") == 0) return port_wait(argv[2]);
  if (argc == 3 && strcmp(verb, "wait") == 0) return interrupt_wait(argv[2]);
  fprintf(stderr, "usage: %s VERB ARGUMENTS\n", argv[0]);
  return 64;
}
