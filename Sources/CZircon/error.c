#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include <zirq/zirq.h>

#include "client.h"

static _Thread_local char sentence[ZIRQ_WIRE_REASON_SIZE];

void zirq_explain(const char* format, ...) {
  int saved = errno;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(sentence, sizeof(sentence), format, arguments);
  va_end(arguments);
  errno = saved;
}

bool zirq_is_explained(void) {
  return sentence[0] != '\0';
}

const char* zirq_error(void) {
  return sentence;
}

const char* zirq_version(void) {
  return ZIRQ_VERSION;
}
