/* Unix stream sockets that carry fixed-size frames, and the facts the kernel vouches for about who is at the other end.
 *
 * C because struct msghdr's control messages are macros, struct ucred needs _GNU_SOURCE, and errno must be read before
 * anything else runs. Each function makes one kernel call and returns 0 or an errno.
 */
#ifndef ZIRQ_SOCKET_H_
#define ZIRQ_SOCKET_H_

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Takes the next connection, close-on-exec. Blocks; ECONNABORTED and EINTR are the caller's to judge. */
int zirq_accept(int listener, int *connection);

/* Who connected, as of connect(2). Source: socket(7), SO_PEERCRED. */
int zirq_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid);

/* The peer's supplementary groups, as of connect(2). count: in, room in groups; out, how many there are.
 * ERANGE when the room is too small; count then says how much is needed. Source: Linux 4.13, SO_PEERGROUPS. */
int zirq_peer_groups(int socket, gid_t *groups, size_t *count);

/* How long a receive may wait; 0 for ever. A receive that ran out gives EAGAIN. Source: socket(7), SO_RCVTIMEO. */
int zirq_receive_timeout(int socket, uint32_t milliseconds);

/* Waits for a whole frame. received < size means that the stream ended there (0: between two frames).
 * Descriptors that the peer attached are closed by the kernel, for no room is offered for them (unix(7)). */
int zirq_frame_receive(int socket, void *frame, size_t size, size_t *received);

/* Sends a frame at once or not at all: EAGAIN when the peer leaves no room, EMSGSIZE when a part was taken and the stream
 * is of no use any more. Never raises SIGPIPE. */
int zirq_frame_send(int socket, const void *frame, size_t size);

/* The same, with a duplicate of descriptor attached to the frame's first byte (SCM_RIGHTS). */
int zirq_frame_send_descriptor(int socket, const void *frame, size_t size, int descriptor);

#endif
