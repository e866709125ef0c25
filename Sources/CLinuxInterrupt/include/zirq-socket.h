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

/* A descriptor of the process that connected, which never comes to stand for another; close-on-exec. ENOPROTOOPT before
 * Linux 6.5, EINVAL or ESRCH when the process has gone. Source: Linux, net/core/sock.c, SO_PEERPIDFD. */
int zirq_peer_process(int socket, int *process);

/* Lets the kernel hold no more than a few unread frames of ours, and so of the descriptors attached to them. Source:
 * socket(7), SO_SNDBUF, whose least value the kernel chooses. */
int zirq_send_buffer_least(int socket);

/* Waits for a whole frame. received < size means that the stream ended there (0: between two frames).
 * Descriptors that the peer attached are closed by the kernel, for no room is offered for them (unix(7)). */
int zirq_frame_receive(int socket, void *frame, size_t size, size_t *received);

/* The same, but all of it has to come within the time, ns, however it is spread: ETIMEDOUT otherwise. */
int zirq_frame_receive_within(int socket, void *frame, size_t size, int64_t time, size_t *received);

/* Sends a frame at once or not at all: EAGAIN when the peer leaves no room, EMSGSIZE when a part was taken and the stream
 * is of no use any more. Never raises SIGPIPE. */
int zirq_frame_send(int socket, const void *frame, size_t size);

/* The same, with a duplicate of descriptor attached to the frame's first byte (SCM_RIGHTS). */
int zirq_frame_send_descriptor(int socket, const void *frame, size_t size, int descriptor);

#endif
