/* The UIO device that a driver makes of edu. */
#ifndef LAB_UIO_H_
#define LAB_UIO_H_

#include <stdint.h>

/* The path of its node; the text is valid until the next call. */
const char *uio_node(void);
/* The kernel's count of interrupts, read from sysfs. */
uint32_t uio_event_count(void);

#endif
