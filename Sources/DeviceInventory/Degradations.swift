import InterruptLines
import ZirconObjects

/// What lines do without because the system refuses it: told once each, however many lines are opened. Thread-safe.
final class Degradations: Sendable {
  private let sentences = Guarded<[LineError.Degradation: String]>([:])

  /// - Returns: whether it is to be told: not a degradation, or the first of its kind.
  func isNews(_ error: LineError) -> Bool {
    guard let degradation = error.degradation else { return true }
    return sentences.withLock { sentences in
      guard sentences[degradation] == nil else { return false }
      sentences[degradation] = "\(error)"
      return true
    }
  }

  /// In the order of the alphabet.
  var all: [String] { sentences.withLock { $0.values.sorted() } }
}
