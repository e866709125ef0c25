/* Where Zircon keeps what is not settled yet, such as ZX_INTERRUPT_WAKE_VECTOR. Here it is in its place already. */
#ifndef ZIRCON_SYSCALLS_NEXT_H_
#define ZIRCON_SYSCALLS_NEXT_H_

#include <zircon/syscalls.h>

#endif /* ZIRCON_SYSCALLS_NEXT_H_ */
