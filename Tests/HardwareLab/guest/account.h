/* The account of a client's interrupts: every raise is a packet, and every packet an interrupt of the kernel's. */
#ifndef LAB_ACCOUNT_H_
#define LAB_ACCOUNT_H_

#include "client.h"

struct account {
  struct client *client;
  unsigned raised;
  /* Packets beside those of the raises. */
  unsigned further;
  /* Of the packet before. */
  zx_time_t timestamp;
};

/* Of a client whose interrupt has just been created; edu must have raised none since. One account at a time. */
void account_open(struct account *account, struct client *client);
/* As client_serve(), and fails the check when a packet has not the time of its raise. */
void account_serve(struct account *account, unsigned interrupts);
/* Fails the check unless no interrupt was lost, and zirqd made none up. */
void account_settle(struct account *account);

#endif
