/* What a handle may be used for: one bit for each right. A handle's rights only ever shrink, when it is duplicated or
 * replaced. Source: Zircon, zircon/rights.h.
 */
#ifndef ZIRCON_RIGHTS_H_
#define ZIRCON_RIGHTS_H_

#include <stdint.h>

/* A set of ZX_RIGHT_*. */
typedef uint32_t zx_rights_t;

#define ZX_RIGHT_NONE ((zx_rights_t)0)
/* zx_handle_duplicate(). */
#define ZX_RIGHT_DUPLICATE ((zx_rights_t)0x1)
/* Send the handle to another process. */
#define ZX_RIGHT_TRANSFER ((zx_rights_t)0x2)
/* Read: zx_port_wait(), zx_interrupt_bind(), mapping memory. */
#define ZX_RIGHT_READ ((zx_rights_t)0x4)
/* Write: zx_port_queue(), zx_interrupt_ack(), zx_resource_create(), mapping memory. */
#define ZX_RIGHT_WRITE ((zx_rights_t)0x8)
/* Run from memory. */
#define ZX_RIGHT_EXECUTE ((zx_rights_t)0x10)
/* Map memory: zx_vmar_map(). */
#define ZX_RIGHT_MAP ((zx_rights_t)0x20)
/* zx_object_get_property(). */
#define ZX_RIGHT_GET_PROPERTY ((zx_rights_t)0x40)
/* zx_object_set_property(). */
#define ZX_RIGHT_SET_PROPERTY ((zx_rights_t)0x80)
/* List children. */
#define ZX_RIGHT_ENUMERATE ((zx_rights_t)0x100)
/* End the object's tasks. */
#define ZX_RIGHT_DESTROY ((zx_rights_t)0x200)
/* Change a policy. */
#define ZX_RIGHT_SET_POLICY ((zx_rights_t)0x400)
/* Read a policy. */
#define ZX_RIGHT_GET_POLICY ((zx_rights_t)0x800)
/* Signal: zx_interrupt_trigger(), zx_object_signal(). */
#define ZX_RIGHT_SIGNAL ((zx_rights_t)0x1000)
/* Signal the other end: zx_object_signal_peer(). No object here has one. */
#define ZX_RIGHT_SIGNAL_PEER ((zx_rights_t)0x2000)
/* Wait: zx_interrupt_wait(), zx_object_wait_one() and its kin. */
#define ZX_RIGHT_WAIT ((zx_rights_t)0x4000)
/* zx_object_get_info(). */
#define ZX_RIGHT_INSPECT ((zx_rights_t)0x8000)
/* Manage a job. */
#define ZX_RIGHT_MANAGE_JOB ((zx_rights_t)0x10000)
/* Manage a process. */
#define ZX_RIGHT_MANAGE_PROCESS ((zx_rights_t)0x20000)
/* Manage a thread. */
#define ZX_RIGHT_MANAGE_THREAD ((zx_rights_t)0x40000)
/* Give a profile to a thread. */
#define ZX_RIGHT_APPLY_PROFILE ((zx_rights_t)0x80000)
/* Change a socket's disposition. */
#define ZX_RIGHT_MANAGE_SOCKET ((zx_rights_t)0x100000)
/* Act on children. */
#define ZX_RIGHT_OP_CHILDREN ((zx_rights_t)0x200000)
/* Resize memory. */
#define ZX_RIGHT_RESIZE ((zx_rights_t)0x400000)
/* Attach memory. */
#define ZX_RIGHT_ATTACH_VMO ((zx_rights_t)0x800000)
/* Manage memory. */
#define ZX_RIGHT_MANAGE_VMO ((zx_rights_t)0x1000000)
/* In a request only: the rights that the handle has. */
#define ZX_RIGHT_SAME_RIGHTS ((zx_rights_t)0x80000000)

/* Groups that the defaults are made of. */
#define ZX_RIGHTS_BASIC ((zx_rights_t)0xc003) /* TRANSFER | DUPLICATE | WAIT | INSPECT */
#define ZX_RIGHTS_IO ((zx_rights_t)0xc)       /* READ | WRITE */
#define ZX_RIGHTS_PROPERTY ((zx_rights_t)0xc0) /* GET_PROPERTY | SET_PROPERTY */

/* The rights of a new handle, by type of object. */
#define ZX_DEFAULT_INTERRUPT_RIGHTS ((zx_rights_t)0xd00f) /* BASIC | IO | SIGNAL */
#define ZX_DEFAULT_PORT_RIGHTS ((zx_rights_t)0x800f)      /* BASIC without WAIT | IO */
#define ZX_DEFAULT_RESOURCE_RIGHTS ((zx_rights_t)0x800b)  /* TRANSFER | DUPLICATE | WRITE | INSPECT */
#define ZX_DEFAULT_EVENT_RIGHTS ((zx_rights_t)0xd003)     /* BASIC | SIGNAL */
#define ZX_DEFAULT_MSI_RIGHTS ((zx_rights_t)0xc003)       /* BASIC */
#define ZX_DEFAULT_VMO_RIGHTS ((zx_rights_t)0xd0ef)       /* BASIC | IO | PROPERTY | MAP | SIGNAL */
#define ZX_DEFAULT_VMAR_RIGHTS ((zx_rights_t)0x208003)    /* BASIC without WAIT | OP_CHILDREN */

#endif /* ZIRCON_RIGHTS_H_ */
