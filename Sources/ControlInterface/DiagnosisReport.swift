/// What is in the way of a device's interrupts, and what is not: the answer to `Diagnose` of `io.zirq.Control`.
public struct DiagnosisReport: Codable, Equatable, Sendable {
  /// The device's stable name, or the one that was asked for when zirqd serves no such device.
  public var device: String
  public var findings: [FindingReport]

  public init(device: String, findings: [FindingReport]) {
    self.device = device
    self.findings = findings
  }
}

/// `type Finding` of `io.zirq.Control`.
public struct FindingReport: Codable, Equatable, Sendable {
  public var severity: Severity
  public var subject: String
  public var sentence: String
  public var advice: String?

  public enum Severity: String, Codable, Sendable { case ok, note, problem }

  public init(severity: Severity, subject: String, sentence: String, advice: String? = nil) {
    self.severity = severity
    self.subject = subject
    self.sentence = sentence
    self.advice = advice
  }
}

/// `type VectorTest` of `io.zirq.Control`.
public struct VectorTestReport: Codable, Equatable, Sendable {
  public var vector: Int
  /// False where the machine has no vector to give, or the test ended before, for others gave no answer.
  public var tried: Bool
  public var passed: Bool
  /// From the kernel's firing until the daemon was awake, ns.
  public var time: Int?

  public init(vector: Int, tried: Bool = true, passed: Bool, time: Int? = nil) {
    self.vector = vector
    self.tried = tried
    self.passed = passed
    self.time = time
  }

  enum CodingKeys: String, CodingKey {
    case vector, tried, passed
    case time = "time_ns"
  }
}
