/* Each thread has its own channel, which only it uses, so that a call takes no lock. The lock here is for giving and
 * returning channels; nothing that waits for the daemon is done under it, because fork() takes it too. The channel of a
 * thread that ends waits, idle, for another thread: the daemon ends a session with its last channel, and a session has
 * to live as long as the process.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <zircon/syscalls.h>
#include <zirq/zirq.h>

#include "client.h"

/* A process that once had a thousand threads does not keep a thousand connections. */
#define MAX_IDLE_CHANNELS 8
/* As many as zirqd lets a client have, unless it is configured to. */
#define MAX_HANDLER_SOCKETS 64
/* How long a daemon may take to end after it has stopped listening. */
#define END_PATIENCE ZX_SEC(5)
/* A signal's frame on the stack takes more, bytes. Source: Linux, arch/x86/include/asm/sigframe.h, struct rt_sigframe:
 * 440, the FPU's state of at least 512, and the 128 below the stack pointer that it leaves alone. */
#define SIGNAL_FRAME 1024

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
/* All below is the mutex's, but live is read without it: the number of the session that calls go to, or 0. */
static _Atomic uint32_t live;
static uint32_t last_number;
static bool broken;            /* there was a session, and only zirq_connect() may open another */
static zirq_session_t current; /* its address stays when it ends, and is empty until a path was chosen */
static zirq_channel_t* channels;

/* The sockets of signal handlers' calls, for the child of a fork() to close; -1: none. */
static int handler_sockets[MAX_HANDLER_SOCKETS] = {[0 ... MAX_HANDLER_SOCKETS - 1] = -1};

/* Held while a session is opened, so that first calls of several threads open one; taken before the mutex. */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

static _Thread_local struct {
  zirq_channel_t* channel;
  volatile sig_atomic_t inside; /* the thread holds locks or opens a channel: a signal handler must not come in, too */
} thread;

static pthread_key_t thread_exit_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void lock(void) {
  thread.inside++;
  pthread_mutex_lock(&mutex);
}

static void unlock(void) {
  pthread_mutex_unlock(&mutex);
  thread.inside--;
}

/* ---- Channels, under the lock. ---- */

static void close_channel(zirq_channel_t* channel) {
  zirq_channel_t** link = &channels;
  while (*link != channel) link = &(*link)->next;
  *link = channel->next;
  close(channel->fd);
  free(channel);
}

/* Unlocks while it waits for the daemon. The channel stands in the list from the first, for the child of a fork().
 * ZX_ERR_NEXT: this is that child, of a signal handler's fork(), and everything has to be looked at anew. */
static zx_status_t open_channel(const zirq_session_t* session, zirq_channel_t** out) {
  zirq_channel_t* channel = calloc(1, sizeof(*channel));
  if (channel == NULL) {
    zirq_explain("out of memory while connecting to zirqd");
    return ZX_ERR_NO_MEMORY;
  }
  channel->session = *session;
  channel->thread = pthread_self();
  channel->call = __builtin_frame_address(0);
  zx_status_t status = zirq_channel_create(channel);
  if (status != ZX_OK) {
    free(channel);
    return status;
  }
  channel->next = channels;
  channels = channel;

  unlock();
  status = zirq_channel_open(channel);
  lock();
  if (channel->fd < 0) {
    free(channel);
    return ZX_ERR_NEXT;
  }
  channel->call = NULL;
  channel->open = status == ZX_OK;
  if (channel->open)
    *out = channel;
  else
    close_channel(channel);
  return status;
}

/* Ends a session's channels. One that a thread has is only shut down, which wakes the thread; the thread closes it when
 * it gets its next one, because a descriptor in use must not become another file's. */
static void end_channels(uint32_t number) {
  zirq_channel_t* next;
  for (zirq_channel_t* channel = channels; channel != NULL; channel = next) {
    next = channel->next;
    if (channel->session.number != number) continue;
    if (channel->idle)
      close_channel(channel);
    else
      shutdown(channel->fd, SHUT_RDWR);
  }
}

static void set_thread_channel(zirq_channel_t* channel) {
  if (thread.channel != NULL) close_channel(thread.channel);
  thread.channel = channel;
  pthread_setspecific(thread_exit_key, channel);
}

/* ---- The ends of threads and the beginnings of processes. ---- */

static void thread_exits(void* value) {
  zirq_channel_t* channel = value;
  int error = errno;
  lock();
  thread.channel = NULL;
  unsigned idle = 0;
  for (zirq_channel_t* other = channels; other != NULL; other = other->next) idle += other->idle;
  /* One in the middle of a call was left there by a signal handler that ended the thread. */
  if (channel->call == NULL && channel->session.number == live && idle < MAX_IDLE_CHANNELS)
    channel->idle = true;
  else
    close_channel(channel);
  unlock();
  errno = error;
}

/* The child's copies of the sockets would keep its parent's session alive after the parent; and the daemon, which knows
 * a client by its process, would not serve them. */
static void forked_child(void) {
  zirq_channel_t* next;
  for (zirq_channel_t* channel = channels; channel != NULL; channel = next) {
    next = channel->next;
    close(channel->fd);
    channel->fd = -1;
    /* A handler that forks returns into the call that it interrupted; calls of other threads are not in the child. */
    if (channel->call == NULL || !pthread_equal(channel->thread, pthread_self())) free(channel);
  }
  channels = NULL;
  for (size_t i = 0; i < MAX_HANDLER_SOCKETS; i++) {
    if (handler_sockets[i] >= 0) close(handler_sockets[i]);
    handler_sockets[i] = -1;
  }
  /* Another thread may have held it, which there is not here. One is for the mutex: more is this thread's own. */
  if (thread.inside == 1) pthread_mutex_init(&opening, NULL);
  thread.channel = NULL;
  pthread_setspecific(thread_exit_key, NULL);
  live = 0;
  broken = false;
  memset(current.token, 0, sizeof(current.token));
  unlock();
}

static void prepare(void) {
  pthread_key_create(&thread_exit_key, thread_exits);
  pthread_atfork(lock, unlock, forked_child);
}

/* ---- Sessions. ---- */

static zx_status_t resolve(const char* path, struct sockaddr_un* address) {
  if (path == NULL || *path == '\0') path = secure_getenv("ZIRQ_SOCKET");
  if (path == NULL || *path == '\0') path = ZIRQ_DEFAULT_SOCKET;
  size_t length = strlen(path);
  if (length >= sizeof(address->sun_path)) {
    zirq_explain("%.64s...: a socket's path has at most %zu bytes; choose a shorter one", path,
                 sizeof(address->sun_path) - 1);
    return ZX_ERR_BAD_PATH;
  }
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length + 1);
  return ZX_OK;
}

/* Opens a session at address and makes it the one that calls go to, with its first channel the calling thread's. Under
 * both locks. */
static zx_status_t open_session(const struct sockaddr_un* address) {
  zirq_session_t session = {.number = ++last_number, .address = *address};
  zirq_channel_t* channel;
  zx_status_t status = open_channel(&session, &channel);
  if (status != ZX_OK) return status;

  end_channels(live);
  set_thread_channel(channel);
  current = channel->session;
  broken = false;
  live = session.number;
  return ZX_OK;
}

/* ZX_ERR_NEXT: there is a session now, or was. */
static zx_status_t open_first_session(void) {
  if (broken) return zirq_explain_lost(&current);
  unlock();
  pthread_mutex_lock(&opening);
  lock();
  zx_status_t status = ZX_ERR_NEXT;
  if (live == 0 && !broken) {
    struct sockaddr_un address = current.address;
    status = address.sun_family == AF_UNIX ? ZX_OK : resolve(NULL, &address);
    if (status == ZX_OK) status = open_session(&address);
  }
  pthread_mutex_unlock(&opening);
  return status;
}

/* Whether the daemon has let go of the live session: it ends all its channels at once. */
static bool is_over(void) {
  for (zirq_channel_t* channel = channels; channel != NULL; channel = channel->next)
    if (channel->open && channel->session.number == live && !zirq_channel_is_cut(channel)) return false;
  return true;
}

/* Waits for the daemon to let go of the live session, if it does: one that is killed stops listening before its channels
 * end, for the kernel closes files by their numbers. Source: Linux, fs/file.c, close_files(). Unlocks meanwhile. */
static void await_end(uint32_t number) {
  zx_time_t deadline = zx_deadline_after(END_PATIENCE);
  bool is_cut = true;
  while (is_cut && live == number) {
    zirq_channel_t* channel = channels;
    while (channel != NULL && (!channel->open || channel->session.number != number || zirq_channel_is_cut(channel)))
      channel = channel->next;
    if (channel == NULL) return;
    /* Closed meanwhile, its number may be another file's: then this waits too long or not long enough, and no worse. */
    int fd = channel->fd;
    unlock();
    is_cut = zirq_wait_until_cut(fd, deadline);
    lock();
  }
}

/* Gives the thread a channel of the live session. ZX_ERR_NEXT: it is not the live one any more. */
static zx_status_t join_session(void) {
  for (zirq_channel_t* channel = channels; channel != NULL; channel = channel->next) {
    if (!channel->idle) continue;
    channel->idle = false;
    channel->thread = pthread_self();
    set_thread_channel(channel);
    return ZX_OK;
  }
  zirq_session_t session = current;
  zirq_channel_t* channel;
  zx_status_t status = open_channel(&session, &channel);
  if (status == ZX_ERR_UNAVAILABLE) await_end(session.number);
  if (live != session.number) {
    if (status == ZX_OK) close_channel(channel);
    return ZX_ERR_NEXT;
  }
  if (status == ZX_OK)
    set_thread_channel(channel);
  else if (is_over())
    status = zirq_explain_lost(&current);
  return status;
}

static zx_status_t give_channel(void) {
  pthread_once(&once, prepare);
  thread.inside++;
  lock();
  zx_status_t status;
  do
    status = live != 0 ? join_session() : open_first_session();
  while (status == ZX_ERR_NEXT);
  unlock();
  thread.inside--;
  return status;
}

/* ---- Signal handlers. ---- */

/* Whether the thread has left its call by siglongjmp() out of a signal handler. A handler that is in the middle of it
 * stands below it on the stack, by a signal's frame at least, or on a stack of its own. */
static bool was_left(const zirq_channel_t* channel) {
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  stack_t stack;
  return here + SIGNAL_FRAME > (uintptr_t)channel->call && sigaltstack(NULL, &stack) == 0 &&
         (stack.ss_flags & SS_ONSTACK) == 0;
}

/* The thread's channel is in the middle of a call that was left. Another takes its place first, because the session
 * ends with its last one. */
static zx_status_t replace_channel(zirq_channel_t* left) {
  thread.inside++;
  thread.channel = NULL;
  zx_status_t status = give_channel();
  if (left->fd < 0) {
    /* This is the child of a signal handler's fork(), which has closed it. */
    free(left);
  } else if (status == ZX_OK) {
    zirq_channel_hang_up(left);
    lock();
    close_channel(left);
    unlock();
  } else {
    thread.channel = left;
  }
  thread.inside--;
  return status;
}

zx_status_t zirq_session_open_for_handler(const zirq_channel_t* taken, zirq_channel_t* channel) {
  *channel = (zirq_channel_t){.session = taken->session};
  /* The thread does not hold the lock, or it would not have come here; who does wait for nothing of this thread's. */
  lock();
  size_t i = 0;
  while (i < MAX_HANDLER_SOCKETS && handler_sockets[i] >= 0) i++;
  zx_status_t status = ZX_ERR_NO_RESOURCES;
  if (i == MAX_HANDLER_SOCKETS)
    zirq_explain("%d signal handlers are in calls already", MAX_HANDLER_SOCKETS);
  else
    status = zirq_channel_create(channel);
  if (status == ZX_OK) handler_sockets[i] = channel->fd;
  unlock();
  if (status != ZX_OK) return status;

  status = zirq_channel_open(channel);
  if (status == ZX_OK) return ZX_OK;
  zirq_session_close_for_handler(channel);
  bool is_over = status == ZX_ERR_UNAVAILABLE ? zirq_wait_until_cut(taken->fd, zx_deadline_after(END_PATIENCE))
                                              : zirq_channel_is_cut(taken);
  return is_over ? zirq_explain_lost(&taken->session) : status;
}

void zirq_session_close_for_handler(zirq_channel_t* channel) {
  lock();
  /* It is not there in the child of another handler's fork(), which has closed it. */
  for (size_t i = 0; i < MAX_HANDLER_SOCKETS; i++) {
    if (handler_sockets[i] != channel->fd) continue;
    handler_sockets[i] = -1;
    close(channel->fd);
    break;
  }
  unlock();
}

/* ---- For calls. ---- */

zx_status_t zirq_session_channel(zirq_channel_t** out) {
  if (thread.inside) {
    zirq_explain("a signal handler called while its thread was connecting to zirqd; call again later");
    return ZX_ERR_UNAVAILABLE;
  }
  zirq_channel_t* channel = thread.channel;
  zx_status_t status = ZX_OK;
  if (channel != NULL && channel->call != NULL) {
    if (was_left(channel)) status = replace_channel(channel);
  } else if (channel == NULL || channel->session.number != atomic_load_explicit(&live, memory_order_relaxed)) {
    status = give_channel();
  }
  *out = thread.channel;
  return status;
}

zx_status_t zirq_session_break(uint32_t number) {
  lock();
  if (number == live) {
    live = 0;
    broken = true;
    end_channels(number);
  }
  zx_status_t status = zirq_explain_lost(&current);
  unlock();
  return status;
}

zx_status_t zirq_connect(const char* path) {
  if (thread.inside || (thread.channel != NULL && thread.channel->call != NULL && !was_left(thread.channel))) {
    zirq_explain("zirq_connect() was called by a signal handler while its thread was in a call");
    return ZX_ERR_BAD_STATE;
  }
  int error = errno;
  int cancelable;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelable);
  pthread_once(&once, prepare);
  struct sockaddr_un address = {0};
  zx_status_t status = resolve(path, &address);
  if (status == ZX_OK) {
    thread.inside++;
    pthread_mutex_lock(&opening);
    lock();
    do
      status = open_session(&address);
    while (status == ZX_ERR_NEXT);
    unlock();
    pthread_mutex_unlock(&opening);
    thread.inside--;
  }
  pthread_setcancelstate(cancelable, &cancelable);
  errno = error;
  return status;
}
