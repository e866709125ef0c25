#include "monitor.h"

#include "check.h"
#include "pci.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LINE "/dev/ttyS2"
#define QUIET_MS 200

static int line = -1;

static void open_line(void) {
  struct termios mode;
  line = open(LINE, O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(line >= 0 && tcgetattr(line, &mode) == 0, "open %s: %s", LINE, strerror(errno));
  cfmakeraw(&mode);
  REQUIRE(tcsetattr(line, TCSANOW, &mode) == 0, "set %s up: %s", LINE, strerror(errno));
}

static void say(const char *text) {
  REQUIRE(write(line, text, strlen(text)) == (ssize_t)strlen(text), "write to %s: %s", LINE, strerror(errno));
}

static void listen_until_quiet(void) {
  struct pollfd wait = {.fd = line, .events = POLLIN};
  char words[256];
  while (poll(&wait, 1, QUIET_MS) == 1) {
    REQUIRE(read(line, words, sizeof(words)) > 0, "read %s: %s", LINE, strerror(errno));
  }
}

static void command(const char *text) {
  if (line < 0) {
    /* Until the line was raw, it gave the monitor its own words as commands: an end to whatever stands there. */
    open_line();
    listen_until_quiet();
    say("\n");
  }
  listen_until_quiet();
  say(text);
  say("\n");
  listen_until_quiet();
}

void host_unplug(void) {
  command("device_del plugged");
}

void host_plug(void) {
  /* It is refused until the one that was there has gone for QEMU, too. */
  while (!pci_exists(PLUGGED_SLOT)) {
    command("device_add edu,id=plugged,bus=outlet");
  }
}
