/* Each thread has its own channel, which only it uses, so that a call takes no lock. The lock here is for opening and
 * returning channels. The channel of a thread that ends waits, idle, for another thread: the daemon ends a session with
 * its last channel, and a session has to live as long as the process.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <zirq/zirq.h>

#include "client.h"

/* A process that once had a thousand threads does not keep a thousand connections. */
#define MAX_IDLE_CHANNELS 8

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
/* All below is the mutex's, but live is read without it: the number of the session that calls go to, or 0. */
static _Atomic uint32_t live;
static uint32_t last_number;
static bool broken;            /* there was a session, and only zirq_connect() may open another */
static zirq_session_t current; /* its address stays when it ends, and is empty until a path was chosen */
static zirq_channel_t* channels;

static _Thread_local struct {
  zirq_channel_t* channel;
  volatile sig_atomic_t locks; /* the thread holds the mutex: a signal handler must not wait for it */
} thread;

static pthread_key_t thread_exit_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void lock(void) {
  thread.locks = 1;
  pthread_mutex_lock(&mutex);
}

static void unlock(void) {
  pthread_mutex_unlock(&mutex);
  thread.locks = 0;
}

/* ---- Channels, under the lock. ---- */

static void close_channel(zirq_channel_t* channel) {
  zirq_channel_t** link = &channels;
  while (*link != channel) link = &(*link)->next;
  *link = channel->next;
  close(channel->fd);
  free(channel);
}

static zx_status_t open_channel(const zirq_session_t* session, zirq_channel_t** out) {
  zirq_channel_t* channel = calloc(1, sizeof(*channel));
  if (channel == NULL) {
    zirq_explain("out of memory while connecting to zirqd");
    return ZX_ERR_NO_MEMORY;
  }
  channel->session = *session;
  zx_status_t status = zirq_channel_open(channel);
  if (status != ZX_OK) {
    free(channel);
    return status;
  }
  channel->next = channels;
  channels = channel;
  *out = channel;
  return ZX_OK;
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
  /* A busy one was left in the middle of a call, by a signal handler that ended the thread. */
  if (!channel->busy && channel->session.number == live && idle < MAX_IDLE_CHANNELS)
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
    /* A handler that forks returns into the call that it interrupted. */
    if (!channel->busy) free(channel);
  }
  channels = NULL;
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

/* Opens a session at address and makes it the one that calls go to, with its first channel the calling thread's. */
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

/* Gives the thread a channel of the live session. */
static zx_status_t join_session(void) {
  for (zirq_channel_t* channel = channels; channel != NULL; channel = channel->next) {
    if (!channel->idle) continue;
    channel->idle = false;
    set_thread_channel(channel);
    return ZX_OK;
  }
  zirq_channel_t* channel;
  zx_status_t status = open_channel(&current, &channel);
  if (status == ZX_OK) set_thread_channel(channel);
  return status;
}

static zx_status_t give_channel(void) {
  pthread_once(&once, prepare);
  lock();
  zx_status_t status;
  if (live != 0) {
    status = join_session();
  } else if (broken) {
    status = zirq_explain_lost(&current);
  } else {
    struct sockaddr_un address = current.address;
    status = address.sun_family == AF_UNIX ? ZX_OK : resolve(NULL, &address);
    if (status == ZX_OK) status = open_session(&address);
  }
  unlock();
  return status;
}

zx_status_t zirq_session_channel(zirq_channel_t** out) {
  if (thread.locks) {
    zirq_explain("a signal handler called while its thread was connecting to zirqd; call again later");
    return ZX_ERR_UNAVAILABLE;
  }
  zirq_channel_t* channel = thread.channel;
  if (channel == NULL ||
      (!channel->busy && channel->session.number != atomic_load_explicit(&live, memory_order_relaxed))) {
    zx_status_t status = give_channel();
    if (status != ZX_OK) return status;
  }
  *out = thread.channel;
  return ZX_OK;
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
  if (thread.locks || (thread.channel != NULL && thread.channel->busy)) {
    zirq_explain("zirq_connect() was called by a signal handler while its thread was in a call");
    return ZX_ERR_BAD_STATE;
  }
  int error = errno;
  int cancelable;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelable);
  pthread_once(&once, prepare);
  lock();
  struct sockaddr_un address = {0};
  zx_status_t status = resolve(path, &address);
  if (status == ZX_OK) status = open_session(&address);
  unlock();
  pthread_setcancelstate(cancelable, &cancelable);
  errno = error;
  return status;
}
