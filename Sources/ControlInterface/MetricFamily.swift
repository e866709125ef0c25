/// What `GetMetrics` answers: every metric there is.
public struct MetricsReply: Codable, Sendable {
  public var metrics: [MetricFamily]
  public init(metrics: [MetricFamily]) { self.metrics = metrics }
}

/// A metric with its samples: `type Metric` of `io.zirq.Control`.
public struct MetricFamily: Codable, Equatable, Sendable {
  public var name: String
  public var kind: Metric.Kind
  public var unit: String?
  public var help: String
  /// The names of its samples' labels, in their order.
  public var labels: [String]
  /// A histogram's: the greatest value of each bucket but the last, which has none.
  public var bounds: [Double]?
  public var samples: [MetricSample]

  public init(_ metric: Metric, bounds: [Double]? = nil, _ samples: [MetricSample]) {
    let declaration = metric.declaration
    name = declaration.name
    kind = declaration.kind
    unit = declaration.unit
    help = declaration.help
    labels = declaration.labels
    self.bounds = bounds
    self.samples = samples
  }
}

/// `type Sample` of `io.zirq.Control`.
public struct MetricSample: Codable, Equatable, Sendable {
  public var labels: [String: String]
  /// Of a counter, a gauge or an info.
  public var value: Double?
  /// Of a histogram: how many values there were in each bucket, by itself.
  public var buckets: [Int]?
  /// Of all values of a histogram.
  public var sum: Double?

  public init(_ labels: [String: String] = [:], value: Double) {
    self.labels = labels
    self.value = value
  }

  public init(_ labels: [String: String] = [:], buckets: [Int], sum: Double) {
    self.labels = labels
    self.buckets = buckets
    self.sum = sum
  }
}
