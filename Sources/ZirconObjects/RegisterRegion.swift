/// A range of a device's registers, as an MMIO resource and the VMOs made from it refer to it. Thread-safe.
public protocol RegisterRegion: AnyObject, Sendable {
  /// Where it starts, bytes; not always at the start of a page.
  var physicalAddress: UInt64 { get }

  /// Bytes.
  var size: UInt64 { get }
}
