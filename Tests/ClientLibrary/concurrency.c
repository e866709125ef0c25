/* Threads, signals and forks in the middle of calls. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zircon/process.h>
#include <zirq/zirq.h>

#include "check.h"

/* Source: proc_pid_syscall(5): what a thread that is blocked is blocked in. */
static void await_blocked(pid_t thread) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/syscall", thread);
  for (;;) {
    char text[128] = "";
    int file = open(path, O_RDONLY | O_CLOEXEC);
    REQUIRE(file >= 0);
    REQUIRE(read(file, text, sizeof text - 1) >= 0);
    close(file);
    char *end;
    long number = strtol(text, &end, 10);
    if (end != text && (number == SYS_recvfrom || number == SYS_ppoll)) return;
    sched_yield();
  }
}

static pthread_t start(void *(*run)(void *), void *argument) {
  pthread_t thread;
  REQUIRE(pthread_create(&thread, NULL, run, argument) == 0);
  return thread;
}

/* ---- Several threads at once. ---- */

#define CROWD 6
#define PACKETS 60

struct crowd {
  zx_handle_t port;
  zx_handle_t interrupt;
  atomic_uint taken, acknowledged;
};

/* Takes packets until one says stop. */
static void *take_packets(void *argument) {
  struct crowd *crowd = argument;
  for (;;) {
    zx_port_packet_t packet;
    EXPECT(ZX_OK, zx_port_wait(crowd->port, ZX_TIME_INFINITE, &packet));
    if (packet.type == ZX_PKT_TYPE_INTERRUPT) {
      EXPECT(ZX_OK, zx_interrupt_ack(crowd->interrupt));
      crowd->acknowledged++;
    } else if (packet.key == 0) {
      return NULL;
    } else {
      crowd->taken++;
    }
  }
}

static void *trigger_and_duplicate(void *argument) {
  struct crowd *crowd = argument;
  for (int i = 1; i <= PACKETS; i++) {
    zx_handle_t again;
    EXPECT(ZX_OK, zx_handle_duplicate(crowd->interrupt, ZX_RIGHT_SAME_RIGHTS, &again));
    EXPECT(ZX_OK, zx_interrupt_trigger(again, 0, i));
    EXPECT(ZX_OK, zx_port_queue(crowd->port, &(zx_port_packet_t){.key = 1}));
    close_handle(again);
  }
  return NULL;
}

static void one_packet_wakes_one_thread(void) {
  struct crowd crowd = {.port = new_port(), .interrupt = new_interrupt()};
  EXPECT(ZX_OK, zx_interrupt_bind(crowd.interrupt, crowd.port, 9, ZX_INTERRUPT_BIND));
  pthread_t takers[CROWD], makers[2];
  for (int i = 0; i < CROWD; i++) takers[i] = start(take_packets, &crowd);
  for (int i = 0; i < 2; i++) makers[i] = start(trigger_and_duplicate, &crowd);
  for (int i = 0; i < 2; i++) pthread_join(makers[i], NULL);
  for (int i = 0; i < CROWD; i++) EXPECT(ZX_OK, zx_port_queue(crowd.port, &(zx_port_packet_t){.key = 0}));
  for (int i = 0; i < CROWD; i++) pthread_join(takers[i], NULL);
  REQUIRE(crowd.taken == 2 * PACKETS);
  /* Triggers merge. */
  REQUIRE(crowd.acknowledged >= 1 && crowd.acknowledged <= 2 * PACKETS);
  close_handle(crowd.interrupt);
  close_handle(crowd.port);
}

struct closed_wait {
  zx_handle_t handle;
  _Atomic pid_t task;
  zx_status_t status;
  zx_signals_t observed;
};

static void *wait_for_handle(void *argument) {
  struct closed_wait *wait = argument;
  wait->task = gettid();
  wait->status = zx_object_wait_one(wait->handle, ZX_USER_SIGNAL_0, ZX_TIME_INFINITE, &wait->observed);
  return NULL;
}

/* The daemon may see the close first, and then there is nothing to wait for; it does not do so every time. */
static void closing_ends_a_wait(void) {
  bool canceled = false;
  while (!canceled) {
    struct closed_wait wait = {.handle = new_event()};
    pthread_t thread = start(wait_for_handle, &wait);
    while (wait.task == 0) sched_yield();
    await_blocked(wait.task);
    close_handle(wait.handle);
    pthread_join(thread, NULL);
    canceled = wait.status == ZX_ERR_CANCELED;
    REQUIRE(canceled ? wait.observed == ZX_SIGNAL_HANDLE_CLOSED : wait.status == ZX_ERR_BAD_HANDLE);
  }
}

static void *wait_for_interrupt(void *argument) {
  EXPECT(ZX_ERR_CANCELED, zx_interrupt_wait(*(zx_handle_t *)argument, NULL));
  return NULL;
}

static void destroying_ends_a_wait(void) {
  zx_handle_t interrupt = new_interrupt();
  EXPECT(ZX_OK, zx_interrupt_trigger(interrupt, 0, 1));
  EXPECT(ZX_OK, zx_interrupt_wait(interrupt, NULL));
  pthread_t thread = start(wait_for_interrupt, &interrupt);
  /* A wait that blocks acknowledges. */
  EXPECT(ZX_OK, zx_object_wait_one(interrupt, ZX_VIRTUAL_INTERRUPT_UNTRIGGERED, ZX_TIME_INFINITE, NULL));
  EXPECT(ZX_OK, zx_interrupt_destroy(interrupt));
  pthread_join(thread, NULL);
  close_handle(interrupt);
}

static void *make_one_call(void *unused) {
  (void)unused;
  close_handle(new_event());
  return NULL;
}

/* More than stay connected. */
static void threads_come_and_go(void) {
  pthread_t threads[12];
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 12; i++) threads[i] = start(make_one_call, NULL);
    for (int i = 0; i < 12; i++) pthread_join(threads[i], NULL);
  }
}

void use_threads(void) {
  one_packet_wakes_one_thread();
  closing_ends_a_wait();
  destroying_ends_a_wait();
  threads_come_and_go();
}

/* ---- Signals that interrupt waits. ---- */

static zx_handle_t event, port, interrupt;
static int stop_fd;
static atomic_uint handled;
static _Atomic pid_t waiting;

/* A handler may call, too. */
static void handle(int number) {
  (void)number;
  int error = errno;
  zx_signals_t observed;
  zx_wait_item_t items[7];
  for (int i = 0; i < 7; i++) items[i] = (zx_wait_item_t){.handle = event, .waitfor = ZX_USER_SIGNAL_7};
  EXPECT(ZX_ERR_TIMED_OUT, zx_object_wait_one(event, ZX_USER_SIGNAL_7, 0, &observed));
  EXPECT(ZX_ERR_TIMED_OUT, zx_object_wait_many(items, 7, 0));
  REQUIRE(zx_vmar_root_self() != ZX_HANDLE_INVALID);
  REQUIRE(errno == error);
  handled++;
}

static zx_status_t wait_for_event(void) {
  return zx_object_wait_one(event, ZX_EVENT_SIGNALED, ZX_TIME_INFINITE, NULL);
}

static zx_status_t wait_for_event_until(void) {
  return zx_object_wait_one(event, ZX_EVENT_SIGNALED, zx_deadline_after(ZX_HOUR(1)), NULL);
}

static zx_status_t wait_for_many_events(void) {
  zx_wait_item_t items[20];
  for (int i = 0; i < 20; i++) items[i] = (zx_wait_item_t){.handle = event, .waitfor = ZX_EVENT_SIGNALED};
  zx_status_t status = zx_object_wait_many(items, 20, ZX_TIME_INFINITE);
  for (int i = 0; i < 20; i++) REQUIRE(items[i].pending & ZX_EVENT_SIGNALED);
  return status;
}

static zx_status_t wait_for_packet(void) {
  zx_port_packet_t packet;
  return zx_port_wait(port, ZX_TIME_INFINITE, &packet);
}

static zx_status_t wait_for_packet_until(void) {
  zx_port_packet_t packet;
  return zx_port_wait(port, zx_deadline_after(ZX_HOUR(1)), &packet);
}

static zx_status_t wait_for_packet_or_stop(void) {
  zx_port_packet_t packet;
  zx_status_t status = zirq_port_wait(port, ZX_TIME_INFINITE, stop_fd, &packet);
  return status == ZX_ERR_STOP ? ZX_OK : status;
}

static zx_status_t wait_for_trigger(void) {
  return zx_interrupt_wait(interrupt, NULL);
}

static void signal_event(void) {
  EXPECT(ZX_OK, zx_object_signal(event, 0, ZX_EVENT_SIGNALED));
}

static void queue_packet(void) {
  EXPECT(ZX_OK, zx_port_queue(port, &(zx_port_packet_t){.key = 4}));
}

static void stop(void) {
  REQUIRE(eventfd_write(stop_fd, 1) == 0);
}

static void trigger(void) {
  EXPECT(ZX_OK, zx_interrupt_trigger(interrupt, 0, 5));
}

static const struct {
  zx_status_t (*wait)(void);
  void (*end)(void);
} waits[] = {
    {wait_for_event, signal_event},
    {wait_for_event_until, signal_event},
    {wait_for_many_events, signal_event},
    {wait_for_packet, queue_packet},
    {wait_for_packet_until, queue_packet},
    {wait_for_packet_or_stop, queue_packet},
    {wait_for_packet_or_stop, stop},
    {wait_for_trigger, trigger},
};

static void *make_wait(void *argument) {
  const size_t *number = argument;
  /* The handler's calls need a thread that has made one. */
  close_handle(new_event());
  waiting = gettid();
  EXPECT(ZX_OK, waits[*number].wait());
  return NULL;
}

static void interrupt_waits(void) {
  for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
    event = new_event();
    port = new_port();
    interrupt = new_interrupt();
    stop_fd = eventfd(0, EFD_CLOEXEC);
    waiting = 0;
    pthread_t thread = start(make_wait, &i);
    while (waiting == 0) sched_yield();
    for (unsigned sent = 0; sent < 3; sent++) {
      await_blocked(waiting);
      unsigned before = handled;
      REQUIRE(pthread_kill(thread, SIGUSR1) == 0);
      while (handled == before) sched_yield();
    }
    await_blocked(waiting);
    waits[i].end();
    pthread_join(thread, NULL);
    close(stop_fd);
    const zx_handle_t handles[] = {event, port, interrupt};
    EXPECT(ZX_OK, zx_handle_close_many(handles, 3));
  }
}

static atomic_bool slept;

static void *sleep_a_moment(void *unused) {
  EXPECT(ZX_OK, zx_object_signal(event, 0, 0));
  waiting = gettid();
  zx_time_t until = zx_deadline_after(ZX_MSEC(50));
  EXPECT(ZX_OK, zx_nanosleep(until));
  REQUIRE(zx_clock_get_monotonic() >= until);
  slept = true;
  return unused;
}

void use_signals(void) {
  struct sigaction action = {.sa_handler = handle};
  REQUIRE(sigaction(SIGUSR1, &action, NULL) == 0);
  interrupt_waits();
  event = new_event();
  waiting = 0;
  pthread_t thread = start(sleep_a_moment, NULL);
  while (waiting == 0) sched_yield();
  for (; !slept; zx_nanosleep(zx_deadline_after(ZX_MSEC(1)))) pthread_kill(thread, SIGUSR1);
  pthread_join(thread, NULL);
  close_handle(event);
}

/* ---- Forks. ---- */

static void *wait_and_wait(void *unused) {
  (void)unused;
  close_handle(new_event());
  waiting = gettid();
  EXPECT(ZX_OK, wait_for_packet());
  return NULL;
}

/* The child of a process whose other thread waits. */
static void be_child(void) {
  EXPECT(ZX_ERR_BAD_HANDLE, zx_handle_close(port));
  zx_handle_t own = new_port();
  EXPECT(ZX_OK, zx_port_queue(own, &(zx_port_packet_t){.key = 8}));
  zx_port_packet_t packet;
  EXPECT(ZX_OK, zx_port_wait(own, ZX_TIME_INFINITE, &packet));
  threads_come_and_go();
  exit(0);
}

void use_fork(void) {
  port = new_port();
  waiting = 0;
  pthread_t thread = start(wait_and_wait, NULL);
  while (waiting == 0) sched_yield();
  await_blocked(waiting);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) be_child();
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child && status == 0);
  queue_packet();
  pthread_join(thread, NULL);
  close_handle(port);
}
