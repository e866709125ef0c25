/* A daemon that answers as it is told, right and wrong, and what the library makes of it: mappings with holes, of which
 * no simulated device has one, reasons of every length, and descriptions that cannot be. Ends with status 0. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zircon/process.h>
#include <zirq/zirq.h>

#include "check.h"
#include "zirq-wire.h"

#define PAGES 8u
#define DEVICE ((zx_handle_t)1)

static size_t page;

/* What is answered to everything but HELLO and reasons. Set while no call is under way. */
static struct {
  zx_status_t status;
  zirq_wire_payload_t payload;
  int descriptor;
  const char *reason;
  uint32_t length;        /* of the reason, as it is told */
  uint32_t second_length; /* as it is told from the second reply on */
} script;

/* ---- The daemon. ---- */

static void answer(int client, const zirq_wire_reply_t *reply, int descriptor) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct iovec data = {.iov_base = (void *)reply, .iov_len = sizeof *reply};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  if (descriptor >= 0) {
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(sizeof(int));
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
  }
  /* A client that has been told nonsense may have hung up. */
  (void)sendmsg(client, &message, MSG_NOSIGNAL);
}

static void tell_reason(zirq_wire_reply_t *reply, uint32_t place) {
  size_t length = strlen(script.reason), rest = place < length ? length - place : 0, room = sizeof reply->payload.text;
  reply->value = place == 0 ? script.length : script.second_length;
  memcpy(reply->payload.text, script.reason + length - rest, rest < room ? rest : room);
}

static void serve(int client) {
  zirq_wire_request_t request;
  while (recv(client, &request, sizeof request, MSG_WAITALL) == (ssize_t)sizeof request) {
    zirq_wire_reply_t reply = {.op = request.op};
    int descriptor = -1;
    switch (request.op) {
      case ZIRQ_OP_HELLO:
        reply.payload.hello.token[0] = 1;
        reply.payload.hello.version = ZIRQ_WIRE_VERSION;
        break;
      case ZIRQ_OP_REASON:
        tell_reason(&reply, request.options);
        break;
      case ZIRQ_OP_VMAR_ROOT_SELF:
        reply.handle = 2;
        break;
      case ZIRQ_OP_VMAR_UNMAP:
        break;
      default:
        reply.status = script.status;
        reply.payload = script.payload;
        descriptor = script.descriptor;
        break;
    }
    answer(client, &reply, descriptor);
  }
}

static int connected = -1;

static void *run_daemon(void *listener) {
  while ((connected = accept4(*(int *)listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
    serve(connected);
    close(connected);
  }
  return NULL;
}

/* ---- What there is in this process. ---- */

/* Whether the page at an address has this access, "rw-s" or "---p"; "": whether nothing is there. Source:
 * proc_pid_maps(5). */
static bool is(const volatile char *address, const char *access) {
  FILE *maps = fopen("/proc/self/maps", "re");
  REQUIRE(maps != NULL);
  char line[512], found[5] = "";
  unsigned long start, end;
  do
    if (fgets(line, sizeof line, maps) == NULL || sscanf(line, "%lx-%lx", &start, &end) != 2) start = end = 0;
  while (end != 0 && ((uintptr_t)address < start || end <= (uintptr_t)address));
  if (end != 0) sscanf(line, "%*s %4s", found);
  fclose(maps);
  return strcmp(found, access) == 0;
}

/* Lines of /proc/self/maps with the registers' file. */
static size_t mappings_of_registers(void) {
  FILE *maps = fopen("/proc/self/maps", "re");
  REQUIRE(maps != NULL);
  char line[512];
  size_t count = 0;
  while (fgets(line, sizeof line, maps) != NULL) count += strstr(line, "memfd:registers") != NULL;
  fclose(maps);
  return count;
}

/* ---- Mappings. ---- */

static void describe(zirq_wire_region_t region) {
  region.flags |= ZIRQ_REGION_READ | ZIRQ_REGION_WRITE;
  script.status = ZX_OK;
  memset(&script.payload, 0, sizeof script.payload);
  script.payload.region = region;
}

/* Page n of the file begins with the letter n. */
static bool shows(const volatile char *address, unsigned n) {
  return is(address, "rw-s") && *address == (char)('a' + n);
}

static void map_around_a_hole(void) {
  void *start;
  size_t size;
  describe((zirq_wire_region_t){.map_length = PAGES * page, .size = PAGES * page, .hole_page = 3, .hole_pages = 2});
  EXPECT(ZX_OK, zirq_region_map(DEVICE, 0, &start, &size));
  REQUIRE(size == PAGES * page);
  volatile char *bytes = start;
  for (unsigned n = 0; n < PAGES; n++)
    REQUIRE(n == 3 || n == 4 ? is(bytes + n * page, "---p") : shows(bytes + n * page, n));
  /* Both parts are the device's, and no copies. */
  bytes[2 * page + 1] = 'x';
  bytes[5 * page + 1] = 'y';
  char byte;
  REQUIRE(pread(script.descriptor, &byte, 1, (off_t)(2 * page + 1)) == 1 && byte == 'x');
  REQUIRE(pread(script.descriptor, &byte, 1, (off_t)(5 * page + 1)) == 1 && byte == 'y');
  EXPECT(ZX_OK, zirq_region_unmap(start, size));
  for (unsigned n = 0; n < PAGES; n++) REQUIRE(is(bytes + n * page, ""));

  /* At either end, and one that begins before the registers and ends in them. */
  describe((zirq_wire_region_t){.map_length = 3 * page, .size = 3 * page, .hole_pages = 1});
  EXPECT(ZX_OK, zirq_region_map(DEVICE, 0, &start, &size));
  bytes = start;
  REQUIRE(is(bytes, "---p") && shows(bytes + page, 1) && shows(bytes + 2 * page, 2));
  EXPECT(ZX_OK, zirq_region_unmap(start, size));
  describe((zirq_wire_region_t){.map_length = 3 * page, .size = 2 * page + 4, .hole_page = 2, .hole_pages = 1});
  EXPECT(ZX_OK, zirq_region_map(DEVICE, 0, &start, &size));
  bytes = start;
  REQUIRE(size == 2 * page + 4 && shows(bytes, 0) && shows(bytes + page, 1) && is(bytes + 2 * page, "---p"));
  EXPECT(ZX_OK, zirq_region_unmap(start, size));
  REQUIRE(is(bytes + 2 * page, ""));
  describe((zirq_wire_region_t){
      .map_offset = page,
      .map_length = 5 * page,
      .offset = 2 * page + 16,
      .size = 2 * page,
      .hole_page = 1,
      .hole_pages = 2,
  });
  EXPECT(ZX_OK, zirq_region_map(DEVICE, 0, &start, &size));
  bytes = start;
  REQUIRE((uintptr_t)start % page == 16 && is(bytes, "---p") && is(bytes - 16 - page, ""));
  REQUIRE(shows(bytes - 16 + page, 4) && shows(bytes - 16 + 2 * page, 5));
  EXPECT(ZX_OK, zirq_region_unmap(start, size));

  /* One that the registers do not touch. */
  describe((zirq_wire_region_t){.map_length = PAGES * page, .size = 2 * page, .hole_page = 4, .hole_pages = 1});
  EXPECT(ZX_OK, zirq_region_map(DEVICE, 0, &start, &size));
  REQUIRE(shows(start, 0) && shows((char *)start + page, 1));
  EXPECT(ZX_OK, zirq_region_unmap(start, size));
  REQUIRE(mappings_of_registers() == 0);
}

static void map_by_zircons_call(void) {
  const zx_vm_option_t read_write = ZX_VM_PERM_READ | ZX_VM_PERM_WRITE;
  zx_handle_t root = zx_vmar_root_self();
  zx_vaddr_t address;
  describe((zirq_wire_region_t){
      .map_length = PAGES * page, .offset = 2 * page, .size = 4 * page, .hole_page = 3, .hole_pages = 1});
  EXPECT(ZX_OK, zx_vmar_map(root, read_write, 0, DEVICE, 2 * page, 4 * page, &address));
  volatile char *bytes = (volatile char *)address;
  REQUIRE(shows(bytes, 2) && is(bytes + page, "---p") && shows(bytes + 2 * page, 4) && shows(bytes + 3 * page, 5));
  /* The hole and a page beside it, then the rest. */
  EXPECT(ZX_OK, zx_vmar_unmap(root, address + page, 2 * page));
  REQUIRE(shows(bytes, 2) && is(bytes + page, "") && is(bytes + 2 * page, "") && shows(bytes + 3 * page, 5));
  EXPECT(ZX_OK, zx_vmar_unmap(root, address, 4 * page));
  describe((zirq_wire_region_t){
      .map_length = PAGES * page, .offset = 3 * page, .size = page, .hole_page = 3, .hole_pages = 1});
  EXPECT(ZX_ERR_ACCESS_DENIED, zx_vmar_map(root, read_write, 0, DEVICE, 3 * page, page, &address));
  REQUIRE(strstr(zirq_error(), "MSI-X") != NULL);
  REQUIRE(mappings_of_registers() == 0);
}

/* How many of the pages a child has, of those that are mapped. */
static unsigned inherited(const volatile char *bytes) {
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    unsigned count = 0;
    for (unsigned n = 0; n < PAGES; n++) count += !is(bytes + n * page, "");
    _exit((int)count);
  }
  int status;
  REQUIRE(waitpid(child, &status, 0) == child && WIFEXITED(status));
  return (unsigned)WEXITSTATUS(status);
}

static void keep_from_children(void) {
  zirq_wire_region_t region = {.map_length = PAGES * page, .size = PAGES * page, .hole_page = 3, .hole_pages = 2};
  void *start;
  size_t size;
  describe(region);
  EXPECT(ZX_OK, zirq_region_map(DEVICE, 0, &start, &size));
  REQUIRE(inherited(start) == PAGES);
  EXPECT(ZX_OK, zirq_region_unmap(start, size));
  region.flags = ZIRQ_REGION_NO_FORK;
  describe(region);
  EXPECT(ZX_OK, zirq_region_map(DEVICE, 0, &start, &size));
  REQUIRE(inherited(start) == 0 && shows(start, 0) && shows((char *)start + 5 * page, 5));
  EXPECT(ZX_OK, zirq_region_unmap(start, size));
}

static void refuse(zx_status_t status, zirq_wire_region_t region) {
  void *start;
  size_t size;
  describe(region);
  errno = EXDEV;
  EXPECT(status, zirq_region_map(DEVICE, 0, &start, &size));
  REQUIRE(errno == EXDEV && strlen(zirq_error()) > 0 && mappings_of_registers() == 0);
}

static void refuse_what_cannot_be(void) {
  const uint64_t all = PAGES * page, last = UINT64_MAX / page * page;
  /* Nothing but a hole. */
  refuse(ZX_ERR_ACCESS_DENIED, (zirq_wire_region_t){.map_length = all, .size = all, .hole_pages = PAGES});
  refuse(ZX_ERR_ACCESS_DENIED,
         (zirq_wire_region_t){.map_length = all, .offset = 3 * page + 8, .size = 8, .hole_page = 3, .hole_pages = 1});
  /* A hole beyond the mapping, or of which only the place is told. */
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .size = all, .hole_page = PAGES - 1, .hole_pages = 2});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .size = all, .hole_page = PAGES, .hole_pages = 1});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .size = all, .hole_page = 1, .hole_pages = UINT32_MAX});
  refuse(ZX_ERR_IO,
         (zirq_wire_region_t){.map_length = all, .size = all, .hole_page = UINT32_MAX, .hole_pages = UINT32_MAX});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .size = all, .hole_page = 1});
  /* Registers beyond the mapping, and numbers that overflow. */
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .size = all + 1});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .offset = UINT64_MAX, .size = 2});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .offset = 1, .size = UINT64_MAX});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_offset = 1, .map_length = all, .size = all});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_offset = last, .map_length = all, .size = all});
  refuse(ZX_ERR_IO, (zirq_wire_region_t){
                        .map_offset = INT64_MAX / page * page, .map_length = all, .size = all, .hole_pages = 1});
  /* A file that cannot be mapped, after the address space has been taken: one that only reads, and none at all. */
  int registers = script.descriptor, ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  script.descriptor = ends[0];
  refuse(ZX_ERR_ACCESS_DENIED, (zirq_wire_region_t){.map_length = all, .size = all, .hole_page = 3, .hole_pages = 1});
  script.descriptor = -1;
  refuse(ZX_ERR_IO, (zirq_wire_region_t){.map_length = all, .size = all, .hole_page = 3, .hole_pages = 1});
  close(ends[0]);
  close(ends[1]);
  script.descriptor = registers;
}

/* ---- Reasons. ---- */

static zx_status_t refused_with(const char *reason, uint32_t length, uint32_t second_length) {
  script.status = ZX_ERR_NOT_SUPPORTED;
  script.reason = reason;
  script.length = length;
  script.second_length = second_length;
  zx_handle_t handle;
  errno = EXDEV;
  zx_status_t status = zx_interrupt_create(DEVICE, 0, 0, &handle);
  REQUIRE(errno == EXDEV);
  return status;
}

static void read_reasons(void) {
  static const uint32_t lengths[] = {1, 47, 48, 49, 96, 97, 480, 511};
  char text[600];
  int descriptor = script.descriptor;
  script.descriptor = -1;
  for (size_t i = 0; i < sizeof text - 1; i++) text[i] = (char)('a' + i % 26);
  text[sizeof text - 1] = '\0';
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    char reason[600] = "";
    memcpy(reason, text, lengths[i]);
    EXPECT(ZX_ERR_NOT_SUPPORTED, refused_with(reason, lengths[i], lengths[i]));
    REQUIRE(strcmp(zirq_error(), reason) == 0);
  }
  /* The library speaks where the daemon does not, in zirq's own calls alone. */
  EXPECT(ZX_ERR_NOT_SUPPORTED, refused_with("", 0, 0));
  REQUIRE(strcmp(zirq_error(), "") == 0);
  zx_handle_t handle;
  zirq_device_info_t info;
  void *start;
  size_t size;
  EXPECT(ZX_ERR_NOT_SUPPORTED, zx_msi_create(DEVICE, 0, 0, ZX_HANDLE_INVALID, 0, &handle));
  REQUIRE(strcmp(zirq_error(), "") == 0);
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_device_open("a", &handle));
  REQUIRE(strstr(zirq_error(), "ZX_ERR_NOT_SUPPORTED") != NULL);
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_device_info(DEVICE, &info));
  REQUIRE(strstr(zirq_error(), "cannot learn") != NULL);
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_bus_master(DEVICE, true));
  REQUIRE(strstr(zirq_error(), "bus mastering") != NULL);
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_region_map(DEVICE, 0, &start, &size));
  REQUIRE(strstr(zirq_error(), "region 0") != NULL);
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_region_open(DEVICE, 0, &handle));
  REQUIRE(strstr(zirq_error(), "cannot open it") != NULL);
  script.reason = "why";
  script.length = 3;
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_region_open(DEVICE, 0, &handle));
  REQUIRE(strcmp(zirq_error(), "why") == 0);
  EXPECT(ZX_ERR_NOT_SUPPORTED, zirq_region_map(DEVICE, 0, &start, &size));
  REQUIRE(strcmp(zirq_error(), "why") == 0);
  /* A call that succeeds asks for none. */
  script.status = ZX_OK;
  EXPECT(ZX_OK, zirq_bus_master(DEVICE, false));
  REQUIRE(strcmp(zirq_error(), "why") == 0);

  /* A reason that is too long, or becomes shorter while it is read, ends the connection. */
  const struct {
    uint32_t length;
    uint32_t second_length;
  } wrong[] = {{512, 512}, {UINT32_MAX, UINT32_MAX}, {60, 512}, {60, 47}, {60, 0}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    EXPECT(ZX_ERR_PEER_CLOSED, refused_with(text, wrong[i].length, wrong[i].second_length));
    REQUIRE(strstr(zirq_error(), "the connection to zirqd is lost") != NULL);
    EXPECT(ZX_OK, zirq_connect(NULL));
  }
  script.descriptor = descriptor;
}

/* ---- The end. ---- */

static _Atomic pid_t late_task;
static atomic_bool late_has_ended;

/* Its first call, for which it connects. */
static void *call_late(void *unused) {
  zx_handle_t port;
  late_task = gettid();
  EXPECT(ZX_ERR_PEER_CLOSED, zx_port_create(0, &port));
  REQUIRE(strstr(zirq_error(), "the connection to zirqd is lost") != NULL);
  late_has_ended = true;
  return unused;
}

/* Source: proc_pid_syscall(5). */
static bool waits_for_the_end(void) {
  char path[64], text[128] = "";
  snprintf(path, sizeof path, "/proc/self/task/%d/syscall", late_task);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  char *end;
  return size > 0 && strtol(text, &end, 10) == SYS_ppoll && end != text;
}

/* A daemon that is killed stops listening a moment before it lets go of its channels. */
static void end_one_after_the_other(int listener) {
  pthread_t thread;
  shutdown(listener, SHUT_RDWR);
  REQUIRE(pthread_create(&thread, NULL, call_late, NULL) == 0);
  while (!late_has_ended && (late_task == 0 || !waits_for_the_end())) sched_yield();
  shutdown(connected, SHUT_RDWR);
  pthread_join(thread, NULL);
}

int main(void) {
  page = zx_system_get_page_size();
  char directory[] = "/tmp/zirq-scripted-XXXXXX";
  REQUIRE(mkdtemp(directory) != NULL);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s/data", directory);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(bind(listener, (const struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 8) == 0);
  setenv("ZIRQ_SOCKET", address.sun_path, 1);

  script.reason = "";
  script.descriptor = memfd_create("registers", MFD_CLOEXEC);
  REQUIRE(script.descriptor >= 0 && ftruncate(script.descriptor, (off_t)(PAGES * page)) == 0);
  for (unsigned n = 0; n < PAGES; n++) {
    const char letter = (char)('a' + n);
    REQUIRE(pwrite(script.descriptor, &letter, 1, (off_t)(n * page)) == 1);
  }

  pthread_t thread;
  REQUIRE(pthread_create(&thread, NULL, run_daemon, &listener) == 0);
  EXPECT(ZX_OK, zirq_connect(NULL));
  int lowest = dup(listener);
  close(lowest);
  map_around_a_hole();
  map_by_zircons_call();
  keep_from_children();
  refuse_what_cannot_be();
  /* No descriptor of the daemon's was kept. */
  int next = dup(listener);
  REQUIRE(next == lowest);
  close(next);
  read_reasons();

  end_one_after_the_other(listener);
  unlink(address.sun_path);
  rmdir(directory);
  pthread_join(thread, NULL);
  return 0;
}
