/* A callable that owns what it has captured, which need not be copyable: what handlers are kept in. Source: Fuchsia,
 * lib/fit/function.h. */
#ifndef LIB_FIT_FUNCTION_H_
#define LIB_FIT_FUNCTION_H_

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace fit {

template <typename Signature>
class function;

template <typename Result, typename... Arguments>
class function<Result(Arguments...)> final {
 public:
  function() = default;
  function(std::nullptr_t) {}

  template <typename Callable, typename = std::enable_if_t<!std::is_same_v<std::decay_t<Callable>, function> &&
                                                           std::is_invocable_r_v<Result, std::decay_t<Callable>&,
                                                                                 Arguments...>>>
  function(Callable&& callable)
      : target_(std::make_unique<Holder<std::decay_t<Callable>>>(std::forward<Callable>(callable))) {}

  explicit operator bool() const { return target_ != nullptr; }

  /* There must be something to call. */
  Result operator()(Arguments... arguments) const { return target_->call(std::forward<Arguments>(arguments)...); }

 private:
  struct Target {
    virtual ~Target() = default;
    virtual Result call(Arguments... arguments) = 0;
  };

  template <typename Callable>
  struct Holder final : Target {
    template <typename Source>
    explicit Holder(Source&& source) : callable(std::forward<Source>(source)) {}
    Result call(Arguments... arguments) override {
      return static_cast<Result>(callable(std::forward<Arguments>(arguments)...));
    }
    Callable callable;
  };

  std::unique_ptr<Target> target_;
};

using closure = function<void()>;

}  // namespace fit

#endif /* LIB_FIT_FUNCTION_H_ */
