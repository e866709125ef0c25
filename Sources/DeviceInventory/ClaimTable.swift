import InterruptLines
import ZirconObjects

/// Which vectors are in use, by whom, and the lines behind them.
///
/// A vector is reserved before its line is opened and released after it is detached, so that no system call is made
/// under the lock.
final class ClaimTable: Sendable {
  struct Key: Hashable {
    var device: DeviceIdentity
    var vector: UInt32
  }

  struct Claim {
    var owner: Peer
    /// Of the interrupt object that the line fires.
    var interruptKoid: UInt64
    /// Tells this claim from a later one of the same vector.
    var serial: UInt64
    /// Where its line is counted.
    var place: LineTotals.Place
    /// Nil while it is being opened.
    var line: (any ObservableLine)?
  }

  private struct State {
    var claims: [Key: Claim] = [:]
    var totals = LineTotals()
    var lastSerial: UInt64 = 0
    var isClosed = false
  }

  private let state = Guarded(State())

  /// - Parameter name: the device's.
  /// - Returns: the claim's serial.
  func reserve(_ key: Key, _ name: String, for owner: Peer, interruptKoid: UInt64) throws(Status) -> UInt64 {
    try state.withLock { state throws(Status) in
      guard !state.isClosed else { throw .unavailable }
      guard state.claims[key] == nil else { throw .alreadyBound }
      state.lastSerial += 1
      state.claims[key] = Claim(
        owner: owner, interruptKoid: interruptKoid, serial: state.lastSerial,
        place: state.totals.place(of: key.vector, device: name))
      return state.lastSerial
    }
  }

  /// - Returns: false when the table has been closed meanwhile: the line must go.
  func settle(_ key: Key, serial: UInt64, line: any ObservableLine) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      if state.claims[key]?.serial == serial { state.claims[key]?.line = line }
      return true
    }
  }

  /// - Returns: whether there was a line.
  func release(_ key: Key, serial: UInt64) -> Bool {
    state.withLock { state in
      guard let claim = state.claims[key], claim.serial == serial else { return false }
      state.claims[key] = nil
      if let line = claim.line { state.totals.add(line.counts, line.latencies, at: claim.place) }
      return claim.line != nil
    }
  }

  /// Whether anybody has a vector of this device, or is about to.
  func hasClaim(on device: DeviceIdentity) -> Bool {
    state.withLock { $0.claims.keys.contains { $0.device == device } }
  }

  /// What has been counted since the daemon began, by the lines that are open and those that have been.
  var totals: [LineTotal] {
    state.withLock { state in
      state.totals.with(
        state.claims.values.compactMap { claim in claim.line.map { ($0.counts, $0.latencies, claim.place) } })
    }
  }

  func countStorm(_ key: Key) {
    state.withLock { state in
      if let claim = state.claims[key] { state.totals.countStorm(at: claim.place) }
    }
  }

  /// Whether somebody else has a vector of this device, or is about to.
  func hasClaim(on device: DeviceIdentity, byOtherThan peer: Peer) -> Bool {
    state.withLock { $0.claims.contains { key, claim in key.device == device && claim.owner != peer } }
  }

  /// Who has the vector, or is about to.
  func owner(_ key: Key) -> Peer? { state.withLock { $0.claims[key]?.owner } }

  /// Nil while nobody has the vector, and while its line is being opened.
  func line(_ key: Key) -> (any ObservableLine)? { state.withLock { $0.claims[key]?.line } }

  var all: [Key: Claim] { state.withLock { $0.claims } }

  /// Accepts no more claims.
  ///
  /// - Returns: the lines that are open.
  func close() -> [any ObservableLine] {
    state.withLock { state in
      state.isClosed = true
      return state.claims.values.compactMap(\.line)
    }
  }
}
