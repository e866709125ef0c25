/* What the configuration says of a line is what is done with it. */
#include "check.h"
#include "client.h"
#include "daemon.h"
#include "edu.h"
#include "zirq-checks.h"

#include <zirq/zirq.h>

/* Against what its driver would choose. */
void rearmed_as_configured(void) {
  pid_t daemon = start_zirqd(20, "Rearm=config-space");
  struct client client;
  client_start(&client);
  client_serve(&client, 100);
  client_expect_nothing(&client);
  const char *const show[] = {"/bin/zirqctl", "show", EDU_NAME, "--control-socket", ZIRQ_CONTROL_PATH, NULL};
  expect_output(show, 0, (const char *const[]){"config-space"}, 1);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}

void bus_master_as_configured(void) {
  pid_t daemon = start_zirqd(20, "BusMaster=yes");
  struct client client;
  zirq_device_info_t info;
  client_open(&client);
  client_silence(&client);
  expect_status(zx_interrupt_create(client.resource, 0, 0, &client.interrupt), ZX_OK, "zx_interrupt_create");
  client_bind(&client);
  expect_status(zirq_device_info(client.resource, &info), ZX_OK, "zirq_device_info");
  REQUIRE((info.flags & ZIRQ_DEVICE_BUS_MASTER) != 0, "bus mastering is off");
  client_serve(&client, 10);
  client_let_go(&client);
  REQUIRE(daemon_stop(daemon) == 0, "zirqd ended badly");
}
