/* Checks that fail, each in its own way: the runner must say so. lab/controls.py knows the lines that it must print. */
#include "check.h"

#include <signal.h>
#include <unistd.h>

static void prepare(void) {}

static void passes(void) {}

static void fails(void) {
  fail("as it should");
}

static void crashes(void) {
  raise(SIGSEGV);
}

static void hangs(void) {
  for (;;) {
    pause();
  }
}

static const struct check checks[] = {
    {"passes", passes},
    {"fails", fails},
    {"crashes", crashes},
    {"hangs", hangs},
};

int main(void) {
  return run_checks("control", prepare, checks, sizeof(checks) / sizeof(checks[0])) == 0 ? 0 : 1;
}
