/// Everything that was measured in one run.
struct Report: Encodable {
  /// Durations in ns; the ratio is how many times the plain way's the daemon's are.
  struct Comparison: Encodable {
    var name: String
    /// In one line: what was measured.
    var meaning: String
    var throughDaemon: Summary
    var plain: Summary
    var ratio: Ratio

    struct Ratio: Encodable {
      var p50: Double
      var p99: Double
    }

    init(_ name: String, _ meaning: String, throughDaemon: Samples, plain: Samples) {
      self.name = name
      self.meaning = meaning
      self.throughDaemon = throughDaemon.summary
      self.plain = plain.summary
      ratio = Ratio(
        p50: Double(self.throughDaemon.p50) / Double(max(1, self.plain.p50)),
        p99: Double(self.throughDaemon.p99) / Double(max(1, self.plain.p99)))
    }
  }

  struct Cycles: Encodable {
    var meaning: String
    /// Interrupts in a second, one cycle after the other.
    var throughDaemonHz: Double
    var plainHz: Double
    /// How many of the plain way's cycles fit into one of the daemon's.
    var ratio: Double
  }

  var comparisons: [Comparison]
  var cycles: Cycles
  /// Nil where they could not be counted.
  var systemCalls: SystemCalls.Figures?
  var machine: Machine
}
