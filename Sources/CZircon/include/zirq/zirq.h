/* What zirq adds to Zircon's calls: how a process finds the daemon, and how it gets at the machine's devices.
 *
 * Any thread may make any of these calls. As with Zircon's, no signal interrupts them and errno stays as it was. After
 * one of them failed, zirq_error() says why. Each may answer what <zircon/syscalls.h> lists for want of a connection.
 *
 * The child of _Fork() or of a bare clone() must not call: only fork() lets the library close what is its parent's.
 */
#ifndef ZIRQ_ZIRQ_H_
#define ZIRQ_ZIRQ_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zircon/compiler.h>
#include <zircon/syscalls/port.h>
#include <zircon/types.h>

/* The version of this header. zirq_version() has the library's. */
#define ZIRQ_VERSION_MAJOR 0
#define ZIRQ_VERSION_MINOR 4
#define ZIRQ_VERSION_PATCH 0
#define ZIRQ_VERSION "0.4.0"

/* Where zirqd listens if nothing else is said. */
#define ZIRQ_DEFAULT_SOCKET "/run/zirq/zirqd.sock"

__BEGIN_CDECLS

/* The version of the library that runs, such as "0.4.0". Constant, never null. */
__EXPORT const char* zirq_version(void);

/* ---- The connection. ---- */

/* Opens a new session with the daemon at path; null or "" means $ZIRQ_SOCKET, and ZIRQ_DEFAULT_SOCKET without that.
 *
 * A program needs it only to choose the path, to learn early why there is no daemon, or to start anew after
 * ZX_ERR_PEER_CLOSED. The session that was open ends: its handles name nothing any more, its regions stay mapped, and
 * the calls that wait in it return ZX_ERR_PEER_CLOSED. If the new one cannot be opened, nothing changes.
 *
 * ZX_ERR_BAD_STATE              a signal handler called, and its thread is in a call
 * ZX_ERR_BAD_PATH               path is too long for a socket: 107 bytes are allowed
 * ZX_ERR_ACCESS_DENIED          the socket, or the daemon, does not admit this user
 * ZX_ERR_UNAVAILABLE            no daemon answers at path, or not within 5 s
 * ZX_ERR_NO_RESOURCES           the daemon serves as many clients as it may, or no file descriptor is free
 * ZX_ERR_NO_MEMORY              memory ran out
 * ZX_ERR_PROTOCOL_NOT_SUPPORTED library and daemon are of versions that do not understand each other */
__EXPORT zx_status_t zirq_connect(const char* path);

/* Why the last call of zirq_*(), or the last need of a connection, failed on this thread: a sentence for a person, with
 * what failed, on which path or device, why, and what to do. "" if none has. Never null. The text is the thread's own
 * and changes with its next failure.
 *
 * Where zirqd knows more than the status, the sentence is its own. That is so of zx_interrupt_create() and
 * zx_msi_create(), too, when the device cannot be had or has no such vector; "" when one of them is refused for another
 * reason. */
__EXPORT const char* zirq_error(void);

/* ---- Devices. ---- */

/* This process may open the device. */
#define ZIRQ_DEVICE_ALLOWED 1u
/* Some vector of it has an interrupt. */
#define ZIRQ_DEVICE_CLAIMED 2u
/* The line is level-triggered: masked from delivery until the ack. */
#define ZIRQ_DEVICE_LEVEL 4u
/* The system wants the device back, and it cannot be opened any more: see below. */
#define ZIRQ_DEVICE_REMOVING 8u
/* Bus mastering is on: zirq_bus_master(). Only zirq_device_info() tells. */
#define ZIRQ_DEVICE_BUS_MASTER 16u

/* When a device goes, by unplugging or because the system takes it from its driver:
 *
 *  - Its interrupts are destroyed, and whoever waits for one is told by ZX_ERR_CANCELED: zx_interrupt_wait() returns
 *    it, and one zx_port_wait() brings a packet that has it and the interrupt's key. The handles stay to be closed.
 *  - Its resource is of no more use: ZX_ERR_IO_NOT_PRESENT. A device that comes back has the same name and another
 *    generation, and takes another zirq_device_open().
 *  - Its registers stay mapped. Reads of hardware that has gone give all ones; a page may also fault with SIGBUS.
 *    Unmap soon: the system's removal of a VFIO device waits for every mapping of it, and zirqd ends programs that keep
 *    one beyond its grace time, RemovalGraceSec in zirqd.conf. */

/* A device whose interrupts zirqd can hand out. Texts are NUL-terminated, and empty where nothing is known. */
typedef struct zirq_device {
  /* The stable name, which zirq_device_open() takes: "pci:0000:00:04.0", "uio:edu", "sim:button". */
  char name[48];
  /* The driver that the kernel bound to it. */
  char driver[32];
  /* Its device node, "/dev/uio0". It may have another number tomorrow. */
  char node[32];
  /* Interrupts it has: src_num is 0 .. vectors - 1. */
  uint32_t vectors;
  /* Register regions it has. */
  uint32_t regions;
  /* ZIRQ_DEVICE_*. */
  uint32_t flags;
  uint32_t reserved;
} zirq_device_t;

/* Stores an array of the devices there are now and its length. The caller owns the array: zirq_device_list_free(). It
 * is null when there is none.
 *
 * ZX_ERR_INVALID_ARGS     out or count is null
 * ZX_ERR_NO_MEMORY        memory ran out
 * ZX_ERR_IO               the list could not be read */
__EXPORT zx_status_t zirq_device_list(zirq_device_t** out, size_t* count);

/* Frees what zirq_device_list() gave. Null is fine. */
__EXPORT void zirq_device_list_free(zirq_device_t* devices);

/* Stores a handle to the IRQ resource of a device, for zx_interrupt_create() and zirq_region_map(). name is the stable
 * name or another that the device has: "uio:edu", "/dev/uio0".
 *
 * ZX_ERR_INVALID_ARGS     name or out_resource is null, or several devices have this name
 * ZX_ERR_NOT_FOUND        no device has this name
 * ZX_ERR_ACCESS_DENIED    the daemon's configuration does not give this user the device, or Linux not the daemon
 * ZX_ERR_IO_NOT_PRESENT   the device is going
 * ZX_ERR_ALREADY_BOUND    another program has the device, or another one of its IOMMU group, under VFIO
 * ZX_ERR_NOT_SUPPORTED    VFIO cannot give it to anyone as the machine is set up
 * ZX_ERR_IO               Linux refused the device in another way
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zirq_device_open(const char* name, zx_handle_t* out_resource);

/* How the system hands its interrupts out. */
#define ZIRQ_DEVICE_KIND_SIMULATED 0u
#define ZIRQ_DEVICE_KIND_UIO 1u
#define ZIRQ_DEVICE_KIND_VFIO 2u

/* Which of its interrupts it uses. Messages are never masked: each is an edge. */
#define ZIRQ_INTERRUPTS_UNKNOWN 0u /* simulated, or its driver's affair, as under UIO */
#define ZIRQ_INTERRUPTS_NONE 1u
#define ZIRQ_INTERRUPTS_INTX 2u     /* PCI's wire */
#define ZIRQ_INTERRUPTS_MSI 3u      /* messages */
#define ZIRQ_INTERRUPTS_MSIX 4u     /* messages */
#define ZIRQ_INTERRUPTS_PLATFORM 5u /* wires of a device that is not on PCI */

/* What lets it interrupt again after an ack. */
#define ZIRQ_REARM_UNKNOWN 0u      /* not known before one of its vectors has an interrupt */
#define ZIRQ_REARM_IRQCONTROL 1u   /* zirqd, by its UIO driver */
#define ZIRQ_REARM_CONFIG_SPACE 2u /* zirqd, by the PCI command register */
#define ZIRQ_REARM_CLIENT 3u       /* this program, in the device's own registers, before the ack */
#define ZIRQ_REARM_NONE 4u         /* nothing: it is never masked */
#define ZIRQ_REARM_UNMASK 5u       /* zirqd, by VFIO's unmask */

/* Where the timestamps of its interrupts are taken; of CLOCK_MONOTONIC all of them. */
#define ZIRQ_TIMESTAMPS_WAKEUP 0u    /* when zirqd's thread wakes up */
#define ZIRQ_TIMESTAMPS_IRQ_ENTRY 1u /* when the kernel enters the interrupt's handler */

#define ZIRQ_NO_IOMMU_GROUP 0xffffffffu

/* What is known of a device that is open. */
typedef struct zirq_device_info {
  /* Counts the lives of devices with this name since zirqd started, from 1: one that has come back is another. */
  uint64_t generation;
  /* ZIRQ_DEVICE_KIND_*. */
  uint32_t kind;
  /* ZIRQ_INTERRUPTS_*. */
  uint32_t interrupts;
  /* As in zirq_device_t. */
  uint32_t vectors;
  uint32_t regions;
  /* ZIRQ_DEVICE_*. */
  uint32_t flags;
  /* ZIRQ_REARM_*. */
  uint32_t rearm;
  /* ZIRQ_TIMESTAMPS_*. */
  uint32_t timestamps;
  /* The number of its IOMMU group, whose devices the system hands out together; ZIRQ_NO_IOMMU_GROUP without one. */
  uint32_t iommu_group;
  uint32_t reserved[2];
} zirq_device_info_t;

/* Stores what is known of a device now. resource is the device's, or a part of it.
 *
 * ZX_ERR_INVALID_ARGS     out is null
 * resource                BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: INSPECT
 * ZX_ERR_IO_NOT_PRESENT   the device has gone */
__EXPORT zx_status_t zirq_device_info(zx_handle_t resource, zirq_device_info_t* out);

/* Switches a PCI device's bus mastering. While it is off, the device sends no message (MSI, MSI-X), and neither reads
 * nor writes memory by itself: the switch is also that of its DMA. Under VFIO it is off when a device is opened, unless
 * zirqd.conf says BusMaster=yes. resource is the device's, or a part of it.
 *
 * resource                BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_NOT_SUPPORTED    the device is not on PCI
 * ZX_ERR_ALREADY_BOUND    it is not so yet, and another process has an interrupt or a region of the device
 * ZX_ERR_IO_NOT_PRESENT   the device has gone
 * ZX_ERR_ACCESS_DENIED    the daemon's configuration does not let this user map its registers either, or Linux not the
 *                         daemon open the device
 * ZX_ERR_IO               Linux refused in another way */
__EXPORT zx_status_t zirq_bus_master(zx_handle_t resource, bool enable);

/* No limit. */
#define ZIRQ_LATENCY_ANY 0xffffffffu

/* Limits how long the machine's processors may take to wake up, in microseconds: they sleep less deeply, and an
 * interrupt is answered sooner, at the cost of power. 0 keeps them from sleeping at all. The limit, the least that any
 * client asks for, holds until this client asks for another or for ZIRQ_LATENCY_ANY, or has closed its last handle to
 * the resource and to those that zx_resource_create() made of it. Source: Linux,
 * Documentation/power/pm_qos_interface.rst.
 *
 * resource                BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_OUT_OF_RANGE     more than INT32_MAX microseconds
 * ZX_ERR_NOT_SUPPORTED    the kernel has no such limit
 * ZX_ERR_ACCESS_DENIED    the daemon may not set it */
__EXPORT zx_status_t zirq_latency_limit(zx_handle_t resource, uint32_t microseconds);

/* Maps a device's registers into the process and stores where they start, and how many bytes there are. Access them
 * with volatile loads and stores of the width that the device asks for. The mapping is shared, outlives the handle and
 * the session, and is inherited by fork(), but for a VFIO device's, which a forgotten child would keep from being
 * removed: zirq_region_unmap() ends it. Linux maps a device's registers uncached; those of a simulated device are
 * ordinary memory. A part of the resource that zx_resource_create() made has fewer vectors, but the same regions.
 *
 * Linux keeps some pages of a device under VFIO to itself, such as those with the table of its MSI-X messages. The
 * mapping has a hole there, and an access to it is a SIGSEGV.
 *
 * ZX_ERR_INVALID_ARGS     out_address or out_size is null
 * resource                BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_OUT_OF_RANGE     the device has no region index
 * ZX_ERR_NOT_SUPPORTED    the region is of a kind that cannot be mapped, such as I/O ports
 * ZX_ERR_IO_NOT_PRESENT   the device has gone
 * ZX_ERR_ALREADY_BOUND    the region can be mapped only through the device's node, or is under VFIO, and another
 *                         process has an interrupt of the device
 * ZX_ERR_ACCESS_DENIED    the daemon's configuration does not let this user map it, or Linux this process; or all of
 *                         it is a hole
 * ZX_ERR_NO_MEMORY        no address space is left
 * ZX_ERR_IO               Linux refused the mapping in another way */
__EXPORT zx_status_t zirq_region_map(zx_handle_t resource, uint32_t index, void** out_address, size_t* out_size);

/* Stores a handle to an MMIO resource that covers a device's registers, for zx_vmo_create_physical(): the way of a
 * driver that maps its registers by Zircon's own calls. ZX_INFO_RESOURCE tells its base, a physical address, and its
 * size. A part of the device's resource will do, too: what zx_resource_create() narrows is the vectors.
 *
 * ZX_ERR_INVALID_ARGS     out_mmio is null
 * resource                BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: WRITE
 * ZX_ERR_OUT_OF_RANGE     the device has no region index
 * ZX_ERR_NOT_SUPPORTED    the region is of a kind that cannot be mapped, such as I/O ports
 * ZX_ERR_IO_NOT_PRESENT   the device has gone
 * ZX_ERR_NO_MEMORY        the process has as many handles as it may */
__EXPORT zx_status_t zirq_region_open(zx_handle_t resource, uint32_t index, zx_handle_t* out_mmio);

/* Ends a mapping, with the address and the size that zirq_region_map() stored.
 *
 * ZX_ERR_INVALID_ARGS     there can be no such mapping */
__EXPORT zx_status_t zirq_region_unmap(void* address, size_t size);

/* ---- Interrupts. ---- */

/* Counts of one interrupt, since it was created. */
typedef struct zirq_interrupt_stats {
  /* Interrupts that the source has counted. */
  uint64_t total;
  /* Times that the daemon woke up for them. */
  uint64_t delivered;
  /* Those that it did not wake up for separately: total - delivered. */
  uint64_t missed;
  /* Times that the line was armed, the first included. */
  uint64_t rearms;
  /* Interrupts that Zircon's rules merged into one already pending. */
  uint64_t merged;
  uint64_t reserved;
} zirq_interrupt_stats_t;

/* Stores the counts of an interrupt.
 *
 * handle                  BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: INSPECT
 * ZX_ERR_INVALID_ARGS     out is null */
__EXPORT zx_status_t zirq_interrupt_get_stats(zx_handle_t handle, zirq_interrupt_stats_t* out);

/* ---- Ports. ---- */

/* As zx_port_wait(), and ends as well when stop_fd becomes readable or is hung up: an eventfd or a pipe of the caller's
 * own, which is not read. A packet that is there wins, so that none is lost. -1: there is no stop_fd.
 *
 * ZX_ERR_STOP             stop_fd is readable, and the port has no packet
 * ZX_ERR_TIMED_OUT        the deadline passed
 * and all others of zx_port_wait() */
__EXPORT zx_status_t zirq_port_wait(zx_handle_t port, zx_instant_mono_t deadline, int stop_fd,
                                    zx_port_packet_t* packet);

__END_CDECLS

static_assert(sizeof(zirq_device_t) == 128, "zirq_device_t");
static_assert(sizeof(zirq_device_info_t) == 48, "zirq_device_info_t");
static_assert(sizeof(zirq_interrupt_stats_t) == 48, "zirq_interrupt_stats_t");

#endif /* ZIRQ_ZIRQ_H_ */
