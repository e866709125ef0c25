import InterruptLines

extension DeviceFacts {
  /// How zirqd runs the device's lines.
  var lineFindings: [Finding] {
    lines.compactMap { line in
      guard line.isHeld else { return nil }
      return .problem(
        "vector \(line.vector)", "It came too often with nobody silencing it, and is held masked.",
        advice: "Silence the device; then zirqctl release \(name) --vector \(line.vector), or the client's next "
          + "acknowledgement.")
    } + rearmFindings
  }

  private var rearmFindings: [Finding] {
    guard served?.kind == .uio, rearmPath == .client else { return [] }
    return [
      .note(
        "re-arm", "It is left to the client to enable the interrupt again, in the device's own registers.",
        advice: "The client does that before it calls zx_interrupt_ack(); or zirqd's configuration says otherwise with "
          + "Rearm=.")
    ]
  }

  /// Who has it.
  var useFindings: [Finding] {
    lines.compactMap { line in
      line.owner.map { .ok("vector \(line.vector)", "Process \($0.pid) has opened it.") }
    }
  }
}
