/* What each type of object can do, so that asking for more does not compile. Source: Zircon, lib/zx/object_traits.h. */
#ifndef LIB_ZX_OBJECT_TRAITS_H_
#define LIB_ZX_OBJECT_TRAITS_H_

namespace zx {

class interrupt;
class port;
class resource;

/* An untyped handle may be of any type: the call finds out. */
template <typename T>
struct object_traits {
  static constexpr bool supports_duplication = true;
  static constexpr bool supports_user_signal = true;
  static constexpr bool supports_wait = true;
  static constexpr bool has_peer_handle = true;
};

template <>
struct object_traits<interrupt> {
  static constexpr bool supports_duplication = true;
  static constexpr bool supports_user_signal = true;
  static constexpr bool supports_wait = true;
  static constexpr bool has_peer_handle = false;
};

template <>
struct object_traits<port> {
  static constexpr bool supports_duplication = true;
  static constexpr bool supports_user_signal = false;
  static constexpr bool supports_wait = false;
  static constexpr bool has_peer_handle = false;
};

template <>
struct object_traits<resource> {
  static constexpr bool supports_duplication = true;
  static constexpr bool supports_user_signal = false;
  static constexpr bool supports_wait = false;
  static constexpr bool has_peer_handle = false;
};

}  // namespace zx

#endif /* LIB_ZX_OBJECT_TRAITS_H_ */
