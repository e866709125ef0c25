/* Results of calls: zero for success, a negative number for each way to fail.
 *
 * The numbers are Zircon's, all of them, so that a table or a switch written for Zircon compiles; the calls here return
 * those that their own documentation names. Source: Zircon, zircon/errors.h.
 */
#ifndef ZIRCON_ERRORS_H_
#define ZIRCON_ERRORS_H_

#include <stdint.h>

/* The result of a call. */
typedef int32_t zx_status_t;

/* Success. */
#define ZX_OK (0)

/* ---- General. ---- */

/* The system met something it does not understand. */
#define ZX_ERR_INTERNAL (-1)
/* The operation is not implemented, or not for this object. */
#define ZX_ERR_NOT_SUPPORTED (-2)
/* A limit of the system is reached. */
#define ZX_ERR_NO_RESOURCES (-3)
/* Memory ran out. */
#define ZX_ERR_NO_MEMORY (-4)
/* Inside the kernel only: the call starts again. No call returns it. */
#define ZX_ERR_INTERNAL_INTR_RETRY (-6)

/* ---- Arguments. ---- */

/* An argument is not valid: an unknown option, a null pointer that must not be null. */
#define ZX_ERR_INVALID_ARGS (-10)
/* The handle names no object of this process. */
#define ZX_ERR_BAD_HANDLE (-11)
/* The handle's object is of another type than the call needs. */
#define ZX_ERR_WRONG_TYPE (-12)
/* There is no such call. */
#define ZX_ERR_BAD_SYSCALL (-13)
/* A number lies outside what the object has, such as a vector that the resource does not cover. */
#define ZX_ERR_OUT_OF_RANGE (-14)
/* The caller's buffer does not hold the result. */
#define ZX_ERR_BUFFER_TOO_SMALL (-15)

/* ---- Preconditions and state. ---- */

/* The object is in a state in which the call makes no sense. */
#define ZX_ERR_BAD_STATE (-20)
/* The deadline passed first. */
#define ZX_ERR_TIMED_OUT (-21)
/* The call would have to wait, or a queue is full; try later. */
#define ZX_ERR_SHOULD_WAIT (-22)
/* The operation was ended, usually because its object was destroyed. */
#define ZX_ERR_CANCELED (-23)
/* The other end has gone. From any call here: the connection to zirqd broke; see zirq_connect(). */
#define ZX_ERR_PEER_CLOSED (-24)
/* There is no such thing. */
#define ZX_ERR_NOT_FOUND (-25)
/* There is such a thing already. */
#define ZX_ERR_ALREADY_EXISTS (-26)
/* The object, or the vector, has an owner already. */
#define ZX_ERR_ALREADY_BOUND (-27)
/* The subject cannot be reached now. From any call here: zirqd does not run; see zirq_error(). */
#define ZX_ERR_UNAVAILABLE (-28)

/* ---- Permission. ---- */

/* The handle lacks a right, or the system refuses the caller. */
#define ZX_ERR_ACCESS_DENIED (-30)

/* ---- Input and output. ---- */

/* Input or output failed for no known reason. */
#define ZX_ERR_IO (-40)
/* The device refused the operation. */
#define ZX_ERR_IO_REFUSED (-41)
/* The data did not pass a check. */
#define ZX_ERR_IO_DATA_INTEGRITY (-42)
/* The data is lost for good. */
#define ZX_ERR_IO_DATA_LOSS (-43)
/* The device has gone. */
#define ZX_ERR_IO_NOT_PRESENT (-44)
/* The device sent more than expected. */
#define ZX_ERR_IO_OVERRUN (-45)
/* The device did not answer in time. */
#define ZX_ERR_IO_MISSED_DEADLINE (-46)
/* The data is well formed and makes no sense. */
#define ZX_ERR_IO_INVALID (-47)

/* ---- Files. ---- */

/* The path is not valid, or too long. */
#define ZX_ERR_BAD_PATH (-50)
/* The object is not a directory. */
#define ZX_ERR_NOT_DIR (-51)
/* The object is not a file. */
#define ZX_ERR_NOT_FILE (-52)
/* The file would grow beyond its limit. */
#define ZX_ERR_FILE_BIG (-53)
/* The storage is full. */
#define ZX_ERR_NO_SPACE (-54)
/* The directory is not empty. */
#define ZX_ERR_NOT_EMPTY (-55)

/* ---- Flow of control: not failures, but what a call asks of its caller. ---- */

/* Do not call again. */
#define ZX_ERR_STOP (-60)
/* Call again for the next one. */
#define ZX_ERR_NEXT (-61)
/* The result comes later, another way. */
#define ZX_ERR_ASYNC (-62)

/* ---- Network. ---- */

/* The protocol, or its version, is not spoken here. */
#define ZX_ERR_PROTOCOL_NOT_SUPPORTED (-70)
/* The host cannot be reached. */
#define ZX_ERR_ADDRESS_UNREACHABLE (-71)
/* The address has an owner already. */
#define ZX_ERR_ADDRESS_IN_USE (-72)
/* The socket is not connected. */
#define ZX_ERR_NOT_CONNECTED (-73)
/* The peer refused the connection. */
#define ZX_ERR_CONNECTION_REFUSED (-74)
/* The peer reset the connection. */
#define ZX_ERR_CONNECTION_RESET (-75)
/* The connection was given up. */
#define ZX_ERR_CONNECTION_ABORTED (-76)

/* ---- Inside the kernel. ---- */

/* The waiting thread is being ended. No call returns it. */
#define ZX_ERR_INTERNAL_INTR_KILLED (-502)

#endif /* ZIRCON_ERRORS_H_ */
