/* The tasks of a loop: first those whose time has come, then the rest by deadline, and in the order of their posting
 * where that is the same. Not for threads by itself. */
#ifndef LIB_ASYNC_LOOP_INTERNAL_TASK_QUEUE_H_
#define LIB_ASYNC_LOOP_INTERNAL_TASK_QUEUE_H_

#include <lib/async-loop/internal/pending_list.h>
#include <lib/async/task.h>
#include <lib/zx/time.h>

namespace async::internal {

class TaskQueue final {
 public:
  void add(async_task_t* task) {
    async_task_t* place = waiting_.last();
    while (place && place->deadline > task->deadline) place = waiting_.before(place);
    waiting_.add_after(place, task);
  }

  /* Whether it was there. */
  static bool remove(async_task_t* task) {
    if (!PendingList<async_task_t>::is_linked(task)) return false;
    PendingList<async_task_t>::remove(task);
    return true;
  }

  /* When the next one is due. */
  zx::time next_deadline() const {
    if (due_.first()) return zx::time::infinite_past();
    return waiting_.first() ? zx::time(waiting_.first()->deadline) : zx::time::infinite();
  }

  /* Sets apart what is due, so that tasks which post themselves anew do not keep everything else waiting. */
  void set_due_apart(zx::time now) {
    if (due_.first()) return;
    while (async_task_t* const task = waiting_.first()) {
      if (zx::time(task->deadline) > now) break;
      PendingList<async_task_t>::remove(task);
      due_.add_after(due_.last(), task);
    }
  }
  async_task_t* take_due() { return due_.take_first(); }

  async_task_t* take_any() {
    async_task_t* const task = take_due();
    return task ? task : waiting_.take_first();
  }

 private:
  PendingList<async_task_t> due_;
  PendingList<async_task_t> waiting_;
};

}  // namespace async::internal

#endif /* LIB_ASYNC_LOOP_INTERNAL_TASK_QUEUE_H_ */
