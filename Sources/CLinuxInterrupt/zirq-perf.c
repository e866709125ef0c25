#include "zirq-perf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

/* What the kernel writes for an entry, by sample_type. */
struct sample {
  struct perf_event_header header;
  uint64_t time;
};

struct ring {
  int event;
  struct perf_event_mmap_page *control;
};

struct zirq_entry_clock {
  size_t page;
  int count;
  struct ring rings[];
};

int zirq_tracepoint_id(const char *path, uint64_t *id) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return errno;
  }
  char text[24];
  ssize_t n = read(fd, text, sizeof(text) - 1);
  int error = n < 0 ? errno : 0;
  close(fd);
  if (error != 0) {
    return error;
  }
  text[n] = '\0';
  *id = strtoull(text, NULL, 10);
  return *id == 0 ? EINVAL : 0;
}

static int open_ring(struct ring *ring, int cpu, uint64_t tracepoint, const char *filter, size_t page, bool *mapping) {
  struct perf_event_attr attributes = {
      .type = PERF_TYPE_TRACEPOINT,
      .size = sizeof(attributes),
      .config = tracepoint,
      .sample_period = 1,
      .sample_type = PERF_SAMPLE_TIME,
      .disabled = 1,
      .use_clockid = 1,
      .clockid = CLOCK_MONOTONIC,
  };
  ring->event = (int)syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
  if (ring->event < 0) {
    return errno;
  }
  /* One page of notes: 256 entries between two wake-ups. */
  void *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, ring->event, 0);
  if (memory == MAP_FAILED) {
    *mapping = true;
  } else {
    ring->control = memory;
    if (ioctl(ring->event, PERF_EVENT_IOC_SET_FILTER, filter) == 0 &&
        ioctl(ring->event, PERF_EVENT_IOC_ENABLE, 0) == 0) {
      return 0;
    }
  }
  int error = errno;
  if (memory != MAP_FAILED) {
    munmap(memory, 2 * page);
  }
  close(ring->event);
  return error;
}

int zirq_entry_clock_open(uint64_t tracepoint, const char *filter, struct zirq_entry_clock **clock, bool *mapping) {
  *mapping = false;
  int processors = get_nprocs_conf();
  struct zirq_entry_clock *opened = malloc(sizeof(*opened) + (size_t)processors * sizeof(struct ring));
  if (opened == NULL) {
    return ENOMEM;
  }
  opened->page = (size_t)sysconf(_SC_PAGESIZE);
  opened->count = 0;
  int error = 0;
  for (int cpu = 0; cpu < processors && error == 0; cpu++) {
    error = open_ring(&opened->rings[opened->count], cpu, tracepoint, filter, opened->page, mapping);
    if (error == 0) {
      opened->count++;
    } else if (error == ENODEV) {
      /* The processor is switched off. */
      error = 0;
    }
  }
  if (error == 0 && opened->count == 0) {
    error = ENODEV;
  }
  if (error != 0) {
    zirq_entry_clock_close(opened);
    return error;
  }
  *clock = opened;
  return 0;
}

/* A full ring takes nothing more, and says so with the first record that finds room again: of what was left out nothing
 * is to be seen here but that there was no room. The record of a loss comes in one piece with the next sample. Source:
 * Linux, kernel/events/ring_buffer.c, __perf_output_begin. */
static bool had_room(uint64_t used, size_t page) {
  const size_t record_of_loss = sizeof(struct perf_event_header) + 2 * sizeof(uint64_t);
  return used + record_of_loss + sizeof(struct sample) < page;
}

/* The records are multiples of 8 bytes and the page is one, too, so that neither header nor time is ever split. */
bool zirq_entry_ring_take(void *ring, size_t page, int64_t until, int64_t *newest) {
  struct perf_event_mmap_page *control = ring;
  const char *data = (const char *)control + page;
  uint64_t head = __atomic_load_n(&control->data_head, __ATOMIC_ACQUIRE);
  uint64_t tail = control->data_tail;
  bool is_whole = had_room(head - tail, page);
  while (tail < head) {
    struct perf_event_header header;
    memcpy(&header, data + tail % page, sizeof(header));
    if (header.type == PERF_RECORD_SAMPLE) {
      int64_t time;
      memcpy(&time, data + (tail + offsetof(struct sample, time)) % page, sizeof(time));
      /* Of the next interrupt: up to this time nothing is missing. */
      if (time > until) {
        is_whole = true;
        break;
      }
      if (time > *newest) {
        *newest = time;
      }
    }
    /* Others say that entries were lost. Nobody but the kernel writes here; still, 0 would be no end. */
    tail += header.size == 0 ? head - tail : header.size;
  }
  __atomic_store_n(&control->data_tail, tail, __ATOMIC_RELEASE);
  return is_whole;
}

int64_t zirq_entry_clock_newest(struct zirq_entry_clock *clock, int64_t until) {
  int64_t newest = 0;
  bool is_whole = true;
  for (int i = 0; i < clock->count; i++) {
    is_whole = zirq_entry_ring_take(clock->rings[i].control, clock->page, until, &newest) && is_whole;
  }
  return is_whole ? newest : 0;
}

void zirq_entry_clock_close(struct zirq_entry_clock *clock) {
  for (int i = 0; i < clock->count; i++) {
    munmap(clock->rings[i].control, 2 * clock->page);
    close(clock->rings[i].event);
  }
  free(clock);
}
