/* Durations and points in time, ns. A result beyond 64 bits becomes infinite() or infinite_past(), as <zircon/time.h>
 * has it; division alone is plain. Source: Zircon, lib/zx/time.h. */
#ifndef LIB_ZX_TIME_H_
#define LIB_ZX_TIME_H_

#include <cstdint>
#include <ctime>

#include <zircon/syscalls.h>
#include <zircon/time.h>
#include <zircon/types.h>

namespace zx {

/* A count of one clock's ticks: a point in time, or a span. Counts of different clocks do not mix. Factors and divisors
 * have no sign, as in Zircon: a count below zero is divided as if it were 2^64 greater. */
template <zx_clock_t kClockId>
class basic_ticks final {
 public:
  static_assert(kClockId == ZX_CLOCK_MONOTONIC || kClockId == ZX_CLOCK_BOOT, "These clocks have ticks.");

  constexpr basic_ticks() = default;
  explicit constexpr basic_ticks(zx_ticks_t value) : value_(value) {}

  /* zx_ticks_get(), or zx_ticks_get_boot(). */
  static basic_ticks now() {
    return basic_ticks(kClockId == ZX_CLOCK_BOOT ? zx_ticks_get_boot() : zx_ticks_get());
  }
  /* zx_ticks_per_second(). */
  static basic_ticks per_second() { return basic_ticks(zx_ticks_per_second()); }

  static constexpr basic_ticks infinite() { return basic_ticks(ZX_TIME_INFINITE); }
  static constexpr basic_ticks infinite_past() { return basic_ticks(ZX_TIME_INFINITE_PAST); }

  constexpr zx_ticks_t get() const { return value_; }

  constexpr basic_ticks operator+(basic_ticks other) const {
    return basic_ticks(zx_ticks_add_ticks(value_, other.value_));
  }
  constexpr basic_ticks operator-(basic_ticks other) const {
    return basic_ticks(zx_ticks_sub_ticks(value_, other.value_));
  }
  constexpr basic_ticks operator*(uint64_t factor) const {
    zx_ticks_t product = 0;
    if (!__builtin_mul_overflow(value_, factor, &product)) return basic_ticks(product);
    return value_ < 0 ? infinite_past() : infinite();
  }
  constexpr basic_ticks operator/(uint64_t divisor) const {
    return basic_ticks(static_cast<zx_ticks_t>(static_cast<uint64_t>(value_) / divisor));
  }
  constexpr basic_ticks operator%(uint64_t divisor) const {
    return basic_ticks(static_cast<zx_ticks_t>(static_cast<uint64_t>(value_) % divisor));
  }
  /* These two heed the signs. */
  constexpr uint64_t operator/(basic_ticks other) const { return static_cast<uint64_t>(value_ / other.value_); }
  constexpr uint64_t operator%(basic_ticks other) const { return static_cast<uint64_t>(value_ % other.value_); }

  constexpr basic_ticks& operator+=(basic_ticks other) { return *this = *this + other; }
  constexpr basic_ticks& operator-=(basic_ticks other) { return *this = *this - other; }
  constexpr basic_ticks& operator*=(uint64_t factor) { return *this = *this * factor; }
  constexpr basic_ticks& operator/=(uint64_t divisor) { return *this = *this / divisor; }
  constexpr basic_ticks& operator%=(uint64_t divisor) { return *this = *this % divisor; }

  constexpr bool operator==(basic_ticks other) const { return value_ == other.value_; }
  constexpr bool operator!=(basic_ticks other) const { return value_ != other.value_; }
  constexpr bool operator<(basic_ticks other) const { return value_ < other.value_; }
  constexpr bool operator<=(basic_ticks other) const { return value_ <= other.value_; }
  constexpr bool operator>(basic_ticks other) const { return value_ > other.value_; }
  constexpr bool operator>=(basic_ticks other) const { return value_ >= other.value_; }

 private:
  zx_ticks_t value_ = 0;
};

using ticks = basic_ticks<ZX_CLOCK_MONOTONIC>;
using ticks_monotonic = basic_ticks<ZX_CLOCK_MONOTONIC>;
using ticks_boot = basic_ticks<ZX_CLOCK_BOOT>;

/* A span of time. */
class duration final {
 public:
  constexpr duration() = default;
  explicit constexpr duration(zx_duration_t value) : value_(value) {}
  explicit constexpr duration(std::timespec value) : value_(zx_duration_from_timespec(value)) {}

  static constexpr duration infinite() { return duration(ZX_TIME_INFINITE); }
  static constexpr duration infinite_past() { return duration(ZX_TIME_INFINITE_PAST); }

  constexpr zx_duration_t get() const { return value_; }

  constexpr duration operator-() const { return duration(zx_duration_mul_int64(value_, -1)); }
  constexpr duration operator+(duration term) const { return duration(zx_duration_add_duration(value_, term.value_)); }
  constexpr duration operator-(duration term) const { return duration(zx_duration_sub_duration(value_, term.value_)); }
  constexpr duration operator*(int64_t factor) const { return duration(zx_duration_mul_int64(value_, factor)); }
  constexpr duration operator/(int64_t divisor) const { return duration(value_ / divisor); }
  constexpr int64_t operator/(duration other) const { return value_ / other.value_; }
  constexpr duration operator%(int64_t divisor) const { return duration(value_ % divisor); }
  constexpr int64_t operator%(duration other) const { return value_ % other.value_; }

  constexpr duration& operator+=(duration other) { return *this = *this + other; }
  constexpr duration& operator-=(duration other) { return *this = *this - other; }
  constexpr duration& operator*=(int64_t factor) { return *this = *this * factor; }
  constexpr duration& operator/=(int64_t divisor) { return *this = *this / divisor; }
  constexpr duration& operator%=(int64_t divisor) { return *this = *this % divisor; }

  constexpr bool operator==(duration other) const { return value_ == other.value_; }
  constexpr bool operator!=(duration other) const { return value_ != other.value_; }
  constexpr bool operator<(duration other) const { return value_ < other.value_; }
  constexpr bool operator<=(duration other) const { return value_ <= other.value_; }
  constexpr bool operator>(duration other) const { return value_ > other.value_; }
  constexpr bool operator>=(duration other) const { return value_ >= other.value_; }

  /* Whole units; the rest is cut off. */
  constexpr int64_t to_nsecs() const { return value_; }
  constexpr int64_t to_usecs() const { return value_ / ZX_USEC(1); }
  constexpr int64_t to_msecs() const { return value_ / ZX_MSEC(1); }
  constexpr int64_t to_secs() const { return value_ / ZX_SEC(1); }
  constexpr int64_t to_mins() const { return value_ / ZX_MIN(1); }
  constexpr int64_t to_hours() const { return value_ / ZX_HOUR(1); }

  /* Both fields have the sign of the duration. */
  constexpr std::timespec to_timespec() const { return zx_timespec_from_duration(value_); }

 private:
  zx_duration_t value_ = 0;
};

constexpr duration operator*(int64_t factor, duration span) { return span * factor; }

/* Spans of n units. */
constexpr duration nsec(int64_t n) { return duration(zx_duration_from_nsec(n)); }
constexpr duration usec(int64_t n) { return duration(zx_duration_from_usec(n)); }
constexpr duration msec(int64_t n) { return duration(zx_duration_from_msec(n)); }
constexpr duration sec(int64_t n) { return duration(zx_duration_from_sec(n)); }
constexpr duration min(int64_t n) { return duration(zx_duration_from_min(n)); }
constexpr duration hour(int64_t n) { return duration(zx_duration_from_hour(n)); }

/* A point on one clock. Points on different clocks do not mix. */
template <zx_clock_t kClockId>
class basic_time final {
 public:
  constexpr basic_time() = default;
  explicit constexpr basic_time(zx_time_t value) : value_(value) {}
  explicit constexpr basic_time(std::timespec value) : value_(zx_time_from_timespec(value)) {}

  static constexpr basic_time infinite() { return basic_time(ZX_TIME_INFINITE); }
  static constexpr basic_time infinite_past() { return basic_time(ZX_TIME_INFINITE_PAST); }

  constexpr zx_time_t get() const { return value_; }
  /* Where a call may store a time. */
  zx_time_t* get_address() { return &value_; }

  constexpr duration operator-(basic_time other) const { return duration(zx_time_sub_time(value_, other.value_)); }
  constexpr basic_time operator+(duration delta) const { return basic_time(zx_time_add_duration(value_, delta.get())); }
  constexpr basic_time operator-(duration delta) const { return basic_time(zx_time_sub_duration(value_, delta.get())); }
  constexpr basic_time& operator+=(duration delta) { return *this = *this + delta; }
  constexpr basic_time& operator-=(duration delta) { return *this = *this - delta; }

  constexpr bool operator==(basic_time other) const { return value_ == other.value_; }
  constexpr bool operator!=(basic_time other) const { return value_ != other.value_; }
  constexpr bool operator<(basic_time other) const { return value_ < other.value_; }
  constexpr bool operator<=(basic_time other) const { return value_ <= other.value_; }
  constexpr bool operator>(basic_time other) const { return value_ > other.value_; }
  constexpr bool operator>=(basic_time other) const { return value_ >= other.value_; }

  constexpr std::timespec to_timespec() const { return zx_timespec_from_time(value_); }

 private:
  zx_time_t value_ = 0;
};

template <zx_clock_t kClockId>
constexpr basic_time<kClockId> operator+(duration delta, basic_time<kClockId> time) {
  return time + delta;
}

using time = basic_time<ZX_CLOCK_MONOTONIC>;
using time_monotonic = basic_time<ZX_CLOCK_MONOTONIC>;
using time_boot = basic_time<ZX_CLOCK_BOOT>;

/* zx_deadline_after(). */
inline time deadline_after(duration delay) { return time(zx_deadline_after(delay.get())); }

/* zx_nanosleep(). */
inline zx_status_t nanosleep(time deadline) { return zx_nanosleep(deadline.get()); }

}  // namespace zx

#endif /* LIB_ZX_TIME_H_ */
