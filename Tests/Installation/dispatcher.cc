/* What lib/async, and lib/fit under it, promise beyond the calls that they make: whose handler is called, when, with
 * what, and what is left behind. Needs a daemon. Says the line that is wrong. */
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <lib/async-loop/cpp/loop.h>
#include <lib/async-loop/default.h>
#include <lib/async/cpp/irq.h>
#include <lib/async/cpp/task.h>
#include <lib/async/cpp/wait.h>
#include <lib/fit/defer.h>
#include <lib/zx/clock.h>
#include <lib/zx/event.h>
#include <lib/zx/interrupt.h>

#include "expect.h"

namespace {

constexpr async_loop_config_t with_irq_support() {
  async_loop_config_t config = kAsyncLoopConfigNeverAttachToThread;
  config.irq_support = true;
  return config;
}
constexpr async_loop_config_t kConfig = with_irq_support();

static_assert(!std::is_copy_constructible_v<async::Irq> && !std::is_move_constructible_v<async::Irq>);
static_assert(!std::is_copy_constructible_v<async::Wait> && !std::is_copy_constructible_v<async::Loop>);
static_assert(!std::is_copy_constructible_v<fit::closure> && std::is_nothrow_move_constructible_v<fit::closure>);

static_assert(!std::is_copy_constructible_v<fit::callback<void()>>);
static_assert(std::is_move_assignable_v<fit::deferred_callback>);

bool create_virtual(zx::interrupt* interrupt) {
  return zx::interrupt::create(zx::resource(), 0, ZX_INTERRUPT_VIRTUAL, interrupt) == ZX_OK;
}

/* What a handler of an interrupt was called with. */
struct Record {
  zx_status_t status;
  zx_time_t timestamp; /* -1 for a null packet */
};

/* A driver as they are on Fuchsia, whose handler is a method. */
class Driver {
 public:
  explicit Driver(zx::interrupt interrupt) : interrupt_(std::move(interrupt)) { irq_.set_object(interrupt_.get()); }

  async::IrqBase& irq() { return irq_; }
  const std::vector<Record>& records() const { return records_; }

 private:
  void Handle(async_dispatcher_t*, async::IrqBase*, zx_status_t status, const zx_packet_interrupt_t* packet) {
    records_.push_back({status, packet ? packet->timestamp : -1});
    if (status != ZX_OK) return;
    const auto ack = fit::defer([this] { interrupt_.ack(); });
  }

  std::vector<Record> records_;
  zx::interrupt interrupt_;
  async::IrqMethod<Driver, &Driver::Handle> irq_{this};
};

struct Counter {
  int Add(int value) { return count += value; }
  int Get() const { return count; }
  int count = 0;
};

/* What handlers are kept in. */
int test_functions() {
  /* Empty is what nothing callable was put into. */
  fit::function<int(int)> add;
  EXPECT(!add && add == nullptr && nullptr == add && !(add != nullptr));
  EXPECT(fit::closure(nullptr) == nullptr && fit::closure(std::function<void()>()) == nullptr);
  EXPECT(fit::closure(static_cast<void (*)()>(nullptr)) == nullptr && fit::closure([] {}) != nullptr);

  /* Of a method, by either spelling; an exchange changes what is called. */
  Counter counter;
  add = fit::bind_member(&counter, &Counter::Add);
  fit::function<int(int)> negate = [](int value) { return -value; };
  EXPECT(add != nullptr && add(2) == 2 && add(3) == 5 && negate(3) == -3);
  add.swap(negate);
  EXPECT(add(1) == -1 && negate(1) == 6);
  swap(add, negate);
  EXPECT(add(1) == 7 && fit::bind_member(&counter, &Counter::Get)() == 7);
  EXPECT(fit::bind_member<&Counter::Add>(&counter)(1) == 8);

  /* A callback is called once: it is empty from then on, within the call already, and what it owned has gone. */
  fit::callback<bool()> once;
  const std::weak_ptr<int> owned = [&] {
    auto held = std::make_shared<int>(1);
    once = [&once, held] { return once == nullptr && *held == 1; };
    return held;
  }();
  EXPECT(once != nullptr && !owned.expired() && once() && once == nullptr && owned.expired());
  fit::callback<int(int)> adopted = std::move(add);
  EXPECT(adopted(2) == 10 && !adopted && add == nullptr && fit::callback<int(int)>(std::move(add)) == nullptr);

  /* A deferred callback is kept, exchanged and called off; what is done early is not done again. */
  int done = 0;
  {
    fit::deferred_callback later;
    EXPECT(!later && !fit::defer_callback(nullptr));
    later = fit::defer_callback([&] { done += 1; });
    later = fit::deferred_callback([&] { done += 10; });
    EXPECT(later && done == 0);
    fit::deferred_callback early = fit::defer_callback([&] { done += 100; });
    early.call();
    EXPECT(!early && done == 100);
    fit::deferred_callback never = fit::defer_callback([&] { done += 1000; });
    never = nullptr;
  }
  EXPECT(done == 110);
  return 0;
}

int test_irq_life() {
  async::Loop loop(&kConfig);
  zx::interrupt interrupt;
  EXPECT(create_virtual(&interrupt));

  unsigned calls = 0;
  async::Irq irq;
  EXPECT(irq.object() == ZX_HANDLE_INVALID && !irq.has_handler() && irq.Cancel() == ZX_ERR_NOT_FOUND);
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_ERR_BAD_HANDLE);
  irq.set_object(interrupt.get());
  irq.set_handler([&, owned = std::make_unique<int>(1)](async_dispatcher_t* dispatcher, async::Irq* called,
                                                        zx_status_t status, const zx_packet_interrupt_t* packet) {
    if (dispatcher == loop.dispatcher() && called == &irq && status == ZX_OK && packet->timestamp == 5) calls += *owned;
  });
  EXPECT(irq.object() == interrupt.get() && irq.has_handler());

  /* Bound once, and for others too. */
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_OK && irq.Begin(loop.dispatcher()) == ZX_ERR_ALREADY_EXISTS);
  async::Irq second(interrupt.get());
  EXPECT(second.Begin(loop.dispatcher()) == ZX_ERR_ALREADY_BOUND && second.Cancel() == ZX_ERR_NOT_FOUND);

  /* Each ack brings the next; without one the handler is called once. */
  EXPECT(interrupt.trigger(0, zx::time_boot(5)) == ZX_OK && interrupt.trigger(0, zx::time_boot(5)) == ZX_OK);
  EXPECT(loop.RunUntilIdle() == ZX_OK && calls == 1);
  EXPECT(interrupt.ack() == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 2 && interrupt.ack() == ZX_OK);

  /* Cancel() gives an interrupt that the handler has not seen back to whoever waits for it. */
  EXPECT(interrupt.trigger(0, zx::time_boot(5)) == ZX_OK && irq.Cancel() == ZX_OK && irq.Cancel() == ZX_ERR_NOT_FOUND);
  zx::time_boot timestamp;
  EXPECT(loop.RunUntilIdle() == ZX_OK && calls == 2 && interrupt.wait(&timestamp) == ZX_OK && timestamp.get() == 5);

  /* So does the destructor. */
  {
    async::Irq brief(interrupt.get());
    EXPECT(brief.Begin(loop.dispatcher()) == ZX_OK && interrupt.wait(nullptr) == ZX_ERR_BAD_STATE);
  }
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_OK && interrupt.ack() == ZX_OK);

  /* A destroyed interrupt sends nothing, and can be let go of. */
  EXPECT(interrupt.destroy() == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 2 && irq.Cancel() == ZX_OK);
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_ERR_CANCELED);
  return 0;
}

int test_loop_without_irq_support() {
  async::Loop loop(&kAsyncLoopConfigNeverAttachToThread);
  zx::interrupt interrupt;
  EXPECT(create_virtual(&interrupt));
  async::Irq irq(interrupt.get());
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_ERR_WRONG_TYPE && irq.Cancel() == ZX_ERR_NOT_FOUND);
  return 0;
}

int test_driver_and_shutdown() {
  async::Loop loop(&kConfig);
  zx::interrupt device, duplicate;
  EXPECT(create_virtual(&device) && device.duplicate(ZX_RIGHT_SAME_RIGHTS, &duplicate) == ZX_OK);
  Driver driver(std::move(duplicate));
  EXPECT(driver.irq().Begin(loop.dispatcher()) == ZX_OK);
  for (int64_t time = 1; time <= 3; ++time) {
    EXPECT(device.trigger(0, zx::time_boot(time)) == ZX_OK);
    EXPECT(loop.Run(zx::time::infinite(), true) == ZX_OK && driver.records().back().timestamp == time);
  }
  EXPECT(loop.Run(zx::deadline_after(zx::msec(1))) == ZX_ERR_TIMED_OUT && driver.records().size() == 3);

  /* Shutdown tells the handler, once, with no packet: also of an interrupt that it has not seen. */
  EXPECT(device.trigger(0, zx::time_boot(4)) == ZX_OK);
  loop.Shutdown();
  loop.Shutdown();
  EXPECT(driver.records().size() == 4 && driver.records().back().status == ZX_ERR_CANCELED);
  EXPECT(driver.records().back().timestamp == -1);
  EXPECT(driver.irq().Cancel() == ZX_ERR_NOT_FOUND && driver.irq().Begin(loop.dispatcher()) == ZX_ERR_BAD_STATE);
  EXPECT(loop.Run() == ZX_ERR_BAD_STATE && loop.StartThread() == ZX_ERR_BAD_STATE);
  EXPECT(async::PostTask(loop.dispatcher(), [] {}) == ZX_ERR_BAD_STATE && loop.GetState() == ASYNC_LOOP_SHUTDOWN);
  return 0;
}

int test_task_order() {
  async::Loop loop(&kConfig);
  async_dispatcher_t* const dispatcher = loop.dispatcher();
  std::vector<int> order;
  const auto append = [&](int number) { return [&order, number] { order.push_back(number); }; };

  /* By deadline, and as posted where that is the same. */
  const zx::time now = zx::clock::get_monotonic();
  EXPECT(async::PostTaskForTime(dispatcher, append(3), now - zx::sec(1)) == ZX_OK);
  EXPECT(async::PostTaskForTime(dispatcher, append(1), now - zx::sec(2)) == ZX_OK);
  EXPECT(async::PostTaskForTime(dispatcher, append(4), now - zx::sec(1)) == ZX_OK);
  EXPECT(async::PostTaskForTime(dispatcher, append(2), now - zx::sec(2)) == ZX_OK);
  EXPECT(loop.RunUntilIdle() == ZX_OK && (order == std::vector<int>{1, 2, 3, 4}));

  /* An interrupt comes before a task that was posted earlier. */
  zx::interrupt interrupt;
  EXPECT(create_virtual(&interrupt));
  async::Irq irq(interrupt.get(), ZX_SIGNAL_NONE,
                 [&](auto...) { order.push_back(6); });
  EXPECT(irq.Begin(dispatcher) == ZX_OK && async::PostTask(dispatcher, append(7)) == ZX_OK);
  EXPECT(interrupt.trigger(0, zx::time_boot(1)) == ZX_OK && loop.RunUntilIdle() == ZX_OK);
  EXPECT((order == std::vector<int>{1, 2, 3, 4, 6, 7}));

  /* A task that posts itself anew takes its turn behind the others: it does not keep the loop. */
  unsigned rounds = 0;
  async::TaskClosure again;
  again.set_handler([&] {
    if (++rounds == 3) loop.Quit();
    again.Post(dispatcher);
  });
  EXPECT(again.Post(dispatcher) == ZX_OK && again.Post(dispatcher) == ZX_ERR_ALREADY_EXISTS && again.is_pending());
  EXPECT(loop.Run() == ZX_ERR_CANCELED && rounds == 3 && again.Cancel() == ZX_OK && !again.is_pending());
  return 0;
}

int test_delayed_tasks() {
  async::Loop loop(&kConfig);
  unsigned calls = 0;
  async::TaskClosure canceled([&] { calls += 100; });
  EXPECT(canceled.last_deadline() == zx::time::infinite());
  EXPECT(canceled.PostDelayed(loop.dispatcher(), zx::msec(1)) == ZX_OK && canceled.Cancel() == ZX_OK);
  EXPECT(async::PostDelayedTask(loop.dispatcher(), [&] { calls += 1000; }, zx::hour(1)) == ZX_OK);
  EXPECT(async::PostDelayedTask(loop.dispatcher(), [&] { calls += 1000; }, zx::duration::infinite()) == ZX_OK);
  EXPECT(loop.RunUntilIdle() == ZX_OK && loop.Run(zx::deadline_after(zx::msec(2))) == ZX_ERR_TIMED_OUT && calls == 0);

  /* Not before its time. */
  const zx::time due = async::Now(loop.dispatcher()) + zx::msec(5);
  const auto quit = [&] {
    calls += async::Now(loop.dispatcher()) >= due;
    loop.Quit();
  };
  EXPECT(async::PostTaskForTime(loop.dispatcher(), quit, due) == ZX_OK);
  EXPECT(loop.Run() == ZX_ERR_CANCELED && calls == 1);

  /* One that comes before the deadline for which a thread waits already wakes it. */
  EXPECT(loop.ResetQuit() == ZX_OK && loop.StartThread("loop") == ZX_OK);
  EXPECT(async::PostDelayedTask(loop.dispatcher(), [&] { loop.Quit(); }, zx::msec(5)) == ZX_OK);
  loop.JoinThreads();

  /* At shutdown a task is told, a closure is not. */
  zx_status_t told = ZX_OK;
  async::Task task([&](async_dispatcher_t*, async::Task*, zx_status_t status) { told = status; });
  EXPECT(loop.ResetQuit() == ZX_OK && task.PostDelayed(loop.dispatcher(), zx::hour(1)) == ZX_OK);
  loop.Shutdown();
  EXPECT(told == ZX_ERR_CANCELED && !task.is_pending() && calls == 1);
  return 0;
}

int test_waits() {
  async::Loop loop(&kConfig);
  zx::event event;
  EXPECT(zx::event::create(0, &event) == ZX_OK);

  unsigned calls = 0;
  zx_packet_signal_t last = {};
  async::Wait wait(event.get(), ZX_USER_SIGNAL_0, 0,
                   [&](async_dispatcher_t*, async::Wait*, zx_status_t status, const zx_packet_signal_t* signal) {
                     calls += status == ZX_OK;
                     if (signal) last = *signal;
                   });
  EXPECT(wait.Cancel() == ZX_ERR_NOT_FOUND && wait.Begin(loop.dispatcher()) == ZX_OK && wait.is_pending());
  EXPECT(wait.Begin(loop.dispatcher()) == ZX_ERR_ALREADY_EXISTS && loop.RunUntilIdle() == ZX_OK && calls == 0);
  EXPECT(event.signal(0, ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1) == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 1);
  EXPECT(last.trigger == ZX_USER_SIGNAL_0 && last.observed == (ZX_USER_SIGNAL_0 | ZX_USER_SIGNAL_1) && last.count == 1);

  /* It ends with its packet; begun again it sees the state, and by edges only what comes anew. */
  EXPECT(!wait.is_pending() && wait.Begin(loop.dispatcher()) == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 2);
  wait.set_options(ZX_WAIT_ASYNC_EDGE);
  EXPECT(wait.Begin(loop.dispatcher()) == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 2);
  EXPECT(event.signal(ZX_USER_SIGNAL_0, 0) == ZX_OK && event.signal(0, ZX_USER_SIGNAL_0) == ZX_OK);

  /* A packet that has been sent is taken back; also where the object's handle is gone. */
  EXPECT(wait.Cancel() == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 2);
  wait.set_options(0);
  EXPECT(wait.Begin(loop.dispatcher()) == ZX_OK);
  event.reset();
  EXPECT(wait.Cancel() == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 2);
  EXPECT(wait.Begin(loop.dispatcher()) == ZX_ERR_BAD_HANDLE && !wait.is_pending());

  /* WaitOnce lets go of its handler, which may end its life. */
  EXPECT(zx::event::create(0, &event) == ZX_OK);
  auto once = std::make_unique<async::WaitOnce>(event.get(), ZX_USER_SIGNAL_2);
  const zx_status_t begun = once->Begin(
      loop.dispatcher(), [&](async_dispatcher_t*, async::WaitOnce*, zx_status_t, const zx_packet_signal_t*) {
        once.reset();
        calls += 1;
      });
  EXPECT(begun == ZX_OK && event.signal(0, ZX_USER_SIGNAL_2) == ZX_OK);
  EXPECT(loop.RunUntilIdle() == ZX_OK && calls == 3 && !once);

  /* Shutdown tells it. */
  zx_status_t told = ZX_OK;
  async::Wait pending(event.get(), ZX_USER_SIGNAL_3, 0,
                      [&](async_dispatcher_t*, async::Wait*, zx_status_t status, const zx_packet_signal_t* signal) {
                        if (!signal) told = status;
                      });
  EXPECT(pending.Begin(loop.dispatcher()) == ZX_OK);
  loop.Shutdown();
  EXPECT(told == ZX_ERR_CANCELED && !pending.is_pending());
  return 0;
}

int test_quit_and_threads() {
  async::Loop loop(&kConfig);
  loop.Quit();
  EXPECT(loop.GetState() == ASYNC_LOOP_QUIT && loop.Run() == ZX_ERR_CANCELED && loop.ResetQuit() == ZX_OK);
  EXPECT(loop.GetState() == ASYNC_LOOP_RUNNABLE && loop.RunUntilIdle() == ZX_OK);

  /* Threads that wait end when the loop quits, and not before. */
  thrd_t thread = {};
  EXPECT(loop.StartThread("a name that Linux cuts", &thread) == ZX_OK && thread != thrd_t());
  EXPECT(loop.StartThread() == ZX_OK);
  std::atomic<unsigned> calls = 0;
  for (int each = 0; each < 100; ++each) EXPECT(async::PostTask(loop.dispatcher(), [&] { calls += 1; }) == ZX_OK);
  EXPECT(async::PostTask(loop.dispatcher(), [&] { loop.Quit(); }) == ZX_OK);
  loop.JoinThreads();
  EXPECT(calls == 100 && loop.GetState() == ASYNC_LOOP_QUIT && loop.ResetQuit() == ZX_OK);
  EXPECT(async::PostTask(loop.dispatcher(), [&] { calls += loop.ResetQuit() == ZX_ERR_BAD_STATE; }) == ZX_OK);
  EXPECT(loop.RunUntilIdle() == ZX_OK && calls == 101);

  /* What is still pending at shutdown is told on the loop's last thread. */
  zx::interrupt interrupt;
  EXPECT(create_virtual(&interrupt));
  pthread_t told_on = pthread_self();
  async::Irq irq(interrupt.get(), ZX_SIGNAL_NONE, [&](auto...) { told_on = pthread_self(); });
  EXPECT(irq.Begin(loop.dispatcher()) == ZX_OK && loop.StartThread(nullptr, &thread) == ZX_OK);
  loop.Shutdown();
  EXPECT(pthread_equal(told_on, thread));
  return 0;
}

/* What was let go of in a program of several threads is not called any more, nor looked at: it may be freed. */
int test_letting_go() {
  async::Loop loop(&kConfig);

  /* Of an interrupt whose handle is closed, but not its last one: it stays bound to the port. */
  zx::interrupt interrupt, other;
  EXPECT(create_virtual(&interrupt) && interrupt.duplicate(ZX_RIGHT_SAME_RIGHTS, &other) == ZX_OK);
  unsigned calls = 0;
  auto irq = std::make_unique<async::Irq>(interrupt.get(), ZX_SIGNAL_NONE, [&](auto...) { calls += 1; });
  EXPECT(irq->Begin(loop.dispatcher()) == ZX_OK);
  interrupt.reset();
  EXPECT(irq->Cancel() == ZX_ERR_BAD_HANDLE);
  irq.reset();
  EXPECT(other.trigger(0, zx::time_boot(1)) == ZX_OK && loop.RunUntilIdle() == ZX_OK && calls == 0);

  /* Of a wait whose object is closed, while another thread has its packet. */
  struct Counted {
    async_wait_t wait;
    std::atomic<unsigned>* calls;
  };
  std::atomic<unsigned> called = 0;
  EXPECT(loop.StartThread() == ZX_OK && loop.StartThread() == ZX_OK);
  for (unsigned each = 0; each < 3000; ++each) {
    zx::event event;
    EXPECT(zx::event::create(0, &event) == ZX_OK);
    auto counted = std::make_unique<Counted>(Counted{{}, &called});
    counted->wait.object = event.get();
    counted->wait.trigger = ZX_EVENT_SIGNALED;
    counted->wait.handler = [](async_dispatcher_t*, async_wait_t* wait, zx_status_t, const zx_packet_signal_t*) {
      *reinterpret_cast<Counted*>(wait)->calls += 1;
    };
    const unsigned before = called;
    EXPECT(async_begin_wait(loop.dispatcher(), &counted->wait) == ZX_OK && event.signal(0, ZX_EVENT_SIGNALED) == ZX_OK);
    event.reset();
    const zx_status_t status = async_cancel_wait(loop.dispatcher(), &counted->wait);
    EXPECT(status == ZX_OK || status == ZX_ERR_NOT_FOUND);
    if (status == ZX_ERR_NOT_FOUND) {
      while (called == before) std::this_thread::yield();
    }
    EXPECT(called == before + (status == ZX_ERR_NOT_FOUND));
  }
  return 0;
}

/* A thread is started by one thread while another shuts down: it is joined, or it was refused. */
int test_starting_at_shutdown() {
  for (unsigned each = 0; each < 200; ++each) {
    async::Loop loop(&kConfig);
    std::thread starter([&] {
      while (loop.StartThread() == ZX_OK) {
      }
    });
    loop.Shutdown();
    starter.join();
    EXPECT(loop.StartThread() == ZX_ERR_BAD_STATE);
  }
  return 0;
}

int test_default_dispatcher() {
  EXPECT(async_get_default_dispatcher() == nullptr);
  {
    async::Loop loop(&kAsyncLoopConfigAttachToCurrentThread);
    EXPECT(async_get_default_dispatcher() == loop.dispatcher());
  }
  async::Loop loop(&kAsyncLoopConfigNoAttachToCurrentThread);
  EXPECT(async_get_default_dispatcher() == nullptr && loop.StartThread() == ZX_OK);
  async_dispatcher_t* seen = nullptr;
  EXPECT(async::PostTask(loop.dispatcher(), [&] { seen = async_get_default_dispatcher(), loop.Quit(); }) == ZX_OK);
  loop.JoinThreads();
  EXPECT(seen == loop.dispatcher());
  return 0;
}

}  // namespace

int main() {
  return test_functions() || test_irq_life() || test_loop_without_irq_support() || test_driver_and_shutdown() ||
         test_task_order() || test_delayed_tasks() || test_quit_and_threads() || test_default_dispatcher() ||
         test_waits() || test_letting_go() || test_starting_at_shutdown();
}
