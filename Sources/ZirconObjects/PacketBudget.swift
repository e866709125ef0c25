import Synchronization

/// How many more user packets the ports of a process may hold together.
final class PacketBudget: Sendable {
  private let left: Atomic<Int>

  init(_ packets: Int) {
    left = Atomic(packets)
  }

  /// - Returns: whether there was room for one more.
  func take() -> Bool {
    if left.subtract(1, ordering: .relaxed).newValue >= 0 { return true }
    left.add(1, ordering: .relaxed)
    return false
  }

  func giveBack(_ packets: Int) {
    left.add(packets, ordering: .relaxed)
  }
}
