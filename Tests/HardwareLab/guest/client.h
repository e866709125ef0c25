/* A driver of edu under zirq, as the checks need one: the device, its registers, and its interrupt bound to a port. */
#ifndef LAB_CLIENT_H_
#define LAB_CLIENT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <zircon/syscalls.h>

#define CLIENT_KEY 0x1de5u
/* How long a packet that must not come is waited for. */
#define ABSENCE ZX_MSEC(100)

struct client {
  zx_handle_t resource;
  zx_handle_t interrupt;
  zx_handle_t port;
  void *registers;
  size_t size;
};

/* Opens edu and maps its registers, and takes no interrupt yet. */
void client_open(struct client *client);
void client_open_named(struct client *client, const char *name);
/* Creates the interrupt; the line is armed from here on. */
void client_create_interrupt(struct client *client);
/* Binds the interrupt to a new port. */
void client_bind(struct client *client);
/* All three, with the device silenced first as a driver would find it after a predecessor that crashed. */
void client_start(struct client *client);
void client_start_named(struct client *client, const char *name);
/* Unmaps the registers and closes what is open. */
void client_let_go(struct client *client);

/* Waits until no client has an interrupt: zirqd reads in its own time that the connection of one has ended. */
void clients_have_ended(void);

void client_raise(struct client *client);
void client_silence(struct client *client);
void client_ack(struct client *client);
/* The next packet's timestamp; fails the check when the packet is not this client's interrupt. */
zx_time_t client_next(struct client *client);
/* Fails the check if a packet comes. */
void client_expect_nothing(struct client *client);
/* Waits for the packet that says that the device goes. */
void client_expect_end(struct client *client);
/* Raises, waits, silences and acks that many times. */
void client_serve(struct client *client, unsigned interrupts);
/* Fails the check unless the interrupt has been counted that often since it was created, none merged. */
void client_expect_count(zx_handle_t interrupt, uint64_t expected);

/* Whether a thread of any process sleeps in the kernel: it has made its call, and waits. */
bool thread_sleeps(pid_t thread);

/* Fails the check unless the call, named by `what`, gave the status. */
void expect_status(zx_status_t status, zx_status_t expected, const char *what);

#endif
