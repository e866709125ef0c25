/* Does something when the scope ends, unless told otherwise: drivers acknowledge their interrupt so. Source: Fuchsia,
 * lib/fit/defer.h. */
#ifndef LIB_FIT_DEFER_H_
#define LIB_FIT_DEFER_H_

#include <optional>
#include <utility>

namespace fit {

template <typename Action>
class [[nodiscard]] deferred_action final {
 public:
  explicit deferred_action(Action action) : action_(std::move(action)) {}
  deferred_action(deferred_action&& other) noexcept : action_(std::move(other.action_)) { other.cancel(); }
  deferred_action(const deferred_action&) = delete;
  deferred_action& operator=(const deferred_action&) = delete;
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

}  // namespace fit

#endif /* LIB_FIT_DEFER_H_ */
