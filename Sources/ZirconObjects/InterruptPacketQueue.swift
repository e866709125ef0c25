/// A port's queue of interrupt packets.
///
/// Each bound interrupt owns a place, which holds at most one packet. The places that hold one are linked in the order
/// of queueing, so that a packet can be withdrawn from the middle, and neither queueing nor taking allocates.
struct InterruptPacketQueue {
  typealias Place = Int

  private struct Entry {
    var key: UInt64
    var timestamp: Int64 = 0
    var isLineEnded = false
    var isLinked = false
    var next: Place?
    var previous: Place?
  }

  private var entries: [Entry] = []
  private var released: [Place] = []
  private var first: Place?
  private var last: Place?

  mutating func reserve(key: UInt64) -> Place {
    if let place = released.popLast() {
      entries[place] = Entry(key: key)
      return place
    }
    entries.append(Entry(key: key))
    return entries.count - 1
  }

  mutating func release(_ place: Place) {
    _ = unlink(place)
    released.append(place)
  }

  func key(_ place: Place) -> UInt64 { entries[place].key }

  func isLinked(_ place: Place) -> Bool { entries[place].isLinked }

  /// - Returns: the packet's timestamp if there is one.
  func timestamp(_ place: Place) -> Int64? { entries[place].isLinked ? entries[place].timestamp : nil }

  mutating func link(_ place: Place, timestamp: Int64) {
    entries[place].timestamp = timestamp
    entries[place].isLinked = true
    entries[place].previous = last
    entries[place].next = nil
    if let last { entries[last].next = place } else { first = place }
    last = place
  }

  mutating func linkLineEnded(_ place: Place) {
    entries[place].isLineEnded = true
    link(place, timestamp: 0)
  }

  /// - Returns: the packet's timestamp if there was one.
  mutating func unlink(_ place: Place) -> Int64? {
    let entry = entries[place]
    guard entry.isLinked else { return nil }
    if let previous = entry.previous { entries[previous].next = entry.next } else { first = entry.next }
    if let next = entry.next { entries[next].previous = entry.previous } else { last = entry.previous }
    entries[place].isLinked = false
    return entry.timestamp
  }

  mutating func popFirst() -> PortPacket? {
    guard let place = first else { return nil }
    let entry = entries[place]
    _ = unlink(place)
    return entry.isLineEnded
      ? PortPacket(lineEnded: entry.key) : PortPacket(interrupt: entry.key, timestamp: entry.timestamp)
  }
}
