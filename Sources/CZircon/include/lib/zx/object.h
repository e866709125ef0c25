/* Owners of handles: zx::object<T> closes its handle when it goes, and can be moved but not copied; zx::unowned<T>
 * looks at a handle that somebody else owns. Source: Zircon, lib/zx/object.h.
 *
 * <zircon/syscalls.h> documents the rights and errors of each call. Two threads may use one wrapper at the same time as
 * long as neither changes it; const members do not.
 */
#ifndef LIB_ZX_OBJECT_H_
#define LIB_ZX_OBJECT_H_

#include <type_traits>

#include <lib/zx/object_traits.h>
#include <lib/zx/time.h>
#include <zircon/syscalls.h>
#include <zircon/types.h>

namespace zx {

/* A handle and its owner, whatever the object's type. */
class object_base {
 public:
  object_base(const object_base&) = delete;
  object_base& operator=(const object_base&) = delete;

  /* Closes the handle, and owns value from now on. */
  void reset(zx_handle_t value = ZX_HANDLE_INVALID) noexcept {
    /* Closing the invalid handle would be ZX_OK, but a call. */
    if (value_ != ZX_HANDLE_INVALID) zx_handle_close(value_);
    value_ = value;
  }

  /* Whether there is a handle; not whether it still names something. */
  bool is_valid() const noexcept { return value_ != ZX_HANDLE_INVALID; }
  explicit operator bool() const noexcept { return is_valid(); }

  zx_handle_t get() const noexcept { return value_; }

  /* Closes the handle and says where a call may store the next one. */
  zx_handle_t* reset_and_get_address() noexcept {
    reset();
    return &value_;
  }

  /* Gives the handle to the caller, who has to close it. */
  [[nodiscard]] zx_handle_t release() noexcept {
    const zx_handle_t value = value_;
    value_ = ZX_HANDLE_INVALID;
    return value;
  }

  /* zx_object_get_info(). */
  zx_status_t get_info(uint32_t topic, void* buffer, size_t buffer_size, size_t* actual, size_t* avail) const {
    return zx_object_get_info(value_, topic, buffer, buffer_size, actual, avail);
  }

  /* zx_object_get_property() and zx_object_set_property(). */
  zx_status_t get_property(uint32_t property, void* value, size_t size) const {
    return zx_object_get_property(value_, property, value, size);
  }
  zx_status_t set_property(uint32_t property, const void* value, size_t size) const {
    return zx_object_set_property(value_, property, value, size);
  }

 protected:
  constexpr object_base() = default;
  explicit object_base(zx_handle_t value) noexcept : value_(value) {}
  ~object_base() { reset(); }

  zx_handle_t value_ = ZX_HANDLE_INVALID;
};

class port;
class profile;

template <typename T>
class unowned;

namespace internal {

inline zx_handle_t handle_of(const object_base& object) { return object.get(); }

template <typename T>
zx_handle_t handle_of(const unowned<T>& view) { return view->get(); }

/* Gives Self the comparisons, with its like and with plain handles: all by the handle's value. */
template <typename Self>
struct compared_by_handle {
  friend bool operator==(const Self& a, const Self& b) { return handle_of(a) == handle_of(b); }
  friend bool operator!=(const Self& a, const Self& b) { return handle_of(a) != handle_of(b); }
  friend bool operator<(const Self& a, const Self& b) { return handle_of(a) < handle_of(b); }
  friend bool operator>(const Self& a, const Self& b) { return handle_of(a) > handle_of(b); }
  friend bool operator<=(const Self& a, const Self& b) { return handle_of(a) <= handle_of(b); }
  friend bool operator>=(const Self& a, const Self& b) { return handle_of(a) >= handle_of(b); }

  friend bool operator==(zx_handle_t a, const Self& b) { return a == handle_of(b); }
  friend bool operator!=(zx_handle_t a, const Self& b) { return a != handle_of(b); }
  friend bool operator<(zx_handle_t a, const Self& b) { return a < handle_of(b); }
  friend bool operator>(zx_handle_t a, const Self& b) { return a > handle_of(b); }
  friend bool operator<=(zx_handle_t a, const Self& b) { return a <= handle_of(b); }
  friend bool operator>=(zx_handle_t a, const Self& b) { return a >= handle_of(b); }

  friend bool operator==(const Self& a, zx_handle_t b) { return handle_of(a) == b; }
  friend bool operator!=(const Self& a, zx_handle_t b) { return handle_of(a) != b; }
  friend bool operator<(const Self& a, zx_handle_t b) { return handle_of(a) < b; }
  friend bool operator>(const Self& a, zx_handle_t b) { return handle_of(a) > b; }
  friend bool operator<=(const Self& a, zx_handle_t b) { return handle_of(a) <= b; }
  friend bool operator>=(const Self& a, zx_handle_t b) { return handle_of(a) >= b; }
};

}  // namespace internal

/* The owner of a handle to a T; object<void> is zx::handle, into which any other moves. */
template <typename T>
class object : public object_base, public internal::compared_by_handle<object<T>> {
 public:
  constexpr object() = default;
  explicit object(zx_handle_t value) noexcept : object_base(value) {}

  object(object&& other) noexcept : object_base(other.release()) {}
  object& operator=(object&& other) noexcept {
    reset(other.release());
    return *this;
  }

  template <typename U, typename = std::enable_if_t<std::is_void_v<T> && !std::is_void_v<U>>>
  object(object<U>&& other) noexcept : object_base(other.release()) {}
  template <typename U, typename = std::enable_if_t<std::is_void_v<T> && !std::is_void_v<U>>>
  object& operator=(object<U>&& other) noexcept {
    reset(other.release());
    return *this;
  }

  void swap(object& other) noexcept {
    const zx_handle_t value = value_;
    value_ = other.value_;
    other.value_ = value;
  }

  /* zx_handle_duplicate(). On an error *result is empty. */
  zx_status_t duplicate(zx_rights_t rights, object* result) const {
    static_assert(object_traits<T>::supports_duplication, "Handles to this type of object cannot be duplicated.");
    zx_handle_t made = ZX_HANDLE_INVALID;
    const zx_status_t status = zx_handle_duplicate(value_, rights, &made);
    result->reset(made);
    return status;
  }

  /* zx_handle_replace(). This owner is empty afterwards, on an error too, and *result may be this one. */
  zx_status_t replace(zx_rights_t rights, object* result) {
    zx_handle_t made = ZX_HANDLE_INVALID;
    const zx_status_t status = zx_handle_replace(release(), rights, &made);
    result->reset(made);
    return status;
  }

  /* zx_object_wait_one(). pending may be null. */
  zx_status_t wait_one(zx_signals_t signals, zx::time deadline, zx_signals_t* pending) const {
    static_assert(object_traits<T>::supports_wait, "This type of object cannot be waited for.");
    return zx_object_wait_one(value_, signals, deadline.get(), pending);
  }

  /* zx_object_wait_async(). */
  zx_status_t wait_async(const object<port>& port, uint64_t key, zx_signals_t signals, uint32_t options) const {
    static_assert(object_traits<T>::supports_wait, "This type of object cannot be waited for.");
    return zx_object_wait_async(value_, port.get(), key, signals, options);
  }

  /* zx_object_wait_many(). The items may be of any type: zx::handle::wait_many(). */
  static zx_status_t wait_many(zx_wait_item_t* items, uint32_t count, zx::time deadline) {
    static_assert(object_traits<T>::supports_wait, "This type of object cannot be waited for.");
    return zx_object_wait_many(items, count, deadline.get());
  }

  /* zx_object_signal(). */
  zx_status_t signal(uint32_t clear_mask, uint32_t set_mask) const {
    static_assert(object_traits<T>::supports_user_signal, "This type of object has no user signals.");
    return zx_object_signal(value_, clear_mask, set_mask);
  }

  /* zx_object_signal_peer(). */
  zx_status_t signal_peer(uint32_t clear_mask, uint32_t set_mask) const {
    static_assert(object_traits<T>::supports_user_signal, "This type of object has no user signals.");
    static_assert(object_traits<T>::has_peer_handle, "This type of object has no peer.");
    return zx_object_signal_peer(value_, clear_mask, set_mask);
  }

  /* zx_object_get_child(). On an error *result is empty; it may be this owner. */
  zx_status_t get_child(uint64_t koid, zx_rights_t rights, object<void>* result) const {
    static_assert(object_traits<T>::supports_get_child, "This type of object has no children.");
    zx_handle_t child = ZX_HANDLE_INVALID;
    const zx_status_t status = zx_object_get_child(value_, koid, rights, &child);
    result->reset(child);
    return status;
  }

  /* zx_object_set_profile(). */
  zx_status_t set_profile(const object<profile>& profile, uint32_t options) const {
    static_assert(object_traits<T>::supports_set_profile, "This type of object takes no profile.");
    return zx_object_set_profile(value_, profile.get(), options);
  }

  /* A view of this handle, for as long as this owner has it. */
  auto borrow() const { return unowned<std::conditional_t<std::is_void_v<T>, object, T>>(value_); }
};

/* A view of a handle to a T that it never closes: `zx::unowned_interrupt(handle)->ack()`. */
template <typename T>
class unowned final : public internal::compared_by_handle<unowned<T>> {
 public:
  constexpr unowned() = default;
  explicit unowned(zx_handle_t value) noexcept : view_(value) {}
  explicit unowned(const T& owner) noexcept : unowned(owner.get()) {}

  explicit unowned(const unowned& other) noexcept : unowned(other->get()) {}
  unowned(unowned&& other) noexcept : unowned(other.view_.release()) {}
  unowned& operator=(const unowned& other) noexcept {
    look_at(other->get());
    return *this;
  }
  unowned& operator=(unowned&& other) noexcept {
    look_at(other.view_.release());
    return *this;
  }
  ~unowned() { look_at(ZX_HANDLE_INVALID); }

  const T& operator*() const noexcept { return view_; }
  const T* operator->() const noexcept { return &view_; }

 private:
  void look_at(zx_handle_t value) noexcept {
    static_cast<void>(view_.release());
    view_.reset(value);
  }

  T view_;
};

}  // namespace zx

#endif /* LIB_ZX_OBJECT_H_ */
