/* A SwiftPM target needs a source file; compiling the header checks its assertions. */
#include "zirq-wire.h"
