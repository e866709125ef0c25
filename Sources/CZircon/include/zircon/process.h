/* What a process has from its start. Source: Zircon, zircon/process.h. */
#ifndef ZIRCON_PROCESS_H_
#define ZIRCON_PROCESS_H_

#include <zircon/compiler.h>
#include <zircon/types.h>

__BEGIN_CDECLS

/* The process's root VMAR, into which zx_vmar_map() maps, with ZX_DEFAULT_VMAR_RIGHTS and READ and WRITE. The handle is
 * the process's, not the caller's: do not close it. It is the same one at every call, for as long as the session lasts.
 * ZX_HANDLE_INVALID: there is no session and none can be opened, which zirq_error() explains. */
__EXPORT zx_handle_t zx_vmar_root_self(void);

__END_CDECLS

#endif /* ZIRCON_PROCESS_H_ */
