/* A client process for the tests: each verb is one way of using the daemon.
 *
 *   drive DEVICE COUNT   takes COUNT interrupts through a port, acknowledging each
 *   crowd CLIENTS COUNT  forks CLIENTS processes; number N drives sim:deviceN
 *   steady DEVICE RATE   takes the interrupts of a device that has RATE of them in a second; at SIGUSR1 it says that it
 *                        has got another, and at SIGTERM it accounts for all there have been
 *   outlive DEVICE       is in calls of every kind when its daemon goes, turns to the next one, and so on until SIGTERM
 *   hold DEVICE          binds the interrupt, takes one packet and keeps it unacknowledged until it is killed
 *   fork                 uses the daemon in a process and in its child, and ends before the child does
 *   reconnect PATH       outlives its daemon and turns to the one at PATH
 *   port-wait DEVICE     blocks in zx_port_wait and tells how it ended
 *   wait DEVICE          blocks in zx_interrupt_wait and tells how it ended
 *   connect-and-fork     forks while another thread connects, and tells how that thread's call ended
 *   leave COUNT          leaves zx_port_wait and zx_object_wait_many by siglongjmp() COUNT times, and takes a packet after
 *                        each
 *   handle               calls in a signal handler, on the thread's stack and on one above it, during zx_port_wait
 *   handle-and-fork      forks while a signal handler of another thread is in a call
 *   drop                 gives up its privileges between a thread's first call and another's
 *   try DEVICE COUNT     opens a device COUNT times, maps its registers and creates its interrupt, and tells what came of
 *                        each
 *   control PATH CALL    makes a call on a control socket, and tells the reply
 *   freeze THREAD        keeps a thread of another process from running, until it is killed
 *
 * `as UID` before a verb gives up root's privileges for those of a user first, who is in no group but that of the same
 * number.
 *
 * It writes a word to standard output when it has come to the point that the test waits for.
 */
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zircon/syscalls.h>
#include <zircon/syscalls/port.h>
#include <zirq/zirq.h>

static void say(const char *word) {
  printf("%s\n", word);
  fflush(stdout);
}

static void require(zx_status_t status, const char *what) {
  if (status == ZX_OK) return;
  fprintf(stderr, "client %d: %s: %s (%s)\n", getpid(), what, zx_status_get_string(status), zirq_error());
  exit(1);
}

static zx_handle_t create(const char *device) {
  zx_handle_t resource, interrupt;
  require(zirq_device_open(device, &resource), device);
  require(zx_interrupt_create(resource, 0, 0, &interrupt), "zx_interrupt_create");
  return interrupt;
}

static zx_handle_t bind_to_port(zx_handle_t interrupt) {
  zx_handle_t port;
  require(zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &port), "zx_port_create");
  require(zx_interrupt_bind(interrupt, port, 1, ZX_INTERRUPT_BIND), "zx_interrupt_bind");
  return port;
}

static int drive(const char *device, long count) {
  zx_handle_t interrupt = create(device);
  zx_handle_t port = bind_to_port(interrupt);
  zx_time_t last = 0;
  say("bound");
  for (long taken = 0; taken < count; ++taken) {
    zx_port_packet_t packet;
    require(zx_port_wait(port, ZX_TIME_INFINITE, &packet), "zx_port_wait");
    if (packet.type != ZX_PKT_TYPE_INTERRUPT || packet.key != 1 || packet.interrupt.timestamp <= last) {
      fprintf(stderr, "client %d: packet %ld is wrong\n", getpid(), taken);
      return 1;
    }
    last = packet.interrupt.timestamp;
    require(zx_interrupt_ack(interrupt), "zx_interrupt_ack");
  }
  say("done");
  return 0;
}

static int crowd(long clients, long count) {
  for (long number = 0; number < clients; ++number) {
    pid_t child = fork();
    if (child < 0) {
      perror("fork");
      return 1;
    }
    if (child == 0) {
      char device[32];
      snprintf(device, sizeof device, "sim:device%ld", number);
      _exit(drive(device, count));
    }
  }
  int failed = 0;
  for (long number = 0; number < clients; ++number) {
    int status;
    wait(&status);
    if (status != 0) ++failed;
  }
  if (failed > 0) fprintf(stderr, "%d of %ld clients failed\n", failed, clients);
  return failed > 0;
}

static volatile sig_atomic_t is_asked, is_ending;

static void ask_for_progress(int number) {
  (void)number;
  is_asked = 1;
}

static void ask_for_end(int number) {
  (void)number;
  is_ending = 1;
}

/* The last packet has been taken and not acknowledged, so that everything after it is pending or merged. An interrupt
 * that the daemon has lost was counted by its line, and is neither a packet, nor pending, nor merged: then the sum never
 * comes out, however long it is waited for. */
static int account(zx_handle_t interrupt, uint64_t packets, zx_time_t opened, uint64_t rate) {
  zx_time_t now = zx_clock_get_monotonic();
  uint64_t due = (uint64_t)(now - opened) / (ZX_SEC(1) / rate);
  zirq_interrupt_stats_t first, stats;
  require(zirq_interrupt_get_stats(interrupt, &first), "zirq_interrupt_get_stats");
  do {
    require(zirq_interrupt_get_stats(interrupt, &stats), "zirq_interrupt_get_stats");
    /* A level line is masked until the acknowledgement; what the device wants meanwhile makes one more then. */
    bool is_level_sum = stats.rearms == packets && stats.total == packets && stats.delivered == packets;
    /* One pending, and all others merged; and the device's clock has lost none before. */
    bool is_edge_sum = stats.rearms == 0 && stats.total >= due && stats.delivered > first.delivered &&
                       stats.delivered == packets + 1 + stats.merged;
    if (is_level_sum || is_edge_sum) {
      say("nothing lost");
      return 0;
    }
    sched_yield();
  } while (zx_clock_get_monotonic() < now + ZX_SEC(60));
  fprintf(stderr,
          "client %d: %" PRIu64 " packets, but total %" PRIu64 " (due %" PRIu64 "), delivered %" PRIu64
          ", merged %" PRIu64 ", rearms %" PRIu64 "\n",
          getpid(), packets, stats.total, due, stats.delivered, stats.merged, stats.rearms);
  return 1;
}

static int steady(const char *device, uint64_t rate) {
  signal(SIGUSR1, ask_for_progress);
  signal(SIGTERM, ask_for_end);
  zx_handle_t interrupt = create(device);
  zx_time_t opened = zx_clock_get_monotonic(), last = 0;
  zx_handle_t port = bind_to_port(interrupt);
  say("bound");
  for (uint64_t packets = 1;; ++packets) {
    zx_port_packet_t packet;
    /* So long that only what has been lost is not there by then. */
    require(zx_port_wait(port, zx_deadline_after(ZX_SEC(120)), &packet), "zx_port_wait");
    if (packet.type != ZX_PKT_TYPE_INTERRUPT || packet.key != 1 || packet.interrupt.timestamp <= last) {
      fprintf(stderr, "client %d: packet %" PRIu64 " is wrong\n", getpid(), packets);
      return 1;
    }
    last = packet.interrupt.timestamp;
    if (is_ending) return account(interrupt, packets, opened, rate);
    if (is_asked) say("another");
    is_asked = 0;
    require(zx_interrupt_ack(interrupt), "zx_interrupt_ack");
  }
}

__attribute__((noreturn)) static void hold(const char *device) {
  zx_handle_t port = bind_to_port(create(device));
  zx_port_packet_t packet;
  say("bound");
  require(zx_port_wait(port, ZX_TIME_INFINITE, &packet), "zx_port_wait");
  say("holding");
  for (;;) pause();
}

static int port_wait(const char *device) {
  zx_handle_t port = bind_to_port(create(device));
  zx_port_packet_t packet;
  say("waiting");
  say(zx_status_get_string(zx_port_wait(port, ZX_TIME_INFINITE, &packet)));
  return 0;
}

static int interrupt_wait(const char *device) {
  zx_handle_t interrupt = create(device);
  say("waiting");
  say(zx_status_get_string(zx_interrupt_wait(interrupt, NULL)));
  return 0;
}

static void expect(zx_status_t status, zx_status_t expected, const char *what) {
  if (status == expected) return;
  fprintf(stderr, "client %d: %s: %s, not %s\n", getpid(), what, zx_status_get_string(status),
          zx_status_get_string(expected));
  _exit(1);
}

static int fork_client(void) {
  zx_handle_t port;
  require(zx_port_create(0, &port), "zx_port_create");
  int ready[2];
  if (pipe(ready) != 0) return 1;
  pid_t child = fork();
  if (child == 0) {
    zx_handle_t own;
    expect(zx_handle_close(port), ZX_ERR_BAD_HANDLE, "the parent's handle in the child");
    expect(zx_port_create(0, &own), ZX_OK, "zx_port_create in the child");
    say("child");
    if (write(ready[1], "", 1) != 1) _exit(1);
    zx_port_packet_t packet;
    _exit(zx_port_wait(own, ZX_TIME_INFINITE, &packet) == ZX_ERR_PEER_CLOSED ? 0 : 1);
  }
  char byte;
  if (child < 0 || read(ready[0], &byte, 1) != 1) return 1;
  zx_port_packet_t packet = {.key = 3};
  expect(zx_port_queue(port, &packet), ZX_OK, "zx_port_queue in the parent");
  expect(zx_port_wait(port, 0, &packet), ZX_OK, "zx_port_wait in the parent");
  say("parent");
  return 0;
}

static int reconnect(const char *path) {
  zx_handle_t port;
  zx_port_packet_t packet;
  require(zx_port_create(0, &port), "zx_port_create");
  say("waiting");
  expect(zx_port_wait(port, ZX_TIME_INFINITE, &packet), ZX_ERR_PEER_CLOSED, "zx_port_wait");
  expect(zx_handle_close(port), ZX_ERR_PEER_CLOSED, "zx_handle_close");
  require(zirq_connect(path), "zirq_connect");
  expect(zx_port_wait(port, 0, &packet), ZX_ERR_BAD_HANDLE, "zx_port_wait with a handle of the session before");
  require(zx_port_create(0, &port), "zx_port_create in the new session");
  say("reconnected");
  return 0;
}

/* ---- One daemon after the other. ---- */

/* What the threads below use: the session's objects, or none. */
static zx_handle_t quiet_port, quiet_interrupt, quiet_event;

/* Parked until the daemon goes. */
static void *wait_for_port(void *unused) {
  zx_port_packet_t packet;
  expect(zx_port_wait(quiet_port, ZX_TIME_INFINITE, &packet), ZX_ERR_PEER_CLOSED, "a parked zx_port_wait");
  expect(zx_port_wait(quiet_port, ZX_TIME_INFINITE, &packet), ZX_ERR_PEER_CLOSED, "a later zx_port_wait");
  return unused;
}

static void *wait_for_interrupt(void *unused) {
  expect(zx_interrupt_wait(quiet_interrupt, NULL), ZX_ERR_PEER_CLOSED, "a parked zx_interrupt_wait");
  return unused;
}

static void *wait_for_signal(void *unused) {
  zx_signals_t observed;
  expect(zx_object_wait_one(quiet_event, ZX_EVENT_SIGNALED, ZX_TIME_INFINITE, &observed), ZX_ERR_PEER_CLOSED,
         "a parked zx_object_wait_one");
  return unused;
}

/* In the middle of something all the time. */
static void *call_and_call(void *unused) {
  zx_handle_t handle;
  zx_status_t status;
  do
    status = zx_handle_duplicate(quiet_port, ZX_RIGHT_SAME_RIGHTS, &handle);
  while (status == ZX_OK && (status = zx_handle_close(handle)) == ZX_OK);
  expect(status, ZX_ERR_PEER_CLOSED, "a call");
  return unused;
}

/* With the interrupts of a device whose line was another daemon's a moment ago, and may have been armed or masked when
 * that was killed. */
static void take_interrupts_until_the_end(const char *device) {
  zx_handle_t interrupt = create(device);
  zx_handle_t port = bind_to_port(interrupt);
  zx_port_packet_t packet;
  zx_status_t status = ZX_OK;
  for (long taken = 0; status == ZX_OK; ++taken) {
    if (taken == 3) say("working");
    status = zx_port_wait(port, zx_deadline_after(ZX_SEC(120)), &packet);
    if (status == ZX_OK) status = zx_interrupt_ack(interrupt);
  }
  expect(status, ZX_ERR_PEER_CLOSED, "taking interrupts");
  expect(zx_interrupt_ack(interrupt), ZX_ERR_PEER_CLOSED, "a later zx_interrupt_ack");
}

static int outlive(const char *device) {
  static void *(*const threads[])(void *) = {wait_for_port, wait_for_interrupt, wait_for_signal, call_and_call};
  enum { COUNT = sizeof threads / sizeof *threads };
  signal(SIGTERM, ask_for_end);
  for (;;) {
    require(zx_port_create(0, &quiet_port), "zx_port_create");
    require(zx_event_create(0, &quiet_event), "zx_event_create");
    require(zx_interrupt_create(ZX_HANDLE_INVALID, 0, ZX_INTERRUPT_VIRTUAL, &quiet_interrupt), "zx_interrupt_create");
    pthread_t started[COUNT];
    for (int i = 0; i < COUNT; ++i) pthread_create(&started[i], NULL, threads[i], NULL);
    take_interrupts_until_the_end(device);
    for (int i = 0; i < COUNT; ++i) pthread_join(started[i], NULL);
    if (is_ending) return 0;
    say("cut off");
    /* There is no daemon for a while. */
    zx_status_t status;
    while ((status = zirq_connect(NULL)) == ZX_ERR_UNAVAILABLE && !is_ending) sched_yield();
    if (is_ending) return 0;
    require(status, "zirq_connect");
  }
}

/* ---- Threads, signals and forks in the middle of a call. ---- */

/* Connected sockets that the test's process left here. */
static int inherited;

static int connections(void) {
  int count = -inherited;
  for (int fd = 0; fd < 256; ++fd) {
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0) ++count;
  }
  return count;
}

/* A thread of the child of fork() has copies of none of its parent's connections. */
static void fork_without_connections(void) {
  pid_t child = fork();
  if (child == 0) _exit(connections());
  int status = -1;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    fprintf(stderr, "client %d: the child's status is %#x, of which 0xff00 counts connections\n", getpid(), status);
    _exit(1);
  }
}

/* Source: proc_pid_syscall(5): what a thread that is blocked is blocked in. */
static void await_blocked_in_receive(pid_t thread) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/syscall", thread);
  for (;;) {
    char text[128] = "";
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, text, sizeof text - 1) < 0) {
      perror(path);
      _exit(1);
    }
    close(file);
    char *end;
    if (strtol(text, &end, 10) == SYS_recvfrom && end != text) return;
    sched_yield();
  }
}

static void *create_port(void *unused) {
  (void)unused;
  zx_handle_t port;
  zx_status_t status = zx_port_create(0, &port);
  printf("%s %s\n", zx_status_get_string(status), zirq_error());
  fflush(stdout);
  return NULL;
}

static int connect_and_fork(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, create_port, NULL);
  while (connections() == 0) sched_yield();
  fork_without_connections();
  say("forked");
  pthread_join(thread, NULL);
  return 0;
}

static sigjmp_buf before_call;
static zx_handle_t own_port, handlers_port;
static pthread_t main_thread;
static pid_t main_task;

static void leave_call(int number) {
  (void)number;
  siglongjmp(before_call, 1);
}

static void *signal_main_thread(void *unused) {
  (void)unused;
  await_blocked_in_receive(main_task);
  pthread_kill(main_thread, SIGUSR1);
  return NULL;
}

/* More objects than fit into a frame. */
static void wait_for_many(zx_handle_t event) {
  zx_wait_item_t items[20];
  for (int i = 0; i < 20; ++i) items[i] = (zx_wait_item_t){.handle = event, .waitfor = ZX_EVENT_SIGNALED};
  zx_object_wait_many(items, 20, ZX_TIME_INFINITE);
}

static int leave(long count) {
  signal(SIGUSR1, leave_call);
  main_thread = pthread_self();
  main_task = gettid();
  zx_handle_t event;
  require(zx_event_create(0, &event), "zx_event_create");
  require(zx_port_create(0, &own_port), "zx_port_create");
  for (volatile long round = 0; round < count; ++round) {
    pthread_t thread;
    zx_port_packet_t packet;
    pthread_create(&thread, NULL, signal_main_thread, NULL);
    if (sigsetjmp(before_call, 1) == 0) {
      if (round % 2 == 0) zx_port_wait(own_port, ZX_TIME_INFINITE, &packet);
      if (round % 2 == 1) wait_for_many(event);
      return 1;
    }
    pthread_join(thread, NULL);
    packet = (zx_port_packet_t){.key = (uint64_t)round};
    expect(zx_port_queue(own_port, &packet), ZX_OK, "zx_port_queue");
    expect(zx_port_wait(own_port, 0, &packet), ZX_OK, "zx_port_wait after one that was left");
    if (packet.key != (uint64_t)round || connections() > 2) return 1;
  }
  say("left");
  return 0;
}

static void queue_packet(int number) {
  (void)number;
  zx_port_packet_t packet = {.key = 7};
  expect(zx_port_queue(own_port, &packet), ZX_OK, "zx_port_queue in a signal handler");
}

static _Atomic pid_t waiting_task;

static void *wait_for_packet(void *stack) {
  zx_port_packet_t packet = {0};
  if (stack != NULL) sigaltstack(stack, NULL);
  expect(zx_port_wait(own_port, 0, &packet), ZX_ERR_TIMED_OUT, "zx_port_wait");
  waiting_task = gettid();
  expect(zx_port_wait(own_port, ZX_TIME_INFINITE, &packet), ZX_OK, "zx_port_wait during a signal handler");
  if (packet.key != 7) _exit(1);
  /* The address sanitizer would unmap it as its own. */
  if (stack != NULL) sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
  return NULL;
}

static pthread_t start_waiting(stack_t *stack) {
  pthread_t thread;
  waiting_task = 0;
  pthread_create(&thread, NULL, wait_for_packet, stack);
  while (waiting_task == 0) sched_yield();
  await_blocked_in_receive(waiting_task);
  return thread;
}

static int handle(void) {
  require(zx_port_create(0, &own_port), "zx_port_create");
  /* The main thread's stack is above all others. */
  char above[64 * 1024];
  stack_t stacks[] = {{.ss_flags = SS_DISABLE}, {.ss_sp = above, .ss_size = sizeof above}};
  struct sigaction action = {.sa_handler = queue_packet, .sa_flags = SA_ONSTACK};
  sigaction(SIGUSR1, &action, NULL);
  for (int i = 0; i < 2; ++i) {
    pthread_t thread = start_waiting(&stacks[i]);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
  }
  say("handled");
  return 0;
}

static atomic_bool handling;

static void wait_in_handler(int number) {
  (void)number;
  zx_port_packet_t packet;
  handling = true;
  expect(zx_port_wait(handlers_port, ZX_TIME_INFINITE, &packet), ZX_OK, "zx_port_wait in a signal handler");
}

static int handle_and_fork(void) {
  require(zx_port_create(0, &own_port), "zx_port_create");
  require(zx_port_create(0, &handlers_port), "zx_port_create");
  signal(SIGUSR1, wait_in_handler);
  pthread_t thread = start_waiting(NULL);
  pthread_kill(thread, SIGUSR1);
  while (!handling) sched_yield();
  await_blocked_in_receive(waiting_task);
  if (connections() != 3) return 1;
  fork_without_connections();
  zx_port_packet_t packet = {.key = 7};
  expect(zx_port_queue(handlers_port, &packet), ZX_OK, "zx_port_queue");
  expect(zx_port_queue(own_port, &packet), ZX_OK, "zx_port_queue");
  pthread_join(thread, NULL);
  if (connections() > 2) return 1;
  say("forked");
  return 0;
}

static int drop(void) {
  zx_port_packet_t packet = {.key = 1};
  require(zx_port_create(0, &own_port), "zx_port_create");
  if (chmod(getenv("ZIRQ_SOCKET"), 0) != 0 || (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)) return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, create_port, NULL);
  pthread_join(thread, NULL);
  expect(zx_port_queue(own_port, &packet), ZX_OK, "zx_port_queue without privileges");
  return 0;
}

static void tell(const char *what, zx_status_t status) {
  printf("%s %s %s\n", what, zx_status_get_string(status), status == ZX_OK ? "" : zirq_error());
}

static int try(const char *device, long count) {
  zx_handle_t resource = ZX_HANDLE_INVALID, interrupt;
  void *registers;
  size_t size;
  for (long number = 0; number < count; ++number) tell("open", zirq_device_open(device, &resource));
  if (resource != ZX_HANDLE_INVALID) {
    tell("map", zirq_region_map(resource, 0, &registers, &size));
    tell("create", zx_interrupt_create(resource, 0, 0, &interrupt));
  }
  say("done");
  return 0;
}

static int control(const char *path, const char *call) {
  int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0 ||
      send(connection, call, strlen(call) + 1, MSG_NOSIGNAL) < 0) {
    perror(path);
    return 1;
  }
  char byte;
  while (recv(connection, &byte, 1, 0) == 1 && byte != 0) putchar(byte);
  say("");
  return 0;
}

static int become(uid_t user) {
  return geteuid() != 0 || (setgroups(0, NULL) == 0 && setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0);
}

/* As its tracer, with whose end the thread runs on. Source: ptrace(2). */
static int freeze(pid_t thread) {
  int status;
  if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) != 0 || ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) != 0 ||
      waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) {
    perror("freeze");
    return 1;
  }
  say("frozen");
  for (;;) pause();
}

int main(int argc, char **argv) {
  inherited = connections();
  /* The thread of the tests that started this process may have had all signals blocked. */
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_UNBLOCK, &signals, NULL);
  if (argc > 2 && strcmp(argv[1], "as") == 0) {
    if (!become((uid_t)atol(argv[2]))) return 1;
    argc -= 2;
    argv += 2;
  }
  const char *verb = argc > 1 ? argv[1] : "";
  if (argc == 4 && strcmp(verb, "drive") == 0) return drive(argv[2], atol(argv[3]));
  if (argc == 4 && strcmp(verb, "crowd") == 0) return crowd(atol(argv[2]), atol(argv[3]));
  if (argc == 4 && strcmp(verb, "steady") == 0) return steady(argv[2], strtoull(argv[3], NULL, 10));
  if (argc == 3 && strcmp(verb, "outlive") == 0) return outlive(argv[2]);
  if (argc == 3 && strcmp(verb, "hold") == 0) hold(argv[2]);
  if (argc == 2 && strcmp(verb, "fork") == 0) return fork_client();
  if (argc == 3 && strcmp(verb, "reconnect") == 0) return reconnect(argv[2]);
  if (argc == 3 && strcmp(verb, "port-wait") == 0) return port_wait(argv[2]);
  if (argc == 3 && strcmp(verb, "wait") == 0) return interrupt_wait(argv[2]);
  if (argc == 2 && strcmp(verb, "connect-and-fork") == 0) return connect_and_fork();
  if (argc == 3 && strcmp(verb, "leave") == 0) return leave(atol(argv[2]));
  if (argc == 2 && strcmp(verb, "handle") == 0) return handle();
  if (argc == 2 && strcmp(verb, "handle-and-fork") == 0) return handle_and_fork();
  if (argc == 2 && strcmp(verb, "drop") == 0) return drop();
  if (argc == 4 && strcmp(verb, "try") == 0) return try(argv[2], atol(argv[3]));
  if (argc == 3 && strcmp(verb, "freeze") == 0) return freeze((pid_t)atol(argv[2]));
  if (argc == 4 && strcmp(verb, "control") == 0) return control(argv[2], argv[3]);
  fprintf(stderr, "usage: %s VERB ARGUMENTS\n", argv[0]);
  return 64;
}
