/* The device goes away under a client that waits for it, and comes back. */
#include "check.h"
#include "edu.h"
#include "removal.h"
#include "zirq-checks.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <zirq/zirq.h>

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

/* Removes the device under the call, and lets go of it when the call has ended. */
static void remove_under(struct waiter *waiter, void *(*wait)(void *), removal start) {
  REQUIRE(pthread_create(&waiter->thread, NULL, wait, waiter) == 0, "cannot start a thread");
  UNTIL(atomic_load(&waiter->thread_id) != 0);
  UNTIL(thread_sleeps(waiter->thread_id));
  pid_t removing = start(EDU_SLOT);
  pthread_join(waiter->thread, NULL);
  expect_status(zirq_region_unmap(waiter->client->registers, waiter->client->size), ZX_OK, "zirq_region_unmap");
  removal_finish(removing);
}

static void removed_under_port_wait(removal start) {
  struct client client;
  client_start(&client);
  struct waiter waiter = {.client = &client};
  remove_under(&waiter, wait_on_port, start);
  expect_status(waiter.status, ZX_ERR_CANCELED, "the zx_port_wait");
  REQUIRE(waiter.packet.key == CLIENT_KEY, "the packet has key %#" PRIx64, waiter.packet.key);
  expect_status(waiter.packet.status, ZX_ERR_CANCELED, "the packet's status");
  expect_return(client.resource);
}

static void removed_under_interrupt_wait(removal start) {
  struct client client;
  client_open(&client);
  client_silence(&client);
  client_create_interrupt(&client);
  struct waiter waiter = {.client = &client};
  remove_under(&waiter, wait_on_interrupt, start);
  expect_status(waiter.status, ZX_ERR_CANCELED, "the zx_interrupt_wait");
  expect_return(client.resource);
}

void unbound_in_port_wait(void) {
  removed_under_port_wait(pci_start_unbind);
}

void removed_in_port_wait(void) {
  removed_under_port_wait(pci_start_remove);
}

void unbound_in_interrupt_wait(void) {
  removed_under_interrupt_wait(pci_start_unbind);
}

void removed_in_interrupt_wait(void) {
  removed_under_interrupt_wait(pci_start_remove);
}
