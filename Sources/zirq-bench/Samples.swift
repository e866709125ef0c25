/// Durations of one thing, measured many times. ns.
struct Samples: Sendable {
  private var durations: [Int64] = []

  /// - Parameter capacity: how many fit before the measurement has to allocate.
  init(capacity: Int) { durations.reserveCapacity(capacity) }

  mutating func add(_ duration: Int64) { durations.append(duration) }

  var summary: Summary {
    let sorted = durations.sorted()
    return Summary(
      count: sorted.count, p50: Samples.percentile(50, of: sorted), p99: Samples.percentile(99, of: sorted),
      max: sorted.last ?? 0)
  }

  /// The smallest value that this share of the values does not exceed.
  private static func percentile(_ share: Int, of sorted: [Int64]) -> Int64 {
    guard !sorted.isEmpty else { return 0 }
    let rank = (sorted.count * share + 99) / 100
    return sorted[max(rank, 1) - 1]
  }
}

/// What is told of samples. ns.
struct Summary: Sendable, Encodable {
  var count: Int
  var p50: Int64
  var p99: Int64
  var max: Int64
}
