/* The calls on handles, objects, interrupts, ports, resources, memory and time. Source: Zircon, zircon/syscalls.h, and
 * its documentation of each call.
 *
 * A program that was written against these calls on Zircon compiles and runs here unchanged. They are served by zirqd,
 * which the first of them connects to: at $ZIRQ_SOCKET, else at /run/zirq/zirqd.sock, or where zirq_connect() said.
 *
 * In common:
 *  - Any thread may make any call at any time. A signal handler may too, on a thread that has made a call before.
 *  - A signal handler may leave the call that it interrupted by siglongjmp(), unless it is the thread's first. Whether
 *    what was asked for has happened is open. A wait that was left is withdrawn when the thread calls again from no
 *    deeper in its stack; a call from deeper looks like the handler's, and the wait may still take a packet. No handler
 *    may change stacks in the middle of a call (swapcontext()). Cancellation stays disabled after siglongjmp().
 *  - No call is interrupted by a signal, is a cancellation point, changes errno, raises SIGPIPE or prints.
 *  - A child of fork() has none of its parent's handles: its first call opens a session of its own.
 *  - Errors are listed in the order in which they are looked for: the first that applies is the answer. On an error no
 *    output is written, except where said. A null pointer for an output that is not optional is found out last: what
 *    was asked for has happened by then, a handle that was made is closed again, and the answer is ZX_ERR_INVALID_ARGS.
 *  - Deadlines are absolute: ns of CLOCK_MONOTONIC (zx_deadline_after()), or ZX_TIME_INFINITE. One that has passed asks
 *    for what is there now.
 *  - "A handle: BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED" means ZX_ERR_BAD_HANDLE when it names nothing, ZX_ERR_WRONG_TYPE
 *    when it names an object of another type, ZX_ERR_ACCESS_DENIED when it lacks the right that is named.
 *  - Every call that takes or makes a handle may also answer, for reasons that zirq_error() puts into a sentence:
 *      ZX_ERR_UNAVAILABLE             no daemon answers at the socket, or not within 5 s
 *      ZX_ERR_ACCESS_DENIED           the socket does not admit this user; for one more thread, if it has become another
 *      ZX_ERR_NO_RESOURCES            a limit of the daemon or of this process is reached
 *      ZX_ERR_NO_MEMORY               memory ran out
 *      ZX_ERR_BAD_PATH                $ZIRQ_SOCKET is too long for a socket's path
 *      ZX_ERR_PROTOCOL_NOT_SUPPORTED  library and daemon are of versions that do not understand each other
 *      ZX_ERR_PEER_CLOSED             the connection broke; so answers every call, those that are waiting included,
 *                                     until zirq_connect() opens a new session
 *    None of them is looked for before there is a connection to open.
 */
#ifndef ZIRCON_SYSCALLS_H_
#define ZIRCON_SYSCALLS_H_

#include <zircon/compiler.h>
#include <zircon/syscalls/object.h>
#include <zircon/syscalls/pci.h>
#include <zircon/syscalls/port.h>
#include <zircon/syscalls/resource.h>
#include <zircon/types.h>

__BEGIN_CDECLS

/* ---- Interrupts. ---- */

/* Makes an interrupt and stores a handle to it, with ZX_DEFAULT_INTERRUPT_RIGHTS.
 *
 * With ZX_INTERRUPT_VIRTUAL it is one that zx_interrupt_trigger() fires, and src_obj and src_num are not looked at,
 * unless ZX_INTERRUPT_WAKE_VECTOR is there, too. Else src_obj is the resource of a device (zirq_device_open()) and
 * src_num the number of one of its vectors, and options are a ZX_INTERRUPT_MODE_*, with ZX_INTERRUPT_REMAP_IRQ,
 * ZX_INTERRUPT_WAKE_VECTOR and ZX_INTERRUPT_TIMESTAMP_MONO if wanted. The line is armed at once, so the interrupt may
 * have fired before this returns.
 *
 * ZX_ERR_BAD_HANDLE       src_obj names nothing
 * ZX_ERR_WRONG_TYPE       src_obj is not an IRQ resource
 * ZX_ERR_OUT_OF_RANGE     the device has no vector src_num
 * ZX_ERR_INVALID_ARGS     options has a bit or a mode that is not valid; or out_handle is null
 * ZX_ERR_NOT_SUPPORTED    the line cannot trigger in that mode
 * ZX_ERR_ALREADY_BOUND    the vector has an interrupt already, here or in another process; or another process has
 *                         mapped registers of the device, which is under VFIO
 * ZX_ERR_ACCESS_DENIED    Linux does not let zirqd open the device
 * ZX_ERR_IO_NOT_PRESENT   the device has gone
 * ZX_ERR_IO               Linux refused the device in another way
 * ZX_ERR_NO_RESOURCES     Linux has not as many interrupts left as the device needs
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may
 *
 * Where it is the device that cannot be had, zirq_error() says why. */
__EXPORT zx_status_t zx_interrupt_create(zx_handle_t src_obj, uint32_t src_num, uint32_t options,
                                         zx_handle_t* out_handle);

/* With ZX_INTERRUPT_BIND: from now on the interrupt sends its packets, with key, to the port, which was made with
 * ZX_PORT_BIND_TO_INTERRUPT; one that has fired already sends its packet at once. With ZX_INTERRUPT_UNBIND: it no
 * longer does; a packet that nobody has read comes back from the port into the interrupt, and key is not looked at. Any
 * key is allowed, and several interrupts may share key and port.
 *
 * ZX_ERR_INVALID_ARGS     options is neither
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: READ
 * port_handle             BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_WRONG_TYPE       the port was not made with ZX_PORT_BIND_TO_INTERRUPT
 * bind:
 * ZX_ERR_CANCELED         the interrupt was destroyed
 * ZX_ERR_BAD_STATE        a thread is in zx_interrupt_wait() on it
 * ZX_ERR_ALREADY_BOUND    it is bound, to whichever port
 * unbind:
 * ZX_ERR_NOT_FOUND        it is not bound to this port
 * ZX_ERR_CANCELED         it was destroyed */
__EXPORT zx_status_t zx_interrupt_bind(zx_handle_t handle, zx_handle_t port_handle, uint64_t key, uint32_t options);

/* Says that the packet of a bound interrupt has been dealt with: the line is re-armed, and an interrupt that came in
 * the meantime sends its packet now. Silence the device first: a level line that still asserts fires again at once.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_BAD_STATE        the interrupt is not bound
 * ZX_ERR_CANCELED         it was destroyed
 * ZX_ERR_BAD_STATE        its packet has not been read and another interrupt came since; that one is lost */
__EXPORT zx_status_t zx_interrupt_ack(zx_handle_t handle);

/* Waits for an interrupt that is not bound, with no deadline, and stores when it came: ns of CLOCK_MONOTONIC, with and
 * without ZX_INTERRUPT_TIMESTAMP_MONO; a virtual one's is what zx_interrupt_trigger() was given. out_timestamp may be
 * null. Entering the call acknowledges the interrupt that the last one returned.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WAIT
 * ZX_ERR_BAD_STATE        it is bound; or another thread waits already
 * ZX_ERR_CANCELED         it was destroyed, or its last handle closed, before or while waiting */
__EXPORT zx_status_t zx_interrupt_wait(zx_handle_t handle, zx_time_t* out_timestamp);

/* Ends the interrupt: the line is masked and free for another, a waiting thread returns with ZX_ERR_CANCELED, a packet
 * that nobody has read is withdrawn. The handle stays valid and still has to be closed. No right is needed; doing it
 * again is ZX_OK.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE
 * ZX_ERR_NOT_FOUND        it is destroyed, but somebody has read its packet and not acknowledged it: a handler may be
 *                         running */
__EXPORT zx_status_t zx_interrupt_destroy(zx_handle_t handle);

/* Fires a virtual interrupt. The timestamp is handed on as it is. One that is neither read nor acknowledged yet keeps
 * one more pending, with the first timestamp; all beyond are merged into it.
 *
 * ZX_ERR_INVALID_ARGS     options is not zero
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: SIGNAL
 * ZX_ERR_BAD_STATE        the interrupt is not virtual
 * ZX_ERR_CANCELED         it was destroyed */
__EXPORT zx_status_t zx_interrupt_trigger(zx_handle_t handle, uint32_t options, zx_time_t timestamp);

/* Hands the interrupt to a guest's processor. Zircon removed this call; it is here so that older programs link.
 *
 * ZX_ERR_NOT_SUPPORTED    always */
__EXPORT zx_status_t zx_interrupt_bind_vcpu(zx_handle_t handle, zx_handle_t vcpu, uint32_t options);

/* ---- MSI: a device's vectors as an allocation. ---- */

/* Makes an allocation of count of a device's vectors and stores a handle to it, with ZX_DEFAULT_MSI_RIGHTS. resource is
 * the device's, as for zx_interrupt_create(), or a part of it; the vectors are its first ones. In Zircon it is the
 * system's resource for MSI, because there a bus driver chooses the vectors; here Linux has given them to the device.
 *
 * resource                BAD_HANDLE, WRONG_TYPE: an IRQ resource
 * ZX_ERR_NOT_SUPPORTED    the device has no message-signaled interrupts, but a level line
 * ZX_ERR_INVALID_ARGS     count is not 1, 2, 4, 8, 16 or 32; or out is null
 * ZX_ERR_NO_RESOURCES     it has fewer vectors
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zx_msi_allocate(zx_handle_t resource, uint32_t count, zx_handle_t* out);

/* Makes the interrupt of vector msi_id of an allocation, counted from its first, and stores a handle to it, with
 * ZX_DEFAULT_INTERRUPT_RIGHTS. options is 0 or ZX_MSI_MODE_MSI_X. In Zircon vmo holds the device's MSI capability or
 * MSI-X table, which the kernel programs; Linux programs it here, so vmo may be ZX_HANDLE_INVALID, and its contents and
 * vmo_offset are not looked at.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE
 * vmo                     BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: MAP; unless it is ZX_HANDLE_INVALID
 * ZX_ERR_INVALID_ARGS     options has another bit; or the allocation has no vector msi_id; or out is null
 * ZX_ERR_ALREADY_BOUND    the vector has an interrupt already, here or in another process
 * and what zx_interrupt_create() answers when a device cannot be opened */
__EXPORT zx_status_t zx_msi_create(zx_handle_t handle, uint32_t options, uint32_t msi_id, zx_handle_t vmo,
                                   size_t vmo_offset, zx_handle_t* out);

/* ---- PCI of 2018. Zircon has removed these calls; they are here so that older programs link, and answer
 * ZX_ERR_NOT_SUPPORTED always: Linux and the UIO driver have set the device's interrupts up, and zirq_device_open() is
 * the way to them. ---- */

__EXPORT zx_status_t zx_pci_query_irq_mode(zx_handle_t handle, uint32_t mode, uint32_t* out_max_irqs);
__EXPORT zx_status_t zx_pci_set_irq_mode(zx_handle_t handle, uint32_t mode, uint32_t count);
__EXPORT zx_status_t zx_pci_map_interrupt(zx_handle_t handle, int32_t which_irq, zx_handle_t* out);

/* ---- Ports. ---- */

/* Makes a port and stores a handle to it, with ZX_DEFAULT_PORT_RIGHTS. options is 0 or ZX_PORT_BIND_TO_INTERRUPT.
 *
 * ZX_ERR_INVALID_ARGS     options is something else; or out is null
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zx_port_create(uint32_t options, zx_handle_t* out);

/* Queues a packet of the caller's own: key, status and the 32 bytes arrive unchanged, type becomes ZX_PKT_TYPE_USER.
 * Works on every port; drivers stop their interrupt thread with it.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_INVALID_ARGS     packet is null
 * ZX_ERR_SHOULD_WAIT      the port holds as many packets as it may */
__EXPORT zx_status_t zx_port_queue(zx_handle_t handle, const zx_port_packet_t* packet);

/* Takes the port's next packet, waiting for one until the deadline. Packets of interrupts come first; each packet wakes
 * one thread. Closing the port does not wake a thread that waits on it.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: READ
 * ZX_ERR_TIMED_OUT        the deadline passed
 * ZX_ERR_CANCELED         the device behind a bound interrupt has gone; packet holds the interrupt's key, the type
 *                         ZX_PKT_TYPE_INTERRUPT and the same status. One call is told, once for each interrupt. zirq's
 *                         own, for Zircon's hardware does not go away
 * ZX_ERR_INVALID_ARGS     packet is null; the port's packet is lost */
__EXPORT zx_status_t zx_port_wait(zx_handle_t handle, zx_instant_mono_t deadline, zx_port_packet_t* packet);

/* Removes what zx_object_wait_async() waits for on source, through that very handle, for this port and key, and the
 * packets of it. Packets of interrupts and of users stay.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_BAD_HANDLE       source names nothing
 * ZX_ERR_ACCESS_DENIED    source lacks WAIT
 * ZX_ERR_NOT_FOUND        nothing was there to remove */
__EXPORT zx_status_t zx_port_cancel(zx_handle_t handle, zx_handle_t source, uint64_t key);

/* Removes all waits of zx_object_wait_async() for this port and key, and all packets of the key except those of
 * interrupts.
 *
 * ZX_ERR_INVALID_ARGS     options is not zero
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_NOT_FOUND        nothing was there to remove */
__EXPORT zx_status_t zx_port_cancel_key(zx_handle_t handle, uint32_t options, uint64_t key);

/* ---- Handles. ---- */

/* Closes a handle; an object ends with its last one. Closing ZX_HANDLE_INVALID is ZX_OK, and asks no one.
 *
 * ZX_ERR_BAD_HANDLE       it names nothing */
__EXPORT zx_status_t zx_handle_close(zx_handle_t handle);

/* Closes num_handles handles, those it can, whatever happens to the others. ZX_HANDLE_INVALID is passed over.
 *
 * ZX_ERR_INVALID_ARGS     handles is null and num_handles is not zero
 * ZX_ERR_BAD_HANDLE       one of them names nothing */
__EXPORT zx_status_t zx_handle_close_many(const zx_handle_t* handles, size_t num_handles);

/* Stores another handle to the same object, with rights: ZX_RIGHT_SAME_RIGHTS, or some of those that the handle has.
 *
 * handle                  BAD_HANDLE; ACCESS_DENIED: DUPLICATE
 * ZX_ERR_INVALID_ARGS     rights has one that the handle lacks; or out is null
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zx_handle_duplicate(zx_handle_t handle, zx_rights_t rights, zx_handle_t* out);

/* As zx_handle_duplicate(), and closes the handle. No right is needed.
 *
 * ZX_ERR_BAD_HANDLE       the handle names nothing
 * ZX_ERR_INVALID_ARGS     rights has one that the handle lacks, and the handle is closed all the same; or out is null */
__EXPORT zx_status_t zx_handle_replace(zx_handle_t handle, zx_rights_t rights, zx_handle_t* out);

/* ---- Events. ---- */

/* Makes an event, which does nothing but be signaled (zx_object_signal()), and stores a handle to it, with
 * ZX_DEFAULT_EVENT_RIGHTS.
 *
 * ZX_ERR_INVALID_ARGS     options is not zero; or out is null
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zx_event_create(uint32_t options, zx_handle_t* out);

/* ---- Objects. ---- */

/* Waits until the object asserts any of signals, or until the deadline, and stores all that it asserts then; observed
 * may be null. It is written with ZX_OK, ZX_ERR_TIMED_OUT and ZX_ERR_CANCELED. signals = 0 never matches: with a
 * deadline that has passed it asks what is asserted. An interrupt that fires asserts nothing; what can be waited for are
 * the ZX_USER_SIGNAL_* of any object, ZX_EVENT_SIGNALED and ZX_VIRTUAL_INTERRUPT_UNTRIGGERED.
 *
 * handle                  BAD_HANDLE; ACCESS_DENIED: WAIT
 * ZX_ERR_NOT_SUPPORTED    objects of its type cannot be waited for
 * ZX_ERR_TIMED_OUT        the deadline passed
 * ZX_ERR_CANCELED         the handle was closed or replaced meanwhile; observed has ZX_SIGNAL_HANDLE_CLOSED */
__EXPORT zx_status_t zx_object_wait_one(zx_handle_t handle, zx_signals_t signals, zx_instant_mono_t deadline,
                                        zx_signals_t* observed);

/* As zx_object_wait_one(), for num_items objects, until one of them asserts what is waited for. The pending of each
 * becomes all that its object asserts, with ZX_OK, ZX_ERR_TIMED_OUT and ZX_ERR_CANCELED. With no items it sleeps.
 *
 * ZX_ERR_OUT_OF_RANGE     num_items is above ZX_WAIT_MANY_MAX_ITEMS
 * ZX_ERR_INVALID_ARGS     items is null, and num_items is not zero
 * each item in turn       BAD_HANDLE; ACCESS_DENIED: WAIT; ZX_ERR_NOT_SUPPORTED, as above
 * ZX_ERR_TIMED_OUT        the deadline passed
 * ZX_ERR_CANCELED         a handle of them was closed or replaced meanwhile; its pending has ZX_SIGNAL_HANDLE_CLOSED */
__EXPORT zx_status_t zx_object_wait_many(zx_wait_item_t* items, size_t num_items, zx_instant_mono_t deadline);

/* As zx_object_wait_one(), but does not wait: once the object asserts any of signals the port, of either kind, gets one
 * packet of type ZX_PKT_TYPE_SIGNAL_ONE with key (zx_packet_signal_t). options are ZX_WAIT_ASYNC_*. Of several waits
 * for one object the newest is served first. Their packets do not count in the port's limit. Closing the handle ends
 * the wait and leaves a packet that is there; zx_port_cancel() removes both.
 *
 * ZX_ERR_INVALID_ARGS     options has another bit, or both timestamps
 * port                    BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * handle                  BAD_HANDLE; ACCESS_DENIED: WAIT
 * ZX_ERR_NOT_SUPPORTED    objects of its type cannot be waited for
 * ZX_ERR_NO_MEMORY        the process has as many such waits as it may */
__EXPORT zx_status_t zx_object_wait_async(zx_handle_t handle, zx_handle_t port, uint64_t key, zx_signals_t signals,
                                          uint32_t options);

/* Makes the object assert the signals in set_mask, and no longer those in clear_mask; cleared first. They are
 * ZX_USER_SIGNAL_*, and ZX_EVENT_SIGNALED of an event.
 *
 * handle                  BAD_HANDLE; ACCESS_DENIED: SIGNAL, which port and resource never have
 * ZX_ERR_INVALID_ARGS     one of the masks has another signal */
__EXPORT zx_status_t zx_object_signal(zx_handle_t handle, uint32_t clear_mask, uint32_t set_mask);

/* As zx_object_signal(), to the object at the other end. No object here has one, so that no handle has the right.
 *
 * handle                  BAD_HANDLE; ACCESS_DENIED: SIGNAL_PEER */
__EXPORT zx_status_t zx_object_signal_peer(zx_handle_t handle, uint32_t clear_mask, uint32_t set_mask);

/* Stores a record about the object in buffer: the structure that stands beside the topic in <zircon/syscalls/object.h>.
 * *actual is the number of records stored, *avail of those there are; either may be null. A larger buffer is fine.
 *
 * ZX_INFO_HANDLE_VALID asks whether the handle names anything; buffer, actual and avail are not looked at.
 *
 * ZX_ERR_NOT_SUPPORTED    the topic is none that is answered
 * ZX_ERR_BAD_HANDLE       the handle names nothing
 * ZX_ERR_WRONG_TYPE       ZX_INFO_INTERRUPT, RESOURCE, MSI: it is not one
 * ZX_ERR_ACCESS_DENIED    the same and ZX_INFO_HANDLE_COUNT: it lacks INSPECT
 * ZX_ERR_INVALID_ARGS     buffer is null, and buffer_size has room for the record
 * ZX_ERR_BUFFER_TOO_SMALL buffer_size is too small; *actual is 0 and *avail is 1 */
__EXPORT zx_status_t zx_object_get_info(zx_handle_t handle, uint32_t topic, void* buffer, size_t buffer_size,
                                        size_t* actual, size_t* avail);

/* Stores a property in value, which has room for value_size bytes: ZX_PROP_NAME is the name, ZX_MAX_NAME_LEN bytes,
 * NUL-terminated and padded with NULs.
 *
 * ZX_ERR_INVALID_ARGS     value is null
 * handle                  BAD_HANDLE; ACCESS_DENIED: GET_PROPERTY
 * ZX_ERR_BUFFER_TOO_SMALL value_size is below ZX_MAX_NAME_LEN
 * ZX_ERR_WRONG_TYPE       objects of its type have no name
 * ZX_ERR_NOT_SUPPORTED    any other property */
__EXPORT zx_status_t zx_object_get_property(zx_handle_t handle, uint32_t property, void* value, size_t value_size);

/* Changes a property: ZX_PROP_NAME to the value_size bytes at value, of which the first ZX_MAX_NAME_LEN - 1 are taken.
 *
 * ZX_ERR_INVALID_ARGS     value is null
 * handle                  BAD_HANDLE; ACCESS_DENIED: SET_PROPERTY
 * ZX_ERR_WRONG_TYPE       objects of its type have no name
 * ZX_ERR_NOT_SUPPORTED    any other property */
__EXPORT zx_status_t zx_object_set_property(zx_handle_t handle, uint32_t property, const void* value,
                                            size_t value_size);

/* Opens an object that belongs to another, of which there are none here: no object has children.
 *
 * ZX_ERR_NOT_SUPPORTED    always */
__EXPORT zx_status_t zx_object_get_child(zx_handle_t handle, uint64_t koid, zx_rights_t rights, zx_handle_t* out);

/* Gives a thread a profile. Linux schedules the threads here: sched_setscheduler().
 *
 * ZX_ERR_NOT_SUPPORTED    always */
__EXPORT zx_status_t zx_object_set_profile(zx_handle_t handle, zx_handle_t profile, uint32_t options);

/* ---- Resources. ---- */

/* Makes a resource that covers a part of parent's range, and stores a handle to it, with ZX_DEFAULT_RESOURCE_RIGHTS.
 * options are the parent's ZX_RSRC_KIND_*; none can be exclusive, for the device's own is a part of the machine's. name
 * is what ZX_INFO_RESOURCE shows, name_size bytes, of which ZX_MAX_NAME_LEN - 1 are taken. A part of a device's IRQ
 * resource has fewer of its vectors, and gives access to the same registers: zirq_region_map() and zirq_region_open()
 * take it, too.
 *
 * ZX_ERR_INVALID_ARGS     base plus size is beyond 64 bits
 * parent                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_INVALID_ARGS     options has a kind or a flag that does not exist
 * ZX_ERR_ACCESS_DENIED    it is not of the parent's kind, or not within its range
 * ZX_ERR_INVALID_ARGS     ZX_RSRC_FLAG_EXCLUSIVE; or name is null, and name_size is not zero; or out is null
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zx_resource_create(zx_handle_t parent, uint32_t options, uint64_t base, size_t size,
                                        const char* name, size_t name_size, zx_handle_t* out);

/* ---- Memory: a device's registers, the way a driver for Zircon gets at them. ---- */

/* Bytes of a page. Does not need the daemon. */
__EXPORT uint32_t zx_system_get_page_size(void);

/* Makes a VMO of the physical addresses from paddr on and stores a handle to it, with ZX_DEFAULT_VMO_RIGHTS. resource
 * covers them: zirq_region_open(). It counts in whole pages.
 *
 * ZX_ERR_INVALID_ARGS     size is zero, or no multiple of the page's size
 * resource                BAD_HANDLE, WRONG_TYPE: an MMIO resource
 * ZX_ERR_OUT_OF_RANGE     the resource does not cover the addresses
 * ZX_ERR_INVALID_ARGS     paddr is no multiple of the page's size; or out is null
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zx_vmo_create_physical(zx_handle_t resource, zx_paddr_t paddr, size_t size, zx_handle_t* out);

/* Stores the VMO's size, bytes.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE
 * ZX_ERR_INVALID_ARGS     size is null */
__EXPORT zx_status_t zx_vmo_get_size(zx_handle_t handle, uint64_t* size);

/* Says how the processor's caches shall see the VMO once it is mapped. Linux maps registers uncached, so it can be
 * ZX_CACHE_POLICY_UNCACHED or ZX_CACHE_POLICY_UNCACHED_DEVICE, and nothing else. At first it is UNCACHED. The registers
 * of a simulated device are ordinary memory whatever this says.
 *
 * ZX_ERR_INVALID_ARGS     cache_policy is not one of the four
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: MAP
 * ZX_ERR_BAD_STATE        the VMO has been mapped, and has another policy
 * ZX_ERR_NOT_SUPPORTED    CACHED or WRITE_COMBINING */
__EXPORT zx_status_t zx_vmo_set_cache_policy(zx_handle_t handle, uint32_t cache_policy);

/* Maps len bytes of the VMO from vmo_offset on into this process and stores where they start. vmar is
 * zx_vmar_root_self(), options are ZX_VM_PERM_READ, ZX_VM_PERM_WRITE and ZX_VM_MAP_RANGE, and vmar_offset is 0: Linux
 * chooses the place. The mapping outlives the handles and the session, and fork() inherits it: zx_vmar_unmap() ends it.
 *
 * vmar                    BAD_HANDLE, WRONG_TYPE
 * vmo                     BAD_HANDLE, WRONG_TYPE
 * ZX_ERR_ACCESS_DENIED    vmo lacks MAP
 * ZX_ERR_INVALID_ARGS     options has WRITE or EXECUTE without READ, or a bit that is for other calls
 * ZX_ERR_ACCESS_DENIED    vmar or vmo lacks READ, WRITE or EXECUTE, and options has it
 * ZX_ERR_INVALID_ARGS     options has a bit that does not exist
 * ZX_ERR_NOT_SUPPORTED    options has another bit; or the region cannot be mapped
 * ZX_ERR_INVALID_ARGS     vmar_offset is not zero, or len is; or vmo_offset is no multiple of the page's size
 * ZX_ERR_OUT_OF_RANGE     the VMO has no such bytes
 * and what zirq_region_map() answers when Linux or the daemon refuses; or out is null: ZX_ERR_INVALID_ARGS, and nothing
 * stays mapped */
__EXPORT zx_status_t zx_vmar_map(zx_handle_t vmar, uint32_t options, uint64_t vmar_offset, zx_handle_t vmo,
                                 uint64_t vmo_offset, uint64_t len, zx_vaddr_t* out);

/* Ends the mappings that zx_vmar_map() has made within the len bytes from addr on, and what lies within of those that
 * reach beyond. len is rounded up to whole pages.
 *
 * vmar                    BAD_HANDLE, WRONG_TYPE
 * ZX_ERR_INVALID_ARGS     addr is no multiple of the page's size, or len is zero
 * ZX_ERR_NOT_FOUND        nothing of zx_vmar_map() is there
 * ZX_ERR_NO_RESOURCES     one mapping would become two, and there are as many as there may be */
__EXPORT zx_status_t zx_vmar_unmap(zx_handle_t vmar, zx_vaddr_t addr, uint64_t len);

/* ---- Time. None of these needs the daemon. ---- */

/* Now, ns. Source: Linux, CLOCK_MONOTONIC. */
__EXPORT zx_instant_mono_t zx_clock_get_monotonic(void);

/* Now, ns, counting the time that the machine was suspended. Source: Linux, CLOCK_BOOTTIME. */
__EXPORT zx_instant_boot_t zx_clock_get_boot(void);

/* Now, in ticks of either clock, and how many of them a second has. Zircon's are the processor's counter; here a tick is
 * a ns of CLOCK_MONOTONIC or CLOCK_BOOTTIME, so that every machine has the same 1000000000 of them. */
__EXPORT zx_instant_mono_ticks_t zx_ticks_get(void);
__EXPORT zx_instant_boot_ticks_t zx_ticks_get_boot(void);
__EXPORT zx_ticks_t zx_ticks_per_second(void);

/* zx_clock_get_monotonic() plus nanoseconds; a sum beyond what fits is ZX_TIME_INFINITE or ZX_TIME_INFINITE_PAST. */
__EXPORT zx_instant_mono_t zx_deadline_after(zx_duration_mono_t nanoseconds);

/* Sleeps until the deadline: ns of CLOCK_MONOTONIC, absolute. One that has passed returns at once. Always ZX_OK. */
__EXPORT zx_status_t zx_nanosleep(zx_instant_mono_t deadline);

__END_CDECLS

#endif /* ZIRCON_SYSCALLS_H_ */
