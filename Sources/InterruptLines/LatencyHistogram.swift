import Synchronization

/// Durations, counted by their size. Each bound is twice the one before: the size of a latency matters by its order, and
/// its bucket is the number of its leading zeros.
public struct LatencyCounts: Sendable, Hashable {
  /// The greatest duration of each bucket, ns: 2^10, a microsecond, to 2^30, a second. One bucket more is for what takes
  /// longer.
  public static let bounds: [UInt64] = (firstExponent..<firstExponent + boundCount).map { 1 << UInt64($0) }

  static let firstExponent = 10
  static let boundCount = 21

  /// How many there were in each bucket, by themselves.
  public var buckets: [UInt64]
  /// Of all durations, ns.
  public var sum: UInt64

  /// - Parameter buckets: one for each bound, and the last.
  public init(buckets: [UInt64] = Array(repeating: 0, count: bounds.count + 1), sum: UInt64 = 0) {
    self.buckets = buckets
    self.sum = sum
  }

  public static func += (counts: inout LatencyCounts, more: LatencyCounts) {
    for (bucket, count) in more.buckets.enumerated() { counts.buckets[bucket] += count }
    counts.sum += more.sum
  }
}

/// The counters behind `LatencyCounts`. Recording allocates nothing and waits for nobody; any thread may read meanwhile.
struct LatencyHistogram: ~Copyable {
  private let buckets = InlineArray<22, Atomic<UInt64>> { _ in Atomic(0) }
  private let sum = Atomic<UInt64>(0)

  /// - Parameter duration: ns. Less than nothing, as by clocks that are read on two processors, is nothing.
  func record(_ duration: Int64) {
    let duration = UInt64(max(0, duration))
    buckets[Self.bucket(of: duration)].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(duration, ordering: .relaxed)
  }

  /// The first whose bound is not less.
  static func bucket(of duration: UInt64) -> Int {
    guard duration > 1 else { return 0 }
    let exponent = UInt64.bitWidth - (duration - 1).leadingZeroBitCount
    return min(max(0, exponent - LatencyCounts.firstExponent), LatencyCounts.boundCount)
  }

  var snapshot: LatencyCounts {
    LatencyCounts(
      buckets: buckets.indices.map { buckets[$0].load(ordering: .relaxed) }, sum: sum.load(ordering: .relaxed))
  }
}
