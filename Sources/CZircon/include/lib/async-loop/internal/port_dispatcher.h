/* The dispatcher behind async::Loop: what is pending at one port, and whose handler each packet calls. It has no thread
 * of its own; any thread may run it, several at a time. Source: Fuchsia, lib/async-loop/loop.c, whose order of things
 * this keeps: interrupts before all else, tasks in their turn among the signals. */
#ifndef LIB_ASYNC_LOOP_INTERNAL_PORT_DISPATCHER_H_
#define LIB_ASYNC_LOOP_INTERNAL_PORT_DISPATCHER_H_

#include <algorithm>
#include <atomic>
#include <mutex>

#include <lib/async-loop/internal/pending_list.h>
#include <lib/async-loop/internal/task_queue.h>
#include <lib/async-loop/loop.h>
#include <lib/async/irq.h>
#include <lib/async/wait.h>
#include <lib/zx/clock.h>
#include <lib/zx/port.h>
#include <zircon/syscalls.h>

namespace async::internal {

class PortDispatcher final : public async_dispatcher_t {
 public:
  explicit PortDispatcher(bool irq_support) : async_dispatcher_t{&kOperations} {
    creation_ = zx::port::create(irq_support ? ZX_PORT_BIND_TO_INTERRUPT : 0, &port_);
  }

  async_loop_state_t state() const { return state_.load(); }
  /* Whether the state was expected, and has changed. */
  bool change_state(async_loop_state_t expected, async_loop_state_t next) {
    return state_.compare_exchange_strong(expected, next);
  }
  /* Whether this was the first call. */
  bool begin_shutdown() { return state_.exchange(ASYNC_LOOP_SHUTDOWN) != ASYNC_LOOP_SHUTDOWN; }

  /* Waits for one packet, until the deadline, and calls its handler. */
  zx_status_t run_once(zx::time deadline) {
    for (;;) {
      zx::time next_task;
      zx_status_t status = begin_waiting(&next_task);
      if (status != ZX_OK) return status;
      zx_port_packet_t packet = {};
      status = port_.wait(std::min(deadline, next_task), &packet);
      end_waiting();
      if (status == ZX_ERR_TIMED_OUT && next_task < deadline) continue;
      if (status != ZX_OK && status != ZX_ERR_CANCELED) return status;
      if (dispatch(packet)) return ZX_OK;
    }
  }

  /* Lets the threads that wait look at the state. */
  void wake_all() {
    const std::lock_guard lock(mutex_);
    wake_waiting();
  }

  /* Tells everybody who is still pending. */
  void cancel_all() {
    while (async_wait_t* const wait = take_pending(waits_)) {
      wait->handler(this, wait, ZX_ERR_CANCELED, nullptr);
    }
    while (async_task_t* const task = take_task()) {
      task->handler(this, task, ZX_ERR_CANCELED);
    }
    while (async_irq_t* const irq = take_pending(irqs_)) {
      irq->handler(this, irq, ZX_ERR_CANCELED, nullptr);
    }
  }

 private:
  /* Keys of the loop's own packets; no address of an interrupt or a wait is one of them. */
  static constexpr uint64_t kWakeUpKey = 1;
  static constexpr uint64_t kTasksKey = 2;

  template <typename Entry>
  static uint64_t key_of(const Entry* entry) { return reinterpret_cast<uintptr_t>(entry); }
  template <typename Entry>
  static Entry* entry_of(uint64_t key) { return reinterpret_cast<Entry*>(static_cast<uintptr_t>(key)); }

  template <typename Entry>
  Entry* take_pending(PendingList<Entry>& list) {
    const std::lock_guard lock(mutex_);
    return list.take_first();
  }

  async_task_t* take_task() {
    const std::lock_guard lock(mutex_);
    return tasks_.take_any();
  }

  /* Whether a handler was called. */
  bool dispatch(const zx_port_packet_t& packet) {
    if (packet.type == ZX_PKT_TYPE_USER) return packet.key == kTasksKey && run_tasks();
    if (packet.type == ZX_PKT_TYPE_SIGNAL_ONE) {
      async_wait_t* const wait = receiver(waits_, packet.key, true);
      if (wait) wait->handler(this, wait, packet.status, &packet.signal);
      return wait;
    }
    /* The device of an interrupt may have gone: that is told once, with no packet. */
    const bool gone = packet.status != ZX_OK;
    async_irq_t* const irq = receiver(irqs_, packet.key, gone);
    if (irq) irq->handler(this, irq, packet.status, gone ? nullptr : &packet.interrupt);
    return irq;
  }

  /* Whom a packet is for; null if that one was let go of after a thread had taken the packet from the port, and may be
   * freed by now. One that was begun anew at the same address since cannot be told from it, and gets the packet. */
  template <typename Entry>
  Entry* receiver(const PendingList<Entry>& pending, uint64_t key, bool is_last) {
    const std::lock_guard lock(mutex_);
    Entry* const entry = pending.find(entry_of<Entry>(key));
    if (entry && is_last) pending.remove(entry);
    return entry;
  }

  /* ---- Tasks. Zircon's loop has a timer, which sends a packet when the first of them is due; here the threads that
   * wait do so, by their deadline. ---- */

  /* ZX_OK for a thread that is to wait now, with the time when it has to look after the tasks. The state is looked at
   * and the thread counted in one: whoever changes the state and then wakes all misses nobody. */
  zx_status_t begin_waiting(zx::time* next_task) {
    const std::lock_guard lock(mutex_);
    if (creation_ != ZX_OK) return creation_;
    if (state() == ASYNC_LOOP_SHUTDOWN) return ZX_ERR_BAD_STATE;
    if (state() != ASYNC_LOOP_RUNNABLE) return ZX_ERR_CANCELED;
    *next_task = announce_due_tasks();
    waiting_ += 1;
    return ZX_OK;
  }

  void end_waiting() {
    const std::lock_guard lock(mutex_);
    waiting_ -= 1;
  }

  /* Puts the tasks that are due into the line of packets, and says when the next ones will be. */
  zx::time announce_due_tasks() {
    if (running_tasks_ || tasks_announced_) return zx::time::infinite();
    const zx::time next = tasks_.next_deadline();
    if (next == zx::time::infinite() || next > zx::clock::get_monotonic()) return next;
    /* A port that is full has packets to wake up for, and this is tried again after each. */
    tasks_announced_ = queue(kTasksKey) == ZX_OK;
    return zx::time::infinite();
  }

  /* After the first deadline has changed: those who wait already do not know. */
  void reschedule() {
    if (announce_due_tasks() != zx::time::infinite()) wake_waiting();
  }

  /* Calls the handlers of those that are due, one thread at a time; false if there were none. */
  bool run_tasks() {
    std::unique_lock lock(mutex_);
    if (running_tasks_) return false;
    running_tasks_ = true;
    tasks_announced_ = false;
    tasks_.set_due_apart(zx::clock::get_monotonic());
    bool ran = false;
    while (async_task_t* const task = tasks_.take_due()) {
      lock.unlock();
      task->handler(this, task, ZX_OK);
      ran = true;
      lock.lock();
      if (state() != ASYNC_LOOP_RUNNABLE) break;
    }
    running_tasks_ = false;
    reschedule();
    return ran;
  }

  zx_status_t queue(uint64_t key) {
    zx_port_packet_t packet = {};
    packet.key = key;
    return port_.queue(&packet);
  }

  void wake_waiting() {
    for (unsigned each = 0; each < waiting_; ++each) queue(kWakeUpKey);
  }

  /* ---- The operations. ---- */

  static PortDispatcher* self(async_dispatcher_t* dispatcher) { return static_cast<PortDispatcher*>(dispatcher); }

  /* Begins something, unless the loop shuts down. */
  template <typename Begin>
  zx_status_t admit(Begin begin) {
    const std::lock_guard lock(mutex_);
    if (state() == ASYNC_LOOP_SHUTDOWN) return ZX_ERR_BAD_STATE;
    return creation_ == ZX_OK ? begin() : creation_;
  }

  zx_status_t bind_irq(async_irq_t* irq) {
    return admit([&] {
      const zx_status_t status = zx_interrupt_bind(irq->object, port_.get(), key_of(irq), ZX_INTERRUPT_BIND);
      if (status == ZX_OK) irqs_.add_first(irq);
      return status;
    });
  }

  zx_status_t unbind_irq(async_irq_t* irq) {
    const std::lock_guard lock(mutex_);
    if (!irqs_.is_linked(irq)) return ZX_ERR_NOT_FOUND;
    irqs_.remove(irq);
    const zx_status_t status = zx_interrupt_bind(irq->object, port_.get(), key_of(irq), ZX_INTERRUPT_UNBIND);
    /* A destroyed interrupt sends nothing. One whose handle was closed, while another handle to it is open, stays
     * bound: its packets find nobody. */
    return status == ZX_ERR_CANCELED ? ZX_OK : status;
  }

  zx_status_t begin_wait(async_wait_t* wait) {
    return admit([&] {
      const zx_status_t status =
          zx_object_wait_async(wait->object, port_.get(), key_of(wait), wait->trigger, wait->options);
      if (status == ZX_OK) waits_.add_first(wait);
      return status;
    });
  }

  zx_status_t cancel_wait(async_wait_t* wait) {
    const std::lock_guard lock(mutex_);
    if (!waits_.is_linked(wait)) return ZX_ERR_NOT_FOUND;
    zx_status_t status = zx_port_cancel(port_.get(), wait->object, key_of(wait));
    if (status == ZX_ERR_BAD_HANDLE) {
      /* The object's handle was closed before. That ended the wait, but took back no packet. One that another thread
       * has taken already finds nobody. */
      port_.cancel_key(0, key_of(wait));
      status = ZX_OK;
    }
    /* ZX_ERR_NOT_FOUND: another thread has the packet, and is about to call the handler. */
    if (status == ZX_OK) waits_.remove(wait);
    return status;
  }

  zx_status_t post_task(async_task_t* task) {
    return admit([&] {
      const zx::time first = tasks_.next_deadline();
      tasks_.add(task);
      if (tasks_.next_deadline() < first) reschedule();
      return ZX_OK;
    });
  }

  zx_status_t cancel_task(async_task_t* task) {
    const std::lock_guard lock(mutex_);
    return tasks_.remove(task) ? ZX_OK : ZX_ERR_NOT_FOUND;
  }

  static const async_ops_t kOperations;

  std::atomic<async_loop_state_t> state_ = ASYNC_LOOP_RUNNABLE;
  zx_status_t creation_ = ZX_OK;
  zx::port port_;

  std::mutex mutex_; /* over what follows */
  PendingList<async_wait_t> waits_;
  PendingList<async_irq_t> irqs_;
  TaskQueue tasks_;
  bool tasks_announced_ = false; /* a packet for them is on its way */
  bool running_tasks_ = false;
  unsigned waiting_ = 0; /* threads that wait at the port, or are about to */
};

inline const async_ops_t PortDispatcher::kOperations = {
    ASYNC_OPS_V2,
    0,
    {
        [](async_dispatcher_t*) { return zx_clock_get_monotonic(); },
        [](async_dispatcher_t* dispatcher, async_wait_t* wait) { return self(dispatcher)->begin_wait(wait); },
        [](async_dispatcher_t* dispatcher, async_wait_t* wait) { return self(dispatcher)->cancel_wait(wait); },
        [](async_dispatcher_t* dispatcher, async_task_t* task) { return self(dispatcher)->post_task(task); },
        [](async_dispatcher_t* dispatcher, async_task_t* task) { return self(dispatcher)->cancel_task(task); },
    },
    {
        [](async_dispatcher_t* dispatcher, async_irq_t* irq) { return self(dispatcher)->bind_irq(irq); },
        [](async_dispatcher_t* dispatcher, async_irq_t* irq) { return self(dispatcher)->unbind_irq(irq); },
    },
};

}  // namespace async::internal

#endif /* LIB_ASYNC_LOOP_INTERNAL_PORT_DISPATCHER_H_ */
