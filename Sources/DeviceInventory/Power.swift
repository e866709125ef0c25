/// Who has one power over a device.
public enum Power: Sendable, Hashable {
  /// Whoever may open it.
  case everyoneAllowed
  /// Nobody, when there are none.
  case only([Principal])

  func includes(_ peer: Peer, whoMayOpen mayOpen: Bool) -> Bool {
    switch self {
    case .everyoneAllowed: mayOpen
    case .only(let principals): principals.contains { $0.includes(peer) }
    }
  }
}
