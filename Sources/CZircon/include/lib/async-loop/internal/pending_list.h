/* A list of waits, tasks or interrupts that are pending in a loop, linked through their own async_state_t: nothing is
 * allocated. Not for threads by itself. */
#ifndef LIB_ASYNC_LOOP_INTERNAL_PENDING_LIST_H_
#define LIB_ASYNC_LOOP_INTERNAL_PENDING_LIST_H_

#include <lib/async/dispatcher.h>

namespace async::internal {

/* Entry has state as its first member. */
template <typename Entry>
class PendingList final {
 public:
  PendingList() { link(&ends_, &ends_); }
  PendingList(const PendingList&) = delete;
  PendingList& operator=(const PendingList&) = delete;

  Entry* first() const { return entry(next(&ends_)); }
  Entry* last() const { return entry(previous(&ends_)); }
  Entry* before(const Entry* other) const { return entry(previous(&other->state)); }
  /* The entry at this address, or null if none of this list is there: nothing else is looked at, so the address may be
   * of one that has been freed. */
  Entry* find(const Entry* address) const {
    Entry* found = last();
    while (found && found != address) found = before(found);
    return found;
  }

  /* Whether the entry is in a list, this or another. */
  static bool is_linked(const Entry* entry) { return next(&entry->state) != nullptr; }

  void add_first(Entry* added) { insert(&ends_, added); }
  /* A null place is the front. */
  void add_after(Entry* place, Entry* added) { insert(place ? &place->state : &ends_, added); }

  /* From the list that the entry is in. */
  static void remove(Entry* entry) {
    link(previous(&entry->state), next(&entry->state));
    entry->state = ASYNC_STATE_INIT;
  }

  Entry* take_first() {
    Entry* const taken = first();
    if (taken) remove(taken);
    return taken;
  }

 private:
  /* reserved holds the neighbors: the one before, the one behind. */
  static async_state_t* previous(const async_state_t* of) { return reinterpret_cast<async_state_t*>(of->reserved[0]); }
  static async_state_t* next(const async_state_t* of) { return reinterpret_cast<async_state_t*>(of->reserved[1]); }

  static void link(async_state_t* first, async_state_t* second) {
    first->reserved[1] = reinterpret_cast<uintptr_t>(second);
    second->reserved[0] = reinterpret_cast<uintptr_t>(first);
  }

  void insert(async_state_t* place, Entry* added) {
    async_state_t* const behind = next(place);
    link(place, &added->state);
    link(&added->state, behind);
  }

  Entry* entry(async_state_t* state) const { return state == &ends_ ? nullptr : reinterpret_cast<Entry*>(state); }

  mutable async_state_t ends_ = ASYNC_STATE_INIT;
};

}  // namespace async::internal

#endif /* LIB_ASYNC_LOOP_INTERNAL_PENDING_LIST_H_ */
