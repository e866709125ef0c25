import InterruptLines
import ZirconObjects

/// A device and who uses it.
public struct DeviceStatus: Sendable, Hashable {
  public var device: DeviceDescription
  /// One for each vector.
  public var lines: [LineStatus]
  /// What is configured for them.
  public var settings: LineSettings

  /// How the device is re-armed: as its line that is open is, or else as it would be as far as that is known; nil where
  /// it is not. The configuration's word counts for UIO alone, as VFIO leaves no choice.
  public var rearmPath: RearmPath? {
    if let open = lines.lazy.compactMap(\.rearmPath).first { return open }
    return device.kind == .uio ? settings.rearm ?? RearmPath.expected(ofDriver: device.driver) : nil
  }
}

/// One vector of a device.
public struct LineStatus: Sendable, Hashable {
  public var vector: UInt32
  /// Nil while nobody has it.
  public var owner: Peer?
  /// Of the interrupt object that it fires; nil while nobody has it.
  public var interruptKoid: UInt64?
  /// How it is re-armed; known once it is open.
  public var rearmPath: RearmPath?
  /// Since it was opened.
  public var counts: LineCounts
  /// Where its timestamps are taken; known once it is open.
  public var timestamps: TimestampSource?
  /// Whether it came too often and is held masked.
  public var isHeld: Bool

  public var isOpen: Bool { rearmPath != nil }

  init(vector: UInt32, claim: ClaimTable.Claim?) {
    self.vector = vector
    owner = claim?.owner
    interruptKoid = claim?.interruptKoid
    rearmPath = claim?.line?.rearmPath
    counts = claim?.line?.counts ?? LineCounts()
    timestamps = claim?.line?.timestamps
    isHeld = claim?.line?.isHeld ?? false
  }
}
