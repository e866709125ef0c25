/* A loop that calls handlers: on the thread that runs it, or on threads of its own. For a driver's interrupts:
 *
 *   async_loop_config_t config = kAsyncLoopConfigNeverAttachToThread;
 *   config.irq_support = true;
 *   async::Loop loop(&config);
 *   irq.Begin(loop.dispatcher());
 *   loop.StartThread();
 *
 * Where there is no daemon, all that needs it answers why; Fuchsia's loop aborts the program. Source: Fuchsia,
 * lib/async-loop/cpp/loop.h. */
#ifndef LIB_ASYNC_LOOP_CPP_LOOP_H_
#define LIB_ASYNC_LOOP_CPP_LOOP_H_

#include <pthread.h>
#include <threads.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include <lib/async-loop/internal/port_dispatcher.h>
#include <lib/async-loop/loop.h>
#include <lib/zx/time.h>

namespace async {

/* Any thread may call any method at any time; the destructor has to be the last. */
class Loop {
 public:
  explicit Loop(const async_loop_config_t* config)
      : config_(*config), dispatcher_(std::make_unique<internal::PortDispatcher>(config->irq_support)) {
    if (config_.make_default_for_current_thread) config_.default_accessors.setter(dispatcher());
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    Shutdown();
    JoinThreads();
  }

  async_dispatcher_t* dispatcher() const { return dispatcher_.get(); }

  /* Ends the loop for good: waits for the threads of StartThread(), and calls every handler that is still pending with
   * ZX_ERR_CANCELED; on the last of those threads, if there were any. No other thread may be running the loop.
   * Interrupts stay bound to the loop's port until they end or it does. */
  void Shutdown() {
    if (!dispatcher_->begin_shutdown()) return;
    dispatcher_->wake_all();
    JoinThreads();
    dispatcher_->cancel_all();
    if (config_.make_default_for_current_thread) config_.default_accessors.setter(nullptr);
  }

  /* Calls handlers on this thread, beside others that do the same; only one handler if once is true.
   *
   * ZX_OK                   one handler was called
   * ZX_ERR_TIMED_OUT        the deadline came
   * ZX_ERR_CANCELED         the loop was quit
   * ZX_ERR_BAD_STATE        it was shut down
   * others                  what keeps zx_port_create() or zx_port_wait() from their work */
  zx_status_t Run(zx::time deadline = zx::time::infinite(), bool once = false) {
    running_ += 1;
    zx_status_t status;
    do {
      status = dispatcher_->run_once(deadline);
    } while (status == ZX_OK && !once);
    running_ -= 1;
    return status;
  }

  /* The same until nothing is left to do at this moment: ZX_OK. */
  zx_status_t RunUntilIdle() {
    const zx_status_t status = Run(zx::time());
    return status == ZX_ERR_TIMED_OUT ? ZX_OK : status;
  }

  /* Has every Run() return after the handler that it is in, and those that follow at once. */
  void Quit() {
    if (dispatcher_->change_state(ASYNC_LOOP_RUNNABLE, ASYNC_LOOP_QUIT)) dispatcher_->wake_all();
  }

  /* Undoes Quit().
   *
   * ZX_ERR_BAD_STATE        a thread still runs the loop, or it was shut down */
  zx_status_t ResetQuit() {
    if (running_ != 0) return ZX_ERR_BAD_STATE;
    dispatcher_->change_state(ASYNC_LOOP_QUIT, ASYNC_LOOP_RUNNABLE);
    return GetState() == ASYNC_LOOP_RUNNABLE ? ZX_OK : ZX_ERR_BAD_STATE;
  }

  async_loop_state_t GetState() const { return dispatcher_->state(); }

  /* Runs the loop on a new thread, until it is quit. Linux cuts the name after 15 bytes.
   *
   * ZX_ERR_BAD_STATE        the loop was shut down
   * ZX_ERR_NO_MEMORY        Linux refused the thread */
  zx_status_t StartThread(const char* name = nullptr, thrd_t* out_thread = nullptr) {
    static_assert(std::is_same_v<thrd_t, pthread_t>, "C's threads are POSIX's");
    const std::lock_guard lock(threads_mutex_);
    /* Under the mutex: a Shutdown() that comes now finds the thread when it joins. */
    if (GetState() == ASYNC_LOOP_SHUTDOWN) return ZX_ERR_BAD_STATE;
    pthread_t thread;
    workers_ += 1;
    if (pthread_create(&thread, nullptr, &Loop::Work, this) != 0) {
      workers_ -= 1;
      return ZX_ERR_NO_MEMORY;
    }
    if (name) pthread_setname_np(thread, std::string(name).substr(0, 15).c_str());
    threads_.push_back(thread);
    if (out_thread) *out_thread = thread;
    return ZX_OK;
  }

  /* Waits for the threads of StartThread(). */
  void JoinThreads() {
    std::vector<pthread_t> threads;
    {
      const std::lock_guard lock(threads_mutex_);
      threads.swap(threads_);
    }
    for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  }

 private:
  static void* Work(void* loop) {
    static_cast<Loop*>(loop)->Work();
    return nullptr;
  }

  void Work() {
    if (config_.default_accessors.setter) config_.default_accessors.setter(dispatcher());
    Run();
    /* Handlers are used to this thread. */
    if (--workers_ == 0 && GetState() == ASYNC_LOOP_SHUTDOWN) dispatcher_->cancel_all();
  }

  const async_loop_config_t config_;
  const std::unique_ptr<internal::PortDispatcher> dispatcher_;
  std::atomic<unsigned> running_ = 0; /* threads in Run() */
  std::atomic<unsigned> workers_ = 0; /* threads of StartThread() that have not ended */
  std::mutex threads_mutex_;
  std::vector<pthread_t> threads_; /* not joined yet; under the mutex */
};

}  // namespace async

#endif /* LIB_ASYNC_LOOP_CPP_LOOP_H_ */
