/* Callables that own what they have captured, which need not be copyable: what handlers are kept in. Source: Fuchsia,
 * lib/fit/function.h. */
#ifndef LIB_FIT_FUNCTION_H_
#define LIB_FIT_FUNCTION_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace fit {

template <typename Signature>
class function;
template <typename Signature>
class callback;

namespace internal {

/* A callable that holds nothing: a null pointer, a function object (std's or one from here) that is empty. A lambda
 * without captures turns into a pointer, and then into true, by itself; those have to be asked. */
template <typename Callable>
bool is_null(const Callable& callable) {
  if constexpr (std::is_pointer_v<Callable> || std::is_member_pointer_v<Callable>) {
    return callable == nullptr;
  } else if constexpr (std::is_constructible_v<bool, const Callable&> &&
                       !std::is_convertible_v<const Callable&, bool>) {
    return !static_cast<bool>(callable);
  } else {
    return false;
  }
}

/* What function and callback have in common: the owner of what is called. */
template <typename Signature>
class target;

template <typename Result, typename... Arguments>
class target<Result(Arguments...)> {
 public:
  explicit operator bool() const { return held_ != nullptr; }

  friend bool operator==(const target& callable, std::nullptr_t) { return !callable; }
  friend bool operator!=(const target& callable, std::nullptr_t) { return !!callable; }
  friend bool operator==(std::nullptr_t, const target& callable) { return !callable; }
  friend bool operator!=(std::nullptr_t, const target& callable) { return !!callable; }

 protected:
  template <typename Callable>
  static constexpr bool accepts = std::is_invocable_r_v<Result, Callable&, Arguments...>;

  target() = default;
  target(target&&) noexcept = default;
  target& operator=(target&&) noexcept = default;

  template <typename Callable>
  void hold(Callable&& callable) {
    if (is_null<std::decay_t<Callable>>(callable)) return;
    held_ = std::make_unique<Holder<std::decay_t<Callable>>>(std::forward<Callable>(callable));
  }

  Result invoke(Arguments... arguments) const { return held_->call(std::forward<Arguments>(arguments)...); }

  void swap_with(target& other) noexcept { held_.swap(other.held_); }

 private:
  struct Held {
    virtual ~Held() = default;
    virtual Result call(Arguments... arguments) = 0;
  };

  template <typename Callable>
  struct Holder final : Held {
    template <typename Source>
    explicit Holder(Source&& source) : callable(std::forward<Source>(source)) {}
    Result call(Arguments... arguments) override {
      return static_cast<Result>(std::invoke(callable, std::forward<Arguments>(arguments)...));
    }
    Callable callable;
  };

  std::unique_ptr<Held> held_;
};

}  // namespace internal

/* Can be called again and again. */
template <typename Result, typename... Arguments>
class function<Result(Arguments...)> final : public internal::target<Result(Arguments...)> {
  using Target = internal::target<Result(Arguments...)>;

 public:
  function() = default;
  function(std::nullptr_t) {}

  template <typename Callable, typename = std::enable_if_t<!std::is_same_v<std::decay_t<Callable>, function> &&
                                                           Target::template accepts<std::decay_t<Callable>>>>
  function(Callable&& callable) {
    this->hold(std::forward<Callable>(callable));
  }

  void swap(function& other) noexcept { this->swap_with(other); }
  friend void swap(function& one, function& other) noexcept { one.swap(other); }

  /* There must be something to call. */
  Result operator()(Arguments... arguments) const { return this->invoke(std::forward<Arguments>(arguments)...); }
};

/* Can be called once, and is empty then: what it has captured ends with the call. */
template <typename Result, typename... Arguments>
class callback<Result(Arguments...)> final : public internal::target<Result(Arguments...)> {
  using Target = internal::target<Result(Arguments...)>;

 public:
  callback() = default;
  callback(std::nullptr_t) {}

  /* A function, too, which is empty then. */
  template <typename Callable, typename = std::enable_if_t<!std::is_same_v<std::decay_t<Callable>, callback> &&
                                                           Target::template accepts<std::decay_t<Callable>>>>
  callback(Callable&& callable) {
    this->hold(std::forward<Callable>(callable));
  }

  void swap(callback& other) noexcept { this->swap_with(other); }
  friend void swap(callback& one, callback& other) noexcept { one.swap(other); }

  /* There must be something to call. */
  Result operator()(Arguments... arguments) {
    const callback called = std::move(*this);
    return called.invoke(std::forward<Arguments>(arguments)...);
  }
};

using closure = function<void()>;

/* A callable for a method of an instance, which has to outlive it: bind_member(this, &Driver::Handle). */
template <typename Instance, typename Method, typename = std::enable_if_t<std::is_member_function_pointer_v<Method>>>
auto bind_member(Instance* instance, Method method) {
  return [instance, method](auto&&... arguments) -> decltype((instance->*method)(
                                                     std::forward<decltype(arguments)>(arguments)...)) {
    return (instance->*method)(std::forward<decltype(arguments)>(arguments)...);
  };
}

/* The same, by its newer spelling: bind_member<&Driver::Handle>(this). */
template <auto method, typename Instance>
auto bind_member(Instance* instance) {
  return bind_member(instance, method);
}

}  // namespace fit

#endif /* LIB_FIT_FUNCTION_H_ */
