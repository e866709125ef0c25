/* Things for a dispatcher to do: at once, later, at a given time. Source: Fuchsia, lib/async/cpp/task.h.
 *
 * PostTask() and its kin may be called on any thread. A Task is for the thread that runs the dispatcher, which must be
 * a single one. */
#ifndef LIB_ASYNC_CPP_TASK_H_
#define LIB_ASYNC_CPP_TASK_H_

#include <memory>
#include <type_traits>
#include <utility>

#include <lib/async/cpp/time.h>
#include <lib/async/task.h>
#include <lib/fit/function.h>
#include <lib/zx/time.h>

namespace async {

namespace internal {

/* Lives until its handler is called. */
class PostedTask final : private async_task_t {
 public:
  static zx_status_t Post(async_dispatcher_t* dispatcher, fit::closure closure, zx::time time) {
    auto task = std::unique_ptr<PostedTask>(new PostedTask(std::move(closure), time));
    const zx_status_t status = async_post_task(dispatcher, task.get());
    /* Another thread may have run and freed it by now. */
    if (status == ZX_OK) static_cast<void>(task.release());
    return status;
  }

 private:
  PostedTask(fit::closure closure, zx::time time)
      : async_task_t{{ASYNC_STATE_INIT}, &PostedTask::Call, time.get()}, closure_(std::move(closure)) {}

  static void Call(async_dispatcher_t*, async_task_t* task, zx_status_t status) {
    const std::unique_ptr<PostedTask> self(static_cast<PostedTask*>(task));
    if (status == ZX_OK) self->closure_();
  }

  fit::closure closure_;
};

}  // namespace internal

/* Has handler called at the deadline; never, if the dispatcher shuts down before. */
inline zx_status_t PostTaskForTime(async_dispatcher_t* dispatcher, fit::closure handler, zx::time deadline) {
  return internal::PostedTask::Post(dispatcher, std::move(handler), deadline);
}

/* As soon as the dispatcher has done what is before it. */
inline zx_status_t PostTask(async_dispatcher_t* dispatcher, fit::closure handler) {
  return PostTaskForTime(dispatcher, std::move(handler), Now(dispatcher));
}

inline zx_status_t PostDelayedTask(async_dispatcher_t* dispatcher, fit::closure handler, zx::duration delay) {
  return PostTaskForTime(dispatcher, std::move(handler), Now(dispatcher) + delay);
}

/* What the tasks below have in common. The task is canceled when this goes. */
class TaskBase {
 public:
  TaskBase(const TaskBase&) = delete;
  TaskBase& operator=(const TaskBase&) = delete;

  bool is_pending() const { return dispatcher_ != nullptr; }

  /* infinite() if it was never posted. */
  zx::time last_deadline() const { return zx::time(task_.deadline); }

  /* ZX_ERR_ALREADY_EXISTS   it is pending
   * others                  async_post_task() */
  zx_status_t PostForTime(async_dispatcher_t* dispatcher, zx::time deadline) {
    if (dispatcher_) return ZX_ERR_ALREADY_EXISTS;
    task_.deadline = deadline.get();
    const zx_status_t status = async_post_task(dispatcher, &task_);
    if (status == ZX_OK) dispatcher_ = dispatcher;
    return status;
  }
  zx_status_t Post(async_dispatcher_t* dispatcher) { return PostForTime(dispatcher, Now(dispatcher)); }
  zx_status_t PostDelayed(async_dispatcher_t* dispatcher, zx::duration delay) {
    return PostForTime(dispatcher, Now(dispatcher) + delay);
  }

  /* ZX_ERR_NOT_FOUND        it is not pending */
  zx_status_t Cancel() {
    if (!dispatcher_) return ZX_ERR_NOT_FOUND;
    return async_cancel_task(std::exchange(dispatcher_, nullptr), &task_);
  }

 protected:
  explicit TaskBase(async_task_handler_t* handler) : task_{{ASYNC_STATE_INIT}, handler, ZX_TIME_INFINITE} {}
  ~TaskBase() { Cancel(); }

  template <typename Self>
  static Self* Dispatch(async_task_t* task) {
    static_assert(std::is_standard_layout_v<TaskBase>, "the first member has the address of the whole");
    TaskBase* const self = reinterpret_cast<TaskBase*>(task);
    self->dispatcher_ = nullptr;
    return static_cast<Self*>(self);
  }

 private:
  async_task_t task_;
  async_dispatcher_t* dispatcher_ = nullptr;
};

/* A task whose handler is any callable, and is told of a shutdown. */
class Task final : public TaskBase {
 public:
  using Handler = fit::function<void(async_dispatcher_t* dispatcher, async::Task* task, zx_status_t status)>;

  explicit Task(Handler handler = nullptr) : TaskBase(&Task::Call), handler_(std::move(handler)) {}

  void set_handler(Handler handler) { handler_ = std::move(handler); }
  bool has_handler() const { return !!handler_; }

 private:
  static void Call(async_dispatcher_t* dispatcher, async_task_t* task, zx_status_t status) {
    Task* const self = Dispatch<Task>(task);
    self->handler_(dispatcher, self, status);
  }

  Handler handler_;
};

/* A task whose handler is a method: async::TaskMethod<Driver, &Driver::Poll> poll_{this}. */
template <class Class,
          void (Class::*method)(async_dispatcher_t* dispatcher, async::TaskBase* task, zx_status_t status)>
class TaskMethod final : public TaskBase {
 public:
  explicit TaskMethod(Class* instance) : TaskBase(&TaskMethod::Call), instance_(instance) {}

 private:
  static void Call(async_dispatcher_t* dispatcher, async_task_t* task, zx_status_t status) {
    TaskMethod* const self = Dispatch<TaskMethod>(task);
    (self->instance_->*method)(dispatcher, self, status);
  }

  Class* const instance_;
};

/* A task whose handler takes nothing, and is not told of a shutdown. */
class TaskClosure final : public TaskBase {
 public:
  explicit TaskClosure(fit::closure handler = nullptr) : TaskBase(&TaskClosure::Call), closure_(std::move(handler)) {}

  void set_handler(fit::closure handler) { closure_ = std::move(handler); }
  bool has_handler() const { return !!closure_; }

 private:
  static void Call(async_dispatcher_t*, async_task_t* task, zx_status_t status) {
    TaskClosure* const self = Dispatch<TaskClosure>(task);
    if (status == ZX_OK) self->closure_();
  }

  fit::closure closure_;
};

/* The same with a method: async::TaskClosureMethod<Driver, &Driver::Poll> poll_{this}. */
template <class Class, void (Class::*method)()>
class TaskClosureMethod final : public TaskBase {
 public:
  explicit TaskClosureMethod(Class* instance) : TaskBase(&TaskClosureMethod::Call), instance_(instance) {}

 private:
  static void Call(async_dispatcher_t*, async_task_t* task, zx_status_t status) {
    TaskClosureMethod* const self = Dispatch<TaskClosureMethod>(task);
    if (status == ZX_OK) (self->instance_->*method)();
  }

  Class* const instance_;
};

}  // namespace async

#endif /* LIB_ASYNC_CPP_TASK_H_ */
