import CZircon

/// A device whose interrupts the daemon can hand out.
public struct Device: Hashable, Sendable {
  /// The stable name, which `Resource.init(device:)` takes.
  public var name: String
  /// The kernel driver that it is bound to; nil where nothing is known.
  public var driver: String?
  /// Its device node, "/dev/uio0"; nil where it has none.
  public var node: String?
  /// The number of interrupts it has: vectors `0 ..< vectors`.
  public var vectors: UInt32
  /// The number of register regions it has.
  public var regions: UInt32
  /// This process may open it.
  public var isAllowed: Bool
  /// Some vector of it has an interrupt.
  public var isClaimed: Bool
  /// Its line is level-triggered: masked from delivery until the ack.
  public var isLevel: Bool
  /// The system wants the device back, and it cannot be opened any more.
  public var isRemoving: Bool

  /// The devices that there are now.
  public static func list() throws(ZirqError) -> [Device] {
    var records: UnsafeMutablePointer<zirq_device_t>?
    var count = 0
    try ZirqError.check(zirq_device_list(&records, &count))
    defer { zirq_device_list_free(records) }
    return UnsafeBufferPointer(start: records, count: count).map(Device.init)
  }

  init(_ record: zirq_device_t) {
    name = CText.string(record.name)
    driver = Device.known(CText.string(record.driver))
    node = Device.known(CText.string(record.node))
    vectors = record.vectors
    regions = record.regions
    isAllowed = record.flags & ZIRQ_DEVICE_ALLOWED != 0
    isClaimed = record.flags & ZIRQ_DEVICE_CLAIMED != 0
    isLevel = record.flags & ZIRQ_DEVICE_LEVEL != 0
    isRemoving = record.flags & ZIRQ_DEVICE_REMOVING != 0
  }

  private static func known(_ text: String) -> String? { text.isEmpty ? nil : text }
}
