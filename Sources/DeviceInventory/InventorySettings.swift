import InterruptLines
import ZirconObjects

/// What the operator may change while the daemon runs.
extension Inventory {
  struct Settings {
    var access: AccessPolicy
    var lines: LinePolicy
    var removalGrace: Duration
    var simulated: SimulatedDevices
  }

  var accessPolicy: AccessPolicy { settings.withLock { $0.access } }
  var linePolicy: LinePolicy { settings.withLock { $0.lines } }
  var removalGrace: Duration { settings.withLock { $0.removalGrace } }
  var simulatedDevices: [SimulatedDevices.Life] { settings.withLock { $0.simulated.lives } }

  /// From now on devices are opened by these rules, and lines by theirs; what is open stays as it is. A removal that has
  /// begun keeps its time.
  public func setPolicies(access: AccessPolicy, lines: LinePolicy, removalGrace: Duration) {
    settings.withLock { settings in
      settings.access = access
      settings.lines = lines
      settings.removalGrace = removalGrace
    }
  }

  /// Has these simulated devices and no others. One that is to go, or to be another, stays as it is while somebody has an
  /// interrupt of it.
  ///
  /// - Returns: the names of those that had to stay, "button".
  public func setSimulated(_ wanted: [SimulatedDeviceSettings]) -> [String] {
    let change = settings.withLock { settings in
      // Whoever claims a vector meanwhile looks afterwards whether the device is still there, under this lock.
      settings.simulated.change(to: wanted) { claims.hasClaim(on: $0) }
    }
    for life in change.removed { tell(.removed(FoundDevice(life).description)) }
    for life in change.added { tell(.added(FoundDevice(life).description)) }
    return change.inUse
  }
}

extension Duration {
  /// Up to 292 years.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
