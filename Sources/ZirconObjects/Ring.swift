/// A first-in first-out queue that keeps its storage, so that a steady flow through it does not allocate; one that has been
/// long gives it back when it is empty.
struct Ring<Element> {
  private static var kept: Int { 64 }

  private var storage: [Element?] = []
  private var first = 0
  private(set) var count = 0

  mutating func append(_ element: Element) {
    if count == storage.count { grow() }
    storage[(first + count) & (storage.count - 1)] = element
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = storage[first].take()
    first = (first + 1) & (storage.count - 1)
    count -= 1
    if count == 0 && storage.count > Ring.kept {
      storage = []
      first = 0
    }
    return element
  }

  /// Removes the elements that match and keeps the order of the others.
  ///
  /// - Returns: how many matched.
  mutating func remove(where matches: (Element) -> Bool) -> Int {
    let before = count
    for _ in 0..<before {
      if let element = popFirst(), !matches(element) { append(element) }
    }
    return before - count
  }

  /// The storage's size is a power of two.
  private mutating func grow() {
    var larger: [Element?] = []
    larger.reserveCapacity(max(4, storage.count * 2))
    for offset in 0..<count { larger.append(storage[(first + offset) & (storage.count - 1)]) }
    for _ in count..<max(4, storage.count * 2) { larger.append(nil) }
    storage = larger
    first = 0
  }
}
