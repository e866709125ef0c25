extension Report {
  /// For people: a table, what its rows mean, and the machine.
  var text: String {
    var rows = [
      ["", "zirqd", "", "", "plain", "", "", "ratio", ""],
      ["µs", "p50", "p99", "max", "p50", "p99", "max", "p50", "p99"],
    ]
    for comparison in comparisons {
      rows.append(
        [comparison.name] + Report.microseconds(comparison.throughDaemon) + Report.microseconds(comparison.plain)
          + [Report.ratio(comparison.ratio.p50), Report.ratio(comparison.ratio.p99)])
    }
    var lines = Report.aligned(rows)
    lines += [
      "",
      "interrupts per second   through zirqd \(Int(cycles.throughDaemonHz))   plain \(Int(cycles.plainHz))   "
        + "ratio \(Report.ratio(cycles.ratio))",
      "system calls per cycle  \(systemCallText)",
      "",
    ]
    lines += comparisons.map { "\($0.name): \($0.meaning)" }
    lines += [
      "interrupts per second: \(cycles.meaning)",
      "system calls per cycle: counted with strace; a write of the daemon's re-arms, a futex has met the simulated "
        + "device's own clock",
      "",
      machineText,
    ]
    return lines.joined(separator: "\n")
  }

  private var machineText: String {
    let allowed = machine.allowed.map { " (\($0) allowed)" } ?? ""
    let name = machine.processor.map { ", \($0)" } ?? ""
    let load = Report.number(machine.load, digits: 1)
    return "\(machine.processors) processors\(allowed)\(name), \(machine.kernel), load \(load)"
  }

  private var systemCallText: String {
    guard let systemCalls else { return "not counted" }
    return "daemon \(Report.calls(systemCalls.daemon))   client \(Report.calls(systemCalls.client))"
  }

  /// "4.0 (recvfrom 2.0, sendto 2.0)"
  private static func calls(_ calls: [String: Double]) -> String {
    let sorted = calls.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let list = sorted.map { "\($0.key) \(number($0.value, digits: 2))" }.joined(separator: ", ")
    return "\(number(calls.values.reduce(0, +), digits: 2)) (\(list))"
  }

  private static func microseconds(_ summary: Summary) -> [String] {
    [summary.p50, summary.p99, summary.max].map { number(Double($0) / 1000, digits: 1) }
  }

  private static func ratio(_ ratio: Double) -> String { "\(number(ratio, digits: 1))x" }

  /// Not negative, with at least one digit after the point.
  private static func number(_ value: Double, digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = "\(scaled % scale)"
    return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// The first column to the left, numbers to the right.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = rows[1].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
    }
  }
}
