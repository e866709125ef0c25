/// Something that was looked at for the sake of a device's interrupts.
public struct Finding: Sendable, Hashable {
  public enum Severity: Sendable, Hashable {
    /// In order.
    case ok
    /// May be in the way.
    case note
    /// Is in the way.
    case problem
  }

  public var severity: Severity
  /// A word or two: "driver", "IRQ 16".
  public var subject: String
  public var sentence: String
  /// What to do about it.
  public var advice: String?

  static func ok(_ subject: String, _ sentence: String) -> Finding {
    Finding(severity: .ok, subject: subject, sentence: sentence)
  }

  static func note(_ subject: String, _ sentence: String, advice: String? = nil) -> Finding {
    Finding(severity: .note, subject: subject, sentence: sentence, advice: advice)
  }

  static func problem(_ subject: String, _ sentence: String, advice: String) -> Finding {
    Finding(severity: .problem, subject: subject, sentence: sentence, advice: advice)
  }
}
