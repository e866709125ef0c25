/* Named checks, each in a process of its own so that one that crashes or hangs fails alone. */
#ifndef LAB_CHECK_H_
#define LAB_CHECK_H_

#include <stddef.h>

struct check {
  const char *name;
  void (*run)(void);
};

/* Runs the checks in turn, each after `prepare`, and prints "plan N", then "ok GROUP: NAME" or "not ok GROUP:
 * NAME: reason". Returns how many failed. */
int run_checks(const char *group, void (*prepare)(void), const struct check *checks, size_t count);

/* Ends the running check as failed. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define REQUIRE(condition, ...)                                                                                        \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fail(__VA_ARGS__);                                                                                               \
    }                                                                                                                  \
  } while (0)

/* Tries again until the condition holds, for what another process does in its own time; bounded by the check's own
 * time. The check says why it may have to wait. */
#define UNTIL(condition)                                                                                               \
  while (!(condition)) {                                                                                               \
    sched_yield();                                                                                                     \
  }

#endif
