import ControlInterface
import DeviceInventory
import InterruptLines

extension DiagnosisReport {
  public init(_ diagnosis: Diagnosis) {
    self.init(device: diagnosis.device, findings: diagnosis.findings.map { FindingReport($0) })
  }
}

extension FindingReport {
  init(_ finding: Finding) {
    let severity: Severity =
      switch finding.severity {
      case .ok: .ok
      case .note: .note
      case .problem: .problem
      }
    self.init(
      severity: severity, subject: finding.subject, sentence: finding.sentence, advice: finding.advice)
  }
}

extension VectorTestReport {
  public init(_ test: VFIOSelfTest) {
    self.init(
      vector: Int(test.vector), tried: test.isTried, passed: test.hasPassed, time: test.time.map { Int($0) })
  }
}
