/* Does something when the scope ends, unless told otherwise: drivers acknowledge their interrupt so. Source: Fuchsia,
 * lib/fit/defer.h. */
#ifndef LIB_FIT_DEFER_H_
#define LIB_FIT_DEFER_H_

#include <cstddef>
#include <optional>
#include <utility>

#include <lib/fit/function.h>

namespace fit {

template <typename Action>
class [[nodiscard]] deferred_action final {
 public:
  /* Nothing to do. */
  deferred_action() = default;
  deferred_action(std::nullptr_t) {}

  explicit deferred_action(Action action) {
    if (!internal::is_null(action)) action_.emplace(std::move(action));
  }
  deferred_action(deferred_action&& other) noexcept : action_(std::move(other.action_)) { other.cancel(); }
  deferred_action(const deferred_action&) = delete;
  deferred_action& operator=(const deferred_action&) = delete;
  /* What was to be done so far is not. */
  deferred_action& operator=(deferred_action&& other) noexcept {
    if (this == &other) return *this;
    action_.reset();
    if (other.action_) action_.emplace(std::move(*other.action_));
    other.cancel();
    return *this;
  }
  ~deferred_action() { call(); }

  explicit operator bool() const { return action_.has_value(); }

  /* Does it now, and not again. */
  void call() {
    if (!action_) return;
    Action action = std::move(*action_);
    action_.reset();
    action();
  }

  /* Does not do it. */
  void cancel() { action_.reset(); }

 private:
  std::optional<Action> action_;
};

template <typename Action>
deferred_action<Action> defer(Action action) {
  return deferred_action<Action>(std::move(action));
}

/* One whose type does not depend on the action, to be kept in a member. */
using deferred_callback = deferred_action<callback<void()>>;

inline deferred_callback defer_callback(callback<void()> action) {
  return deferred_callback(std::move(action));
}

}  // namespace fit

#endif /* LIB_FIT_DEFER_H_ */
