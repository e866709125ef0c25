/* The frames on zirqd's data socket: the whole contract between the daemon and the client library.
 *
 * A channel is one connected Unix stream socket. The client writes one request, the daemon answers with one reply,
 * strictly in turn; a call that has to wait is a reply that has not come yet. Both frames are 64 bytes in the machine's
 * own byte order, so no length travels and none can lie. Every field that an operation does not name is zero.
 *
 * A channel's first frame is ZIRQ_OP_HELLO. With an all-zero token it opens a session, which owns a handle table; with
 * the token of a reply it joins that session, if it comes from the same process. A session ends with its last channel.
 *
 * Only one request may follow an unanswered one: ZIRQ_OP_CANCEL, which ends a parked wait. It has no reply of its own;
 * the wait's one reply is then either what it waited for or ZX_ERR_TIMED_OUT. A CANCEL that finds no parked wait is
 * ignored, for the reply may have crossed it on the way.
 *
 * A frame that breaks these rules ends the channel.
 */
#ifndef ZIRQ_WIRE_H_
#define ZIRQ_WIRE_H_

#include <stdint.h>

#define ZIRQ_WIRE_VERSION 3u
#define ZIRQ_WIRE_FRAME_SIZE 64u
#define ZIRQ_WIRE_PAYLOAD_SIZE 48u
#define ZIRQ_WIRE_TOKEN_SIZE 16u
#define ZIRQ_WIRE_NAME_SIZE 32u /* of an object's name, its NUL included */
#define ZIRQ_WIRE_WAIT_ITEMS 6u /* in one frame */
#define ZIRQ_WIRE_PENDING 12u   /* in one frame */
#define ZIRQ_WIRE_REASON_SIZE 512u /* of why a request was refused, and a NUL that does not travel */

/* "handle", "handle2", "options" and the payload's member that each operation uses stand behind it; then its reply. An
 * operation that parks has none until it ends. */
#define ZIRQ_OP_HELLO 1u            /* options = version, hello -> hello */
#define ZIRQ_OP_CANCEL 2u           /* -> nothing */
#define ZIRQ_OP_REASON 3u           /* options = place of the first byte -> value = length, text; see below */

#define ZIRQ_OP_HANDLE_CLOSE 16u     /* handle */
#define ZIRQ_OP_HANDLE_DUPLICATE 17u /* handle, options = rights -> handle */
#define ZIRQ_OP_HANDLE_REPLACE 18u   /* handle, options = rights -> handle */
#define ZIRQ_OP_OBJECT_GET_INFO 19u  /* handle, options = topic -> value = size of the record, info; see below */
#define ZIRQ_OP_OBJECT_SIGNAL 20u       /* handle, handle2 = clear mask, options = set mask */
#define ZIRQ_OP_OBJECT_SIGNAL_PEER 21u  /* handle, handle2 = clear mask, options = set mask */
#define ZIRQ_OP_OBJECT_GET_PROPERTY 22u /* handle, handle2 = property, options = size of the buffer -> name */
#define ZIRQ_OP_OBJECT_SET_PROPERTY 23u /* handle, handle2 = property, name */
#define ZIRQ_OP_OBJECT_WAIT_ONE 24u     /* handle, handle2 = signals, options = ZIRQ_WAIT_* -> value = pending; parks */
#define ZIRQ_OP_OBJECT_WAIT_ASYNC 25u   /* handle, handle2 = port, options, wait_async */
#define ZIRQ_OP_OBJECT_WAIT_MANY 26u    /* handle = count, options = ZIRQ_WAIT_*, items -> pending; parks; see below */
#define ZIRQ_OP_OBJECT_WAIT_ITEMS 27u   /* handle = place of the first, items */
#define ZIRQ_OP_OBJECT_WAIT_PENDING 28u /* handle = place of the first -> pending */

#define ZIRQ_OP_EVENT_CREATE 29u /* options -> handle */

#define ZIRQ_OP_INTERRUPT_CREATE 32u  /* handle = resource, handle2 = vector, options -> handle */
#define ZIRQ_OP_INTERRUPT_BIND 33u    /* handle, handle2 = port, options, key */
#define ZIRQ_OP_INTERRUPT_ACK 34u     /* handle */
#define ZIRQ_OP_INTERRUPT_WAIT 35u    /* handle -> timestamp; parks */
#define ZIRQ_OP_INTERRUPT_DESTROY 36u /* handle */
#define ZIRQ_OP_INTERRUPT_TRIGGER 37u /* handle, options, timestamp */
#define ZIRQ_OP_INTERRUPT_STATS 38u   /* handle -> stats */

#define ZIRQ_OP_PORT_CREATE 48u     /* options -> handle */
#define ZIRQ_OP_PORT_QUEUE 49u      /* handle, options = ZIRQ_QUEUE_*, packet */
#define ZIRQ_OP_PORT_WAIT 50u       /* handle, options = ZIRQ_WAIT_* -> packet; parks */
#define ZIRQ_OP_PORT_CANCEL 51u     /* handle, handle2 = source, key */
#define ZIRQ_OP_PORT_CANCEL_KEY 52u /* handle, options, key */

#define ZIRQ_OP_DEVICE_LIST 64u /* -> value = number of records, and a descriptor of zirq_wire_device_t records */
#define ZIRQ_OP_DEVICE_OPEN 65u /* name -> handle = an IRQ resource */
#define ZIRQ_OP_REGION_MAP 66u  /* handle = resource, options = index -> region, and a descriptor to map */
#define ZIRQ_OP_REGION_OPEN 67u /* handle = resource, options = index -> handle = an MMIO resource */
#define ZIRQ_OP_BUS_MASTER 68u  /* handle = resource, options = 0 or 1 */
#define ZIRQ_OP_DEVICE_INFO 69u /* handle = resource -> device_info */
#define ZIRQ_OP_LATENCY_LIMIT 70u /* handle = resource, options = microseconds or ZIRQ_LATENCY_ANY */

#define ZIRQ_OP_RESOURCE_CREATE 80u /* handle = parent, handle2 = ZIRQ_RESOURCE_*, options, resource -> handle */
#define ZIRQ_OP_MSI_ALLOCATE 81u    /* handle = resource, options = count -> handle */
#define ZIRQ_OP_MSI_CREATE 82u      /* handle = allocation, handle2 = VMO, options, msi -> handle */

#define ZIRQ_OP_VMO_CREATE_PHYSICAL 96u  /* handle = resource, range -> handle */
#define ZIRQ_OP_VMO_GET_SIZE 97u         /* handle -> range.size */
#define ZIRQ_OP_VMO_SET_CACHE_POLICY 98u /* handle, options = policy */
#define ZIRQ_OP_VMAR_ROOT_SELF 99u       /* -> handle, the same one for as long as it is open */
#define ZIRQ_OP_VMAR_MAP 100u            /* handle, handle2 = VMO, options, mapping -> region, and a descriptor */
#define ZIRQ_OP_VMAR_UNMAP 101u          /* handle; only the handle is checked, the memory is the client's */

/* A wait for more objects than one frame holds: each ZIRQ_OP_OBJECT_WAIT_ITEMS before it carries ZIRQ_WIRE_WAIT_ITEMS
 * items, from place 0 on, and ZIRQ_OP_OBJECT_WAIT_MANY the rest, so that there are count together; a count that is too
 * large comes without any. What is pending beyond the first ZIRQ_WIRE_PENDING is fetched by ZIRQ_OP_OBJECT_WAIT_PENDING
 * as the channel's next requests.
 *
 * ZIRQ_OP_REASON tells why the channel's last request but those for reasons was refused, in a sentence for a person, as
 * far as the daemon has one; its length in bytes is 0 otherwise. Each reply has as much of the text from the place on as
 * fits, without a NUL.
 *
 * ZIRQ_OP_OBJECT_GET_INFO of a resource: handle = kind and flags, and resource in place of the record, which is too
 * long for the frame. */

/* ZIRQ_OP_PORT_QUEUE: the caller's packet pointer was null. The handle is still checked first. */
#define ZIRQ_QUEUE_NULL_PACKET 1u
/* Calls that may park: the deadline has passed; answer ZX_ERR_TIMED_OUT where the call would park. */
#define ZIRQ_WAIT_POLL 1u
/* ZIRQ_OP_RESOURCE_CREATE: the caller's name could not be read. The handle is still checked first. */
#define ZIRQ_RESOURCE_NULL_NAME 1u

typedef struct zirq_wire_hello {
  uint8_t token[ZIRQ_WIRE_TOKEN_SIZE];
  uint32_t version; /* reply: the daemon's, also when it refuses the client's */
  uint32_t reserved[7];
} zirq_wire_hello_t;

/* zx_port_packet_t, byte for byte. */
typedef struct zirq_wire_packet {
  uint64_t key;
  uint32_t type;
  int32_t status;
  uint64_t payload[4];
} zirq_wire_packet_t;

typedef struct zirq_wire_stats {
  uint64_t total;     /* interrupts that the source has counted since the line was opened */
  uint64_t delivered; /* wake-ups of the daemon for this line */
  uint64_t missed;    /* counted by the source beyond one for a wake-up: total - delivered */
  uint64_t rearms;    /* times the line was unmasked, the arming after open included */
  uint64_t merged;    /* triggers that Zircon's rules merged into one already pending */
  uint64_t reserved;
} zirq_wire_stats_t;

typedef struct zirq_wire_region {
  uint64_t map_offset; /* offset to give to mmap with the descriptor, bytes, a multiple of the page size */
  uint64_t map_length; /* length to give to mmap, bytes */
  uint64_t offset;     /* where the region starts inside the mapping, bytes */
  uint64_t size;       /* size of the region, bytes */
  uint32_t flags;      /* ZIRQ_REGION_* */
  uint32_t hole_page;  /* pages inside the mapping that must not be mapped: the first one, counted from map_offset, */
  uint32_t hole_pages; /* and how many; 0 for none */
  uint32_t reserved;
} zirq_wire_region_t;

#define ZIRQ_REGION_READ 1u
#define ZIRQ_REGION_WRITE 2u
#define ZIRQ_REGION_NO_FORK 4u /* a mapping that a child must not inherit: it would hold up the device's removal */

typedef struct zirq_wire_wait_async {
  uint64_t key;
  uint32_t signals;
  uint32_t reserved[9];
} zirq_wire_wait_async_t;

typedef struct zirq_wire_wait_item {
  uint32_t handle;
  uint32_t signals;
} zirq_wire_wait_item_t;

typedef struct zirq_wire_resource {
  uint64_t base;
  uint64_t size;
  char name[ZIRQ_WIRE_NAME_SIZE]; /* NUL-terminated */
} zirq_wire_resource_t;

typedef struct zirq_wire_msi {
  uint32_t id;
  uint32_t reserved[11];
} zirq_wire_msi_t;

typedef struct zirq_wire_range {
  uint64_t base; /* physical address */
  uint64_t size;
  uint64_t reserved[4];
} zirq_wire_range_t;

typedef struct zirq_wire_mapping {
  uint64_t vmar_offset;
  uint64_t vmo_offset;
  uint64_t length;
  uint64_t reserved[3];
} zirq_wire_mapping_t;

typedef struct zirq_wire_device_info {
  uint64_t generation; /* counts the lives of devices with this name since the daemon started, from 1 */
  uint32_t kind;       /* ZIRQ_DEVICE_KIND_* */
  uint32_t interrupts; /* ZIRQ_INTERRUPTS_* */
  uint32_t vectors;
  uint32_t regions;
  uint32_t flags;      /* ZIRQ_DEVICE_* */
  uint32_t rearm;      /* ZIRQ_REARM_* */
  uint32_t timestamps; /* ZIRQ_TIMESTAMPS_* */
  uint32_t iommu_group; /* ZIRQ_NO_IOMMU_GROUP without one */
  uint32_t reserved[2];
} zirq_wire_device_info_t;

typedef union zirq_wire_payload {
  zirq_wire_hello_t hello;
  zirq_wire_packet_t packet;
  zirq_wire_stats_t stats;
  zirq_wire_region_t region;
  zirq_wire_wait_async_t wait_async;
  zirq_wire_wait_item_t items[ZIRQ_WIRE_WAIT_ITEMS];
  uint32_t pending[ZIRQ_WIRE_PENDING];
  zirq_wire_resource_t resource;
  zirq_wire_msi_t msi;
  zirq_wire_range_t range;
  zirq_wire_mapping_t mapping;
  zirq_wire_device_info_t device_info;
  uint64_t key;
  int64_t timestamp; /* ns */
  char name[ZIRQ_WIRE_PAYLOAD_SIZE]; /* NUL-terminated */
  char text[ZIRQ_WIRE_PAYLOAD_SIZE]; /* a part of a text, UTF-8 */
  uint8_t info[ZIRQ_WIRE_PAYLOAD_SIZE];
} zirq_wire_payload_t;

typedef struct zirq_wire_request {
  uint32_t op;
  uint32_t handle;
  uint32_t handle2;
  uint32_t options;
  zirq_wire_payload_t payload;
} zirq_wire_request_t;

typedef struct zirq_wire_reply {
  uint32_t op; /* the request's */
  int32_t status;
  uint32_t handle;
  uint32_t value;
  zirq_wire_payload_t payload;
} zirq_wire_reply_t;

#define ZIRQ_LATENCY_ANY 0xffffffffu

/* One record behind the descriptor of ZIRQ_OP_DEVICE_LIST. Texts are NUL-terminated, empty where nothing is known. */
typedef struct zirq_wire_device {
  char name[ZIRQ_WIRE_PAYLOAD_SIZE]; /* what ZIRQ_OP_DEVICE_OPEN takes */
  char driver[32];
  char node[32];    /* "/dev/uio0" */
  uint32_t vectors; /* interrupts it has: 0 .. vectors - 1 */
  uint32_t regions; /* register regions it has */
  uint32_t flags;   /* ZIRQ_DEVICE_* */
  uint32_t reserved;
} zirq_wire_device_t;

#define ZIRQ_DEVICE_ALLOWED 1u /* this client may open it */
#define ZIRQ_DEVICE_CLAIMED 2u /* some vector of it has an owner */
#define ZIRQ_DEVICE_LEVEL 4u   /* the line is level-triggered: masked from delivery until the ack */
#define ZIRQ_DEVICE_REMOVING 8u /* the system wants the device back, and it cannot be opened any more */
#define ZIRQ_DEVICE_BUS_MASTER 16u /* bus mastering is on, as far as the daemon has been asked for it */

#define ZIRQ_DEVICE_KIND_SIMULATED 0u
#define ZIRQ_DEVICE_KIND_UIO 1u
#define ZIRQ_DEVICE_KIND_VFIO 2u

#define ZIRQ_INTERRUPTS_UNKNOWN 0u /* nothing is known of them before they are opened, as under UIO */
#define ZIRQ_INTERRUPTS_NONE 1u
#define ZIRQ_INTERRUPTS_INTX 2u
#define ZIRQ_INTERRUPTS_MSI 3u
#define ZIRQ_INTERRUPTS_MSIX 4u
#define ZIRQ_INTERRUPTS_PLATFORM 5u

#define ZIRQ_REARM_UNKNOWN 0u /* not known before a line is open */
#define ZIRQ_REARM_IRQCONTROL 1u
#define ZIRQ_REARM_CONFIG_SPACE 2u
#define ZIRQ_REARM_CLIENT 3u
#define ZIRQ_REARM_NONE 4u
#define ZIRQ_REARM_UNMASK 5u /* VFIO's own */

#define ZIRQ_TIMESTAMPS_WAKEUP 0u    /* taken when the daemon's thread woke up */
#define ZIRQ_TIMESTAMPS_IRQ_ENTRY 1u /* taken by the kernel when the interrupt began */

#define ZIRQ_NO_IOMMU_GROUP 0xffffffffu

_Static_assert(sizeof(zirq_wire_request_t) == ZIRQ_WIRE_FRAME_SIZE, "a request is one frame");
_Static_assert(sizeof(zirq_wire_reply_t) == ZIRQ_WIRE_FRAME_SIZE, "a reply is one frame");
_Static_assert(sizeof(zirq_wire_payload_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "every payload fills its place");
_Static_assert(sizeof(zirq_wire_hello_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "hello");
_Static_assert(sizeof(zirq_wire_packet_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "packet");
_Static_assert(sizeof(zirq_wire_stats_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "stats");
_Static_assert(sizeof(zirq_wire_region_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "region");
_Static_assert(sizeof(zirq_wire_wait_async_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "wait_async");
_Static_assert(sizeof(zirq_wire_wait_item_t) * ZIRQ_WIRE_WAIT_ITEMS == ZIRQ_WIRE_PAYLOAD_SIZE, "items");
_Static_assert(sizeof(zirq_wire_resource_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "resource");
_Static_assert(sizeof(zirq_wire_msi_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "msi");
_Static_assert(sizeof(zirq_wire_range_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "range");
_Static_assert(sizeof(zirq_wire_mapping_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "mapping");
_Static_assert(sizeof(zirq_wire_device_info_t) == ZIRQ_WIRE_PAYLOAD_SIZE, "device_info");
_Static_assert(sizeof(zirq_wire_device_t) == 128, "device records have no padding");

#endif
