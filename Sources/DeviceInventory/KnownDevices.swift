import ZirconObjects

/// The hardware devices that there are, with what must be remembered of each life. Thread-safe.
///
/// What is found is compared with what was known, so that nothing comes twice, and what an event did not tell is told by
/// the next look.
final class KnownDevices: Sendable {
  private let state = Guarded(State())

  private struct State {
    var lives: [DeviceIdentity: Life] = [:]
    /// How many there have been of each name.
    var generations: [String: UInt64] = [:]
  }

  private struct Life {
    var found: FoundDevice
    var facts: OpenedFacts?
    var removal: Removal?

    /// As it is shown.
    var shown: FoundDevice {
      var shown = found
      if let facts { shown.description.learn(facts) }
      shown.description.isRemoving = removal != nil
      return shown
    }
  }

  private struct Removal {
    /// CLOCK_MONOTONIC, ns; nil once it has passed.
    var deadline: Int64?
  }

  /// Takes note of what a look at the kernel's files has shown.
  ///
  /// - Parameters:
  ///   - unbound: the names of devices of which the kernel has said meanwhile that no driver has them any more.
  ///   - isOver: whether the files show of a device, which is found no more, that its removal has ended.
  ///   - isHeld: whether we or our clients have a device's descriptor. Such a device is being removed when it is found no
  ///     more, for its driver's link goes first and the device when all have let go of it.
  ///   - deadline: of a removal that begins so.
  /// - Returns: what has happened, the lives that have ended, and whether a removal has begun.
  func update(
    _ found: [FoundDevice], unbound: Set<String>, isOver: (FoundDevice) -> Bool, isHeld: (DeviceIdentity) -> Bool,
    deadline: Int64
  ) -> (events: [DeviceEvent], ended: [DeviceIdentity], hasDeadline: Bool) {
    state.withLock { state in
      var events: [DeviceEvent] = []
      var ended: [DeviceIdentity] = []
      var hasDeadline = false
      let present = Set(found.map(\.identity))
      let names = Set(found.map(\.description.name))
      for (identity, life) in state.lives where !present.contains(identity) {
        let name = life.found.description.name
        let isGone = names.contains(name) || unbound.contains(name) || isOver(life.found)
        if !isGone && (life.removal != nil || isHeld(identity)) {
          if life.removal == nil {
            state.lives[identity]?.removal = Removal(deadline: deadline)
            hasDeadline = true
          }
          continue
        }
        state.lives[identity] = nil
        ended.append(identity)
        events.append(.removed(life.shown.description))
      }
      for var device in found {
        if let life = state.lives[device.identity] {
          // What is being removed stays as it was known.
          guard life.removal == nil else { continue }
          device.description.generation = life.found.description.generation
          state.lives[device.identity]?.found = device
        } else {
          let generation = state.generations[device.description.name, default: 0] + 1
          state.generations[device.description.name] = generation
          device.description.generation = generation
          state.lives[device.identity] = Life(found: device)
          events.append(.added(device.description))
        }
      }
      return (events, ended, hasDeadline)
    }
  }

  var all: [FoundDevice] { state.withLock { $0.lives.values.map(\.shown) } }

  var removing: [DeviceIdentity] { state.withLock { $0.lives.filter { $0.value.removal != nil }.map(\.key) } }

  var isRemovingAny: Bool { state.withLock { $0.lives.values.contains { $0.removal != nil } } }

  func isRemoving(_ identity: DeviceIdentity) -> Bool { state.withLock { $0.lives[identity]?.removal != nil } }

  func learn(_ facts: OpenedFacts, of identity: DeviceIdentity) {
    state.withLock { $0.lives[identity]?.facts = facts }
  }

  // MARK: Removal

  /// - Returns: false when that was known.
  func beginRemoval(of identity: DeviceIdentity, deadline: Int64) -> Bool {
    state.withLock { state in
      guard let life = state.lives[identity], life.removal == nil else { return false }
      state.lives[identity]?.removal = Removal(deadline: deadline)
      return true
    }
  }

  /// Nobody of ours holds the device any more: it counts as gone, whatever the kernel still does with it.
  func endRemoval(of identity: DeviceIdentity) -> DeviceEvent? {
    state.withLock { state in
      guard let life = state.lives[identity], life.removal != nil else { return nil }
      state.lives[identity] = nil
      return .removed(life.shown.description)
    }
  }

  /// The earliest time at which somebody is to be cut off.
  var nextDeadline: Int64? { state.withLock { $0.lives.values.compactMap { $0.removal?.deadline }.min() } }

  /// Those whose time has come; each is named once.
  func due(at now: Int64) -> [FoundDevice] {
    state.withLock { state in
      let due = state.lives.filter { ($0.value.removal?.deadline).map { $0 <= now } ?? false }
      for identity in due.keys { state.lives[identity]?.removal?.deadline = nil }
      return due.values.map(\.shown)
    }
  }
}
