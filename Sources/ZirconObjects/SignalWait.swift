/// A blocked `zx_object_wait_one` or `zx_object_wait_many`. Source: Zircon, wait_signal_observer.cc and
/// syscalls/object_wait.cc.
///
/// The first match ends it; what else it observes is then looked at once more and let go.
public final class SignalWait: Sendable {
  struct Item {
    let handle: UInt32
    let object: any KernelObject
    let signals: Signals
  }

  private let items: [Item]
  private let waiter: (any Waiter)?
  private let state: Guarded<State>

  private struct State: ~Copyable {
    /// By item: what was active when it matched; nil while it has not.
    var matches: [Signals?]
    var observed: [Signals] = []
    /// Whether somebody has to be woken: not while the wait is being begun.
    var isBlocked = false
    var isEnded = false
  }

  init(_ items: [Item], waiter: (any Waiter)?) {
    self.items = items
    self.waiter = waiter
    state = Guarded(State(matches: Array(repeating: nil, count: items.count)))
  }

  /// ZX_OK; CANCELED when a handle was closed; TIMED_OUT when neither happened. Final once the wait has ended.
  public var status: Status {
    state.withLock { state in
      if state.observed.contains(where: { $0.contains(.handleClosed) }) { return .canceled }
      return state.matches.contains { $0 != nil } ? .ok : .timedOut
    }
  }

  /// By item, all its signals that were active. Final once the wait has ended.
  public var observed: [Signals] { state.withLock { $0.observed } }

  /// Begins; with the handle table locked, so that no handle is closed unseen.
  ///
  /// - Returns: whether it blocks. Otherwise it has ended, or has no waiter to block.
  func begin() -> Bool {
    for (place, item) in items.enumerated() {
      let observer = SignalObserver(
        handle: item.handle, signals: item.signals, target: .blocked(self, place: place))
      // Nobody is blocked yet, so nobody is to be woken.
      _ = item.object.header.signals.begin(observer)
    }
    let blocks = state.withLock { state in
      state.isBlocked = waiter != nil && !state.matches.contains { $0 != nil }
      state.isEnded = !state.isBlocked
      return state.isBlocked
    }
    if !blocks { end() }
    return blocks
  }

  /// Called by an object with its lock held.
  ///
  /// - Returns: whether this ends the wait: then `wake()` is due.
  func matched(_ place: Int, _ active: Signals) -> Bool {
    state.withLock { state in
      state.matches[place] = active
      guard state.isBlocked, !state.isEnded else { return false }
      state.isEnded = true
      return true
    }
  }

  func wake() {
    end()
    waiter?.wake(from: self)
  }

  /// Gives up.
  ///
  /// - Returns: false when the wait has ended already, and its waiter has been or is being woken.
  func cancel() -> Bool {
    let isFirst = state.withLock { state in
      defer { state.isEnded = true }
      return !state.isEnded
    }
    if isFirst { end() }
    return isFirst
  }

  private func end() {
    let active = items.enumerated().map { place, item in
      item.object.header.signals.end(self, place: place)
    }
    state.withLock { state in
      state.observed = zip(state.matches, active).map { match, active in match ?? active }
    }
  }
}
