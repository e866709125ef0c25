import ArgumentParser
import ControlInterface

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find out why a device cannot be used, or why its interrupts do not come.",
    discussion: """
      Looks with the daemon's eyes, and opens nothing of the device. Ends with status 1 when there is a problem.

      --self-test has the kernel fire each vector of a VFIO device that nobody has opened, which shows that all of the \
      way from the kernel to the daemon works. It opens the device if nobody has, which resets it. For administrators.
      """)

  @Argument(
    help: "A device's name, its node such as /dev/uio0, or the address of any PCI device.",
    completion: DeviceName.completion)
  var device: DeviceName

  @Flag(help: "Have the kernel fire each vector of a VFIO device that nobody has opened.")
  var selfTest = false

  @OptionGroup var options: SharedOptions

  func run() throws {
    let diagnosis = try options.daemon.get(
      .diagnose, DeviceParameters(device: device.text), as: DiagnosisReport.self)
    let tests =
      selfTest
      ? try options.daemon.get(.selfTest, DeviceParameters(device: device.text), as: SelfTestReply.self).value.tests
      : nil
    let findings = diagnosis.value.findings
    if options.json {
      let document = Document(device: diagnosis.value.device, findings: findings, tests: tests)
      StandardOutput.writeLine(String(decoding: try VarlinkJSON.encode(document), as: UTF8.self))
    } else {
      StandardOutput.write(text(diagnosis.value.device, findings, tests))
    }
    let isWell = findings.allSatisfy { $0.severity != .problem } && tests?.contains(where: \.hasFailed) != true
    if !isWell { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  private struct Document: Encodable {
    var device: String
    var findings: [FindingReport]
    var tests: [VectorTestReport]?
  }

  private func text(_ name: String, _ findings: [FindingReport], _ tests: [VectorTestReport]?) -> String {
    var lines: [String] = []
    for finding in findings {
      lines.append(heading(finding.severity) + "\(finding.subject): \(finding.sentence)".printable)
      if let advice = finding.advice { lines.append("         " + advice.printable) }
    }
    for test in tests ?? [] {
      let time = test.time.map { " after \($0 / 1000) µs" } ?? ""
      let sentence =
        !test.tried
        ? "not tried; others gave no answer, or the machine has no vector left to give."
        : "the kernel fired it, and " + (test.passed ? "zirqd woke up\(time)." : "nothing came.")
      let severity: FindingReport.Severity = test.passed ? .ok : test.hasFailed ? .problem : .note
      lines.append(heading(severity) + "vector \(test.vector): \(sentence)")
    }
    let problems = findings.count { $0.severity == .problem } + (tests ?? []).count(where: \.hasFailed)
    let verdict = problems == 0 ? "nothing is in the way" : problems == 1 ? "1 problem" : "\(problems) problems"
    return (lines + ["\(name): \(verdict)".printable]).map { $0 + "\n" }.joined()
  }

  private func heading(_ severity: FindingReport.Severity) -> String {
    switch severity {
    case .ok: "ok       "
    case .note: "note     "
    case .problem: options.style.warning("problem") + "  "
    }
  }
}

extension VectorTestReport {
  fileprivate var hasFailed: Bool { tried && !passed }
}
