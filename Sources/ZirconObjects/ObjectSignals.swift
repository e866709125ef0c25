/// What one object asserts, and who waits for it. Source: Zircon, dispatcher.cc and state_observer.h.
///
/// Observers are told newest first, and only when a signal becomes active that was not. Being told ends an observation.
///
/// Locks: an object calls this while it holds its own lock, and this calls ports; never the other way round. Threads that
/// have to be woken are handed to the caller, who wakes them once it holds no lock.
final class ObjectSignals: Sendable {
  private let state: Guarded<State>

  private struct State: ~Copyable {
    var active: Signals
    var observers: [SignalObserver] = []
  }

  init(_ initially: Signals = []) {
    state = Guarded(State(active: initially))
  }

  var active: Signals { state.withLock { $0.active } }

  /// Clears, then asserts.
  func update(clear: Signals = [], assert: Signals = []) -> SignalWakes {
    state.withLock { state in
      let before = state.active
      state.active = before.subtracting(clear).union(assert)
      var wakes = SignalWakes()
      let active = state.active
      guard !active.isSubset(of: before), !state.observers.isEmpty else { return wakes }
      state.observers = state.observers.reversed().filter { observer in
        guard !observer.signals.isDisjoint(with: active) else { return true }
        wakes.add(observer.matched(active))
        return false
      }.reversed()
      return wakes
    }
  }

  /// Begins to observe, unless a signal asked for is active already.
  ///
  /// - Parameter isEdge: what is active already does not count.
  func begin(_ observer: SignalObserver, isEdge: Bool = false) -> SignalWakes {
    state.withLock { state in
      var wakes = SignalWakes()
      if !isEdge, !observer.signals.isDisjoint(with: state.active) {
        wakes.add(observer.matched(state.active))
      } else {
        state.observers.append(observer)
      }
      return wakes
    }
  }

  /// Ends what a blocked wait observes in one place, if it has not ended.
  ///
  /// - Returns: what is active now.
  func end(_ wait: SignalWait, place: Int) -> Signals {
    state.withLock { state in
      state.observers.removeAll { observer in
        guard case .blocked(let other, place) = observer.target else { return false }
        return other === wait
      }
      return state.active
    }
  }

  /// Ends asynchronous waits, those that have not ended.
  func end(_ waits: Set<ObjectIdentifier>) {
    state.withLock { state in
      state.observers.removeAll { observer in
        guard case .async(let wait) = observer.target else { return false }
        return waits.contains(ObjectIdentifier(wait))
      }
    }
  }

  /// A handle is closed: blocked waits that were made through it end, and asynchronous ones vanish.
  func handleClosed(_ handle: UInt32) -> SignalWakes {
    state.withLock { state in
      var wakes = SignalWakes()
      guard !state.observers.isEmpty else { return wakes }
      let active = state.active
      state.observers.removeAll { observer in
        guard observer.handle == handle else { return false }
        wakes.add(observer.handleClosed(active))
        return true
      }
      return wakes
    }
  }
}

/// One wait for signals of one object.
struct SignalObserver {
  /// What the wait was made through.
  let handle: UInt32
  let signals: Signals
  let target: Target

  enum Target {
    case blocked(SignalWait, place: Int)
    case async(AsyncWait)
  }

  fileprivate func matched(_ active: Signals) -> SignalWakes.Wake? {
    switch target {
    case .blocked(let wait, let place): wait.matched(place, active) ? .blocked(wait) : nil
    case .async(let wait): wait.matched(active)
    }
  }

  fileprivate func handleClosed(_ active: Signals) -> SignalWakes.Wake? {
    switch target {
    case .blocked(let wait, let place): return wait.matched(place, active.union(.handleClosed)) ? .blocked(wait) : nil
    case .async(let wait):
      wait.cancel()
      return nil
    }
  }
}

/// Threads to be woken by whoever has changed signals, once it holds no lock.
struct SignalWakes {
  enum Wake {
    case blocked(SignalWait)
    case port(any Waiter, PortPacket)
  }

  private var wakes: [Wake] = []

  mutating func add(_ wake: Wake?) {
    if let wake { wakes.append(wake) }
  }

  func perform() {
    for wake in wakes {
      switch wake {
      case .blocked(let wait): wait.wake()
      case .port(let waiter, let packet): waiter.wake(with: packet)
      }
    }
  }
}
