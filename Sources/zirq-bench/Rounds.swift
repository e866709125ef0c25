/// How often, and how fast, a paced measurement fires.
struct Rounds: Sendable {
  /// Rounds that count.
  var count: Int
  var rateHz: UInt32

  /// Rounds at the beginning that do not count: the threads have just been made, their pages are not there yet.
  static let warmUp = 20

  func forEach(_ round: (_ isCounted: Bool) throws -> Void) rethrows {
    for _ in 0..<Rounds.warmUp { try round(false) }
    for _ in 0..<count { try round(true) }
  }
}
