/* Names of statuses. Source: Zircon, zircon/status.h. */
#ifndef ZIRCON_STATUS_H_
#define ZIRCON_STATUS_H_

#include <zircon/compiler.h>
#include <zircon/errors.h>

__BEGIN_CDECLS

/* The name of a status, such as "ZX_ERR_BAD_STATE"; "(UNKNOWN)" where Zircon has none. The text is constant and never
 * null. Any thread and any signal handler may call it. */
__EXPORT const char* zx_status_get_string(zx_status_t status);

__END_CDECLS

#endif /* ZIRCON_STATUS_H_ */
