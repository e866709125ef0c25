import ControlInterface

/// Metrics as text, in one of two formats that differ little.
///
/// Source: OpenMetrics 1.0, "Text format"; prometheus.io, "Text-based format", whose readers refuse a type that they do not
/// know and take a counter's name with its "_total".
struct MetricsText {
  enum Format: String, CaseIterable {
    case openmetrics, prometheus
  }

  private(set) var text = ""
  private let format: Format

  init(_ metrics: [MetricFamily], _ format: Format) {
    self.format = format
    for metric in metrics { add(metric) }
    if format == .openmetrics { text += "# EOF\n" }
  }

  private mutating func add(_ metric: MetricFamily) {
    let suffix =
      switch metric.kind {
      case .counter: "_total"
      case .info: "_info"
      case .gauge, .histogram: ""
      }
    switch format {
    case .openmetrics:
      text += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
      if let unit = metric.unit { text += "# UNIT \(metric.name) \(unit)\n" }
      text += "# HELP \(metric.name) \(metric.help.escaped(quotes: true))\n"
    case .prometheus:
      let kind = metric.kind == .info ? .gauge : metric.kind
      text += "# HELP \(metric.name)\(suffix) \(metric.help.escaped(quotes: false))\n"
      text += "# TYPE \(metric.name)\(suffix) \(kind.rawValue)\n"
    }
    for sample in metric.samples {
      let labels = metric.labels.map { "\($0)=\"\((sample.labels[$0] ?? "").escaped(quotes: true))\"" }
      if let value = sample.value { add(metric.name + suffix, labels, value.metricText) }
      if let buckets = sample.buckets {
        add(buckets, bounds: metric.bounds ?? [], sample.sum ?? 0, metric.name, labels)
      }
    }
  }

  private mutating func add(
    _ buckets: [Int], bounds: [Double], _ sum: Double, _ name: String, _ labels: [String]
  ) {
    var count = 0
    for (bucket, bound) in zip(buckets, bounds.map(\.metricText) + ["+Inf"]) {
      count += bucket
      add("\(name)_bucket", labels + ["le=\"\(bound)\""], String(count))
    }
    add("\(name)_count", labels, String(count))
    add("\(name)_sum", labels, sum.metricText)
  }

  private mutating func add(_ name: String, _ labels: [String], _ value: String) {
    text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels.joined(separator: ","))} \(value)\n"
  }
}

extension Double {
  /// Whole numbers, as all counts are, without a point.
  fileprivate var metricText: String { Int(exactly: self).map { String($0) } ?? "\(self)" }
}

extension String {
  fileprivate func escaped(quotes: Bool) -> String {
    var escaped = ""
    for character in unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
