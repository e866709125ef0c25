/* The device goes away under a client that waits for it, and comes back. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "zirq-checks.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A thread that makes one call that is to block. */
struct waiter {
  struct client *client;
  pthread_t thread;
  atomic_int thread_id; /* set when the call is the next thing that the thread does */
  zx_status_t status;
  zx_port_packet_t packet;
};

static void *wait_on_port(void *argument) {
  struct waiter *waiter = argument;
  /* A thread's first call opens its channel to zirqd; after it the thread sleeps in the wait alone. */
  expect_status(zx_port_wait(waiter->client->port, ZX_TIME_INFINITE_PAST, &waiter->packet), ZX_ERR_TIMED_OUT,
                "zx_port_wait without a deadline");
  atomic_store(&waiter->thread_id, (int)syscall(SYS_gettid));
  waiter->status = zx_port_wait(waiter->client->port, ZX_TIME_INFINITE, &waiter->packet);
  return NULL;
}

static void *wait_on_interrupt(void *argument) {
  struct waiter *waiter = argument;
  zx_time_t timestamp;
  client_raise(waiter->client);
  expect_status(zx_interrupt_wait(waiter->client->interrupt, &timestamp), ZX_OK, "zx_interrupt_wait");
  client_silence(waiter->client);
  atomic_store(&waiter->thread_id, (int)syscall(SYS_gettid));
  /* Waiting again is the ack. Source: Zircon, zx_interrupt_wait. */
  waiter->status = zx_interrupt_wait(waiter->client->interrupt, &timestamp);
  return NULL;
}

static void unbind_under(struct waiter *waiter, void *(*wait)(void *)) {
  REQUIRE(pthread_create(&waiter->thread, NULL, wait, waiter) == 0, "cannot start a thread");
  UNTIL(atomic_load(&waiter->thread_id) != 0);
  UNTIL(thread_sleeps(waiter->thread_id));
  device_unbind();
  pthread_join(waiter->thread, NULL);
}

static bool zirqctl_lists_it(void) {
  static const char *const list[] = {"/bin/zirqctl", "list", "--json", "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  char output[8192];
  int status = run_program(list, output, sizeof(output));
  REQUIRE(status == 0, "zirqctl list ended with wait status %#x", status);
  return strstr(output, DEVICE_NAME) != NULL;
}

/* zirqd lives, knows that the device is gone, and serves it when it is back. */
static void works_after_rebind(void) {
  REQUIRE(!zirqctl_lists_it(), "zirqctl lists a device that has gone");
  device_bind(driver->name);
  REQUIRE(zirqctl_lists_it(), "zirqctl does not list the device that is back");
  struct client client;
  client_start(&client);
  client_serve(&client, 10);
}

void unbound_in_port_wait(void) {
  struct client client;
  client_start(&client);
  struct waiter waiter = {.client = &client};
  unbind_under(&waiter, wait_on_port);
  expect_status(waiter.status, ZX_ERR_CANCELED, "the zx_port_wait");
  REQUIRE(waiter.packet.key == CLIENT_KEY, "the packet has key %#" PRIx64, waiter.packet.key);
  expect_status(waiter.packet.status, ZX_ERR_CANCELED, "the packet's status");
  works_after_rebind();
}

void unbound_in_interrupt_wait(void) {
  struct client client;
  client_open(&client);
  client_silence(&client);
  client_create_interrupt(&client);
  struct waiter waiter = {.client = &client};
  unbind_under(&waiter, wait_on_interrupt);
  expect_status(waiter.status, ZX_ERR_CANCELED, "the zx_interrupt_wait");
  works_after_rebind();
}
