/// A vector has found an owner or lost it.
public struct ClaimChange: Sendable, Hashable {
  /// The device's stable name.
  public var device: String
  public var vector: UInt32
  public var owner: Peer
  public var isClaimed: Bool
}
