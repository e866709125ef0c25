import Foundation

/// What chance is drawn from. A failure tells it, and ATTACK_SEED in the environment has the same drawn again.
enum Seed {
  static func draw() -> UInt64 {
    ProcessInfo.processInfo.environment["ATTACK_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...UInt64.max)
  }
}
