import InterruptLines

/// What the lines of one vector have counted since the daemon began.
public struct LineTotal: Sendable, Hashable {
  /// The device's stable name; "other" for all vectors that came when the table was full.
  public let device: String
  /// Nil for those.
  public let vector: UInt32?
  public fileprivate(set) var counts = LineCounts()
  public fileprivate(set) var latencies = LineLatencies()
  /// Times a line was held by its storm guard.
  public fileprivate(set) var storms: UInt64 = 0
}

/// The totals of every vector that has been opened. They never decrease, whatever is closed, removed and opened again:
/// no place is given up, and when all are taken the rest shares one.
struct LineTotals {
  typealias Place = Int

  /// A report of so many fits in a control client's buffer.
  static let limit = 256

  private struct Key: Hashable {
    let device: String
    let vector: UInt32?
  }

  private var places: [Key: Place] = [:]
  private var totals: [LineTotal] = []

  /// To be taken when a line is opened, for all of its life.
  mutating func place(of vector: UInt32, device: String) -> Place {
    let key = Key(device: device, vector: vector)
    if let place = places[key] { return place }
    return add(places.count < Self.limit ? key : Key(device: "other", vector: nil))
  }

  private mutating func add(_ key: Key) -> Place {
    if let place = places[key] { return place }
    places[key] = totals.count
    totals.append(LineTotal(device: key.device, vector: key.vector))
    return totals.count - 1
  }

  /// What a line that has been closed had counted.
  mutating func add(_ counts: LineCounts, _ latencies: LineLatencies, at place: Place) {
    totals[place].counts += counts
    totals[place].latencies += latencies
  }

  mutating func countStorm(at place: Place) { totals[place].storms += 1 }

  /// - Parameter open: what the lines that are open have counted.
  func with(_ open: [(counts: LineCounts, latencies: LineLatencies, place: Place)]) -> [LineTotal] {
    var all = self
    for (counts, latencies, place) in open { all.add(counts, latencies, at: place) }
    return all.totals
  }
}
